"""Everything that one stand-in knows while it runs: users, tokens, threads, and what is broken."""

import secrets
import time
from dataclasses import dataclass, field
from enum import StrEnum

from probes.standin import tokens
from probes.standin.behaviour import Bearer, Behaviour, Kept
from probes.standin.options import Options
from probes.standin.threads import Thread
from probes.standin.tokens import Use, Verified

PASSWORD_EMAIL = "grace@netra.example"  # noqa: S105  (an address)


@dataclass(frozen=True, slots=True)
class Secrets:
    """What a client of this stand-in has to hold.  Made anew at each start."""

    e2e_key: str = field(default_factory=lambda: secrets.token_hex(24), repr=False)
    service_secret: str = field(default_factory=lambda: secrets.token_hex(24), repr=False)
    password: str = field(default_factory=lambda: secrets.token_urlsafe(18), repr=False)


@dataclass(slots=True, kw_only=True)
class User:
    """Somebody who can sign in."""

    id: str
    email: str
    name: str
    provider: str
    created_at: float
    last_login_at: float


@dataclass(frozen=True, slots=True)
class Pair:
    """What a sign-in gives."""

    access: str
    refresh: str


class Refusal(StrEnum):
    """Why the backend does not let a bearer in."""

    INVALID = "Invalid or expired token"
    UNAVAILABLE = "Authentication service temporarily unavailable"


class World:
    """One target's memory.  Nothing in it outlives the process."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.secrets = Secrets()
        self.behaviour = Behaviour()
        self.faults: tuple[str, ...] = ()
        self.started_at = time.time()
        self.users: dict[str, User] = {}
        self.threads: dict[str, Thread] = {}
        self.revoked: set[str] = set()
        self.slow_checks = 1  # fresh tokens that the next slow pre-checks are going to spoil
        self._spoilt: dict[str, bool] = {}
        self._spent: set[str] = set()
        self._turns: dict[str, int] = {}
        self._jwt_key = secrets.token_hex(32)
        self._other_secret = secrets.token_hex(24)
        self.user(PASSWORD_EMAIL, "Grace", "local")

    def auth_now(self) -> float:
        """Read the auth service's clock, which may be wrong."""
        return time.time() + self.behaviour.clock_offset_s

    def user(self, email: str, name: str, provider: str) -> User:
        """Find or make the user of an address; ids are as facts §2.1 says."""
        now = self.auth_now()
        local = email.partition("@")[0]
        made = f"auth_user_{int(now * 1000)}_{len(self.users) + 1}_{secrets.token_hex(4)}"
        user_id = made if provider == "local" else f"e2e-{local}"
        fresh = User(
            id=user_id,
            email=email,
            name=name,
            provider=provider,
            created_at=now,
            last_login_at=now,
        )
        return self.users.setdefault(email, fresh)

    def sign_in(self, user: User) -> Pair:
        """Mint both tokens."""
        now = user.last_login_at = self.auth_now()
        access = tokens.claims(
            Use.ACCESS, user.id, issued_at=now, ttl_s=self.options.access_ttl_s
        ) | {"email": user.email, "permissions": []}
        refresh = tokens.claims(Use.REFRESH, user.id, issued_at=now, ttl_s=tokens.REFRESH_TTL_S) | {
            "email": user.email
        }
        return Pair(tokens.sign(access, self._jwt_key), tokens.sign(refresh, self._jwt_key))

    def service_token(self, service_id: str, name: str) -> str:
        """Mint a token of a service, which lives 30 minutes whatever was asked for."""
        payload = tokens.claims(
            Use.SERVICE, service_id, issued_at=self.auth_now(), ttl_s=self.options.access_ttl_s
        )
        return tokens.sign(payload | {"service": name}, self._jwt_key)

    def verified(self, token: str, use: Use, now: float | None = None) -> Verified | None:
        """Check a token as the auth service does; ``now`` is another service's clock."""
        at = self.auth_now() if now is None else now
        seen = tokens.verify(token, self._jwt_key, use, at)
        return None if seen is None or seen.jti in self.revoked else seen

    def spend(self, refresh: Verified) -> bool:
        """Use a refresh token up; False when it was used before and that counts."""
        used = refresh.jti in self._spent and self.behaviour.refresh_one_use
        self._spent.add(refresh.jti)
        return self.behaviour.refresh_known and not used

    def service_secret(self) -> str | None:
        """Give the secret that the auth service compares with; None when it has none."""
        held = {Kept.SAME: self.secrets.service_secret, Kept.OTHER: self._other_secret}
        return held.get(self.behaviour.service_secret)

    def odd_turn(self, what: str) -> bool:
        """Alternate without a period (Thue-Morse), so that no rhythm of asking hides a split.

        At most two equal turns follow each other, at every stride that is a power of two.
        """
        turn = self._turns.get(what, 0)
        self._turns[what] = turn + 1
        return turn.bit_count() % 2 == 1

    def admitted(self, token: str) -> Verified | Refusal:
        """Rule on a bearer as the backend does."""
        if self.behaviour.auth_down:
            return Refusal.UNAVAILABLE
        seen = self.verified(token, Use.ACCESS, now=time.time())
        if seen is None or self._turned_away(seen):
            return Refusal.INVALID
        return seen

    def _turned_away(self, seen: Verified) -> bool:
        match self.behaviour.bearer:
            case Bearer.REFUSED:
                return True
            case Bearer.SPLIT:
                return self.odd_turn("bearer")
            case Bearer.POISONED:
                return self._is_spoilt(seen.jti)
            case Bearer.VERIFIED:
                return False

    def _is_spoilt(self, jti: str) -> bool:
        if jti not in self._spoilt:
            self._spoilt[jti] = self.slow_checks > 0
            self.slow_checks = 0
        return self._spoilt[jti]
