"""JSON web tokens as the auth service makes them (facts §2.2, §3.1).  Pure but for randomness."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from typing import TypeAlias

import jwt

ISSUER = "netra-auth-service"
ENVIRONMENT = "staging"
REFRESH_TTL_S = 14 * 24 * 3600
MAX_AGE_S = 24 * 3600
MAX_AHEAD_S = 60

Claims: TypeAlias = dict[str, object]
_numbers = count(1)


class Use(StrEnum):
    """What a token is for."""

    ACCESS = "access"
    REFRESH = "refresh"
    SERVICE = "service"


AUDIENCE: Mapping[Use, str] = {
    Use.ACCESS: "netra-platform",
    Use.REFRESH: "netra-platform",
    Use.SERVICE: "netra-services",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A token whose signature and claims hold."""

    subject: str
    email: str
    jti: str
    expires_at: int


def claims(use: Use, subject: str, *, issued_at: float, ttl_s: int) -> Claims:
    """Build the claims that every kind of token has, in the recorded order."""
    now = int(issued_at)
    return {
        "sub": subject,
        "iat": now,
        "exp": now + ttl_s,
        "token_type": use.value,
        "type": use.value,
        "iss": ISSUER,
        "aud": AUDIENCE[use],
        "jti": f"jti_{int(issued_at * 1000)}_{next(_numbers)}_{secrets.token_hex(4)}",
        "env": ENVIRONMENT,
        "svc_id": f"netra_auth_service_{ENVIRONMENT}",
    }


def sign(payload: Claims, key: str) -> str:
    """Sign with HS256."""
    return jwt.encode(payload, key, algorithm="HS256")


def verify(token: str, key: str, use: Use, now: float) -> Verified | None:
    """Check signature, claims, age and kind; None when anything is wrong."""
    try:
        seen: Claims = jwt.decode(
            token,
            key,
            algorithms=["HS256"],
            options={  # the clock is the caller's
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
                "verify_aud": False,
            },
        )
    except (jwt.InvalidTokenError, ValueError):
        return None
    issued, expires = seen.get("iat"), seen.get("exp")
    subject, jti = seen.get("sub"), seen.get("jti")
    if not (isinstance(issued, int) and isinstance(expires, int)):
        return None
    if not (isinstance(subject, str) and isinstance(jti, str)):
        return None
    if (seen.get("iss"), seen.get("aud"), seen.get("token_type")) != (ISSUER, AUDIENCE[use], use):
        return None
    if not (issued - MAX_AHEAD_S <= now < min(expires, issued + MAX_AGE_S)):
        return None
    return Verified(subject=subject, email=str(seen.get("email", "")), jti=jti, expires_at=expires)
