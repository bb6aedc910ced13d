"""Signing in as a user, by bypass key or password (facts §2.1).

Requests are values and answers are read by functions; nothing is sent from here.
"""

from dataclasses import dataclass, field

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.model import Identity, Json, Kind, Observation, Target
from probes.core.ports import Answer, Request
from probes.netra import wire


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What a sign-in or a refresh hands out.  ``user_id`` is empty when the answer gave none."""

    user_id: str
    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)


def request(target: Target, identity: Identity, secret: str) -> Request:
    """Ask for a session.  The bypass key goes to the auth service alone (facts §0.8)."""
    if identity.kind is Kind.E2E_BYPASS:
        body: dict[str, Json] = {
            "email": identity.subject,
            "name": "Golden Path",
            "permissions": ["read", "write"],
            "simulate_oauth": True,
        }
        url, headers = f"{target.auth}/auth/e2e/test-auth", {"X-E2E-Bypass-Key": secret}
        return Request(method="POST", url=url, json=body, headers=headers)
    body = {"email": identity.subject, "password": secret}
    return Request(method="POST", url=f"{target.auth}/auth/login", json=body)


def session(answer: Answer) -> Session:
    """Read a session.

    Raises:
        StepFailed: refused (our credential's fault; for a password a database outage looks the
            same, facts §2.1), unavailable, or something that is no session.
    """
    if answer.status in (401, 403) and not wire.is_html(answer):
        detail = f"{wire.where(answer)} answered {answer.status}"
        cause = (Failure.SIGN_IN_REFUSED, Failure.SIGN_IN_UNAVAILABLE)
        candidates = cause if answer.url.endswith("/auth/login") else ()
        raise StepFailed(Failure.SIGN_IN_REFUSED, Blame.CREDENTIAL, detail, candidates)
    if answer.status >= 500:  # noqa: PLR2004  (RFC 9110)
        detail = f"{wire.where(answer)} answered {answer.status}"
        raise StepFailed(Failure.SIGN_IN_UNAVAILABLE, Blame.TARGET, detail)
    return read(answer)


def observation(given: Session) -> Observation:
    """Keep who was signed in and whether a refresh token came, never a token."""
    user_id = wire.ident(given.user_id)
    return Observation("session", {"user_id": user_id, "refreshable": bool(given.refresh_token)})


def read(answer: Answer) -> Session:
    """Read a session out of a 200, whoever asked for it.

    Raises:
        StepFailed: it is something else.
    """
    wire.require(answer, 200, 201)
    found = wire.fields(answer)
    token = wire.pick_text(found, "access_token", "accessToken", "token")
    if not token:
        raise wire.unexpected(answer, "no access token")
    refresh_token = wire.pick_text(found, "refresh_token", "refreshToken")
    return Session(user_id=user_id_of(found), access_token=token, refresh_token=refresh_token)


def user_id_of(found: wire.Fields) -> str:
    """Read whom an answer names, or nobody."""
    user = wire.pick(found, "user")
    inner = wire.pick_text(user, "id", "user_id", "sub") if isinstance(user, dict) else ""
    return inner or wire.pick_text(found, "user_id", "userId", "id", "sub")
