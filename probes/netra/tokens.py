"""Reading a JSON Web Token without its secret, and the checks on what it claims (facts §2.2).

Nothing here verifies a signature: the probe holds no key of the target's.  Whether a token is good
is for the target to say, and for the journey to doubt.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import jwt

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.model import Finding, Json, Observation
from probes.core.ports import Answer
from probes.netra import wire

ISSUER: Final = "netra-auth-service"
USER_AUDIENCE: Final = "netra-platform"
MAX_TOKEN_CHARS: Final = 16_384
MAX_SKEW_S: Final = 60.0
SIGNED: Final = ("HS", "RS", "ES", "PS", "EdDSA")
CHECKS: Final = (
    "algorithm",
    "issuer",
    "audience",
    "subject",
    "token_type",
    "issued_now",
    "expiry",
)
_LATEST_S: Final = 1e11


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a token says of itself.  Absent text is empty; times are seconds since the epoch."""

    algorithm: str
    signed: bool
    sub: str
    issuer: str
    audience: tuple[str, ...]
    kind: str
    email: str
    issued_at_s: float | None
    expires_at_s: float | None


def claims_of(token: str) -> Claims:
    """Read a token's header and payload; its signature is not looked at.

    Raises:
        StepFailed: it is no token.
    """
    try:
        header: Mapping[str, object] = jwt.get_unverified_header(_bounded(token))
        payload: Mapping[str, object] = jwt.decode(token, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as exc:
        raise _malformed(type(exc).__name__) from None
    audience = payload.get("aud")
    return Claims(
        algorithm=_text(header.get("alg")),
        signed=bool(token.rpartition(".")[2]),
        sub=_text(payload.get("sub")),
        issuer=_text(payload.get("iss")),
        audience=tuple(map(_text, audience if isinstance(audience, list) else [audience])),
        kind=_text(payload.get("token_type")) or _text(payload.get("type")),
        email=_text(payload.get("email")),
        issued_at_s=_seconds(payload.get("iat")),
        expires_at_s=_seconds(payload.get("exp")),
    )


def findings(claims: Claims, user_id: str, answer: Answer) -> tuple[Finding, ...]:
    """Check a user's fresh access token against facts §2.2.

    ``user_id`` is the id that the answer gave beside the token; a proxy gives none (facts §2.1).
    """
    wanted = f"the user that was signed in, {wire.ident(user_id)}" if user_id else "some user"
    named = bool(claims.sub) and user_id in ("", claims.sub)
    sound = claims.signed and claims.algorithm.startswith(SIGNED)
    audience = ", ".join(claims.audience)
    return (
        _finding("algorithm", "a signature", claims.algorithm or "none", ok=sound),
        _finding("issuer", ISSUER, claims.issuer, ok=claims.issuer == ISSUER),
        _finding("audience", USER_AUDIENCE, audience, ok=USER_AUDIENCE in claims.audience),
        _finding("subject", wanted, claims.sub, ok=named),
        _finding("token_type", "access", claims.kind, ok=claims.kind in ("", "access")),
        _issued_now(claims, answer),
        _expiry(claims, answer),
    )


def skew_s(claims: Claims, answer: Answer) -> float | None:
    """Tell how far the minter's clock is ahead of ours, by the token's own time of issue."""
    if claims.issued_at_s is None:
        return None
    return wire.off_by_s(claims.issued_at_s, answer)


def tampered(token: str) -> str:
    """Copy a token with another signature: the first character's six bits all count."""
    head, dot, signature = token.rpartition(".")
    other = "B" if signature.startswith("A") else "A"
    return f"{head}{dot}{other}{signature[1:]}"


def observation(claims: Claims) -> Observation:
    """Keep the claims, which are no secret, and nothing of the token."""
    facts: dict[str, Json] = {
        "algorithm": wire.brief(claims.algorithm),
        "subject": wire.ident(claims.sub),
        "issuer": wire.brief(claims.issuer),
        "audience": [wire.brief(name) for name in claims.audience[:8]],
        "token_type": wire.brief(claims.kind),
        "issued_at_s": claims.issued_at_s,
        "expires_at_s": claims.expires_at_s,
    }
    return Observation("claims", facts)


def _issued_now(claims: Claims, answer: Answer) -> Finding:
    off_s = skew_s(claims, answer)
    if off_s is None:
        return _finding("issued_now", "a time of issue", "none", ok=False)
    expected, seen = f"within {MAX_SKEW_S:g} s of our clock", f"{off_s:+.0f} s"
    if abs(off_s) <= MAX_SKEW_S:
        return _finding("issued_now", expected, seen, ok=True)
    return Finding(
        check="issued_now", ok=False, expected=expected, seen=seen, failure=Failure.CLOCK_SKEW
    )


def _expiry(claims: Claims, answer: Answer) -> Finding:
    ends_s, began_s = claims.expires_at_s, claims.issued_at_s
    ok = (
        ends_s is not None
        and began_s is not None
        and ends_s > began_s
        and ends_s > answer.received_at.timestamp()
    )
    seen = "none" if ends_s is None or began_s is None else f"{ends_s - began_s:.0f} s after issue"
    return _finding("expiry", "in the future and after issue", seen, ok=ok)


def _finding(check: str, expected: str, seen: str, *, ok: bool) -> Finding:
    failure = None if ok else Failure.CLAIMS_WRONG
    return Finding(
        check=check, ok=ok, expected=expected, seen=wire.ident(seen) or "none", failure=failure
    )


def _bounded(token: str) -> str:
    if len(token) > MAX_TOKEN_CHARS or not token.isascii():
        raise ValueError("no token")
    return token


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _seconds(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value < _LATEST_S else None


def _malformed(why: str) -> StepFailed:
    return StepFailed(Failure.TOKEN_MALFORMED, Blame.TARGET, f"the token cannot be read: {why}")
