"""What can be asked about a session: me, validate, refresh, logout (facts §2.3).

Every yes is doubted: a token counts as validated only if a tampered copy is refused, as refreshed
only once, as logged out only when it no longer works.
"""

from dataclasses import dataclass
from typing import Final

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.model import Finding, Json, Target
from probes.core.ports import Answer, Request
from probes.netra import sign_in, wire
from probes.netra.findings import finding

REFUSED: Final = (400, 401, 403, 422)
VALIDATE_CHECKS: Final = (
    "token_is_valid",
    "tampered_token_is_invalid",
    "validated_as_the_user",
)
REFRESH_CHECKS: Final = (
    "access_token_is_new",
    "refresh_token_is_new",
    "refreshed_is_the_user",
    "refresh_token_works_once",
    "new_token_is_valid",
)
LOGOUT_CHECKS: Final = ("validate_honours_logout", "me_honours_logout")


@dataclass(frozen=True, slots=True)
class Validity:
    """What the auth service says about a token; ``reason`` is its own word for a no."""

    valid: bool
    user_id: str
    reason: str


def me(target: Target, token: str) -> Request:
    """Ask the auth service whose token this is."""
    return Request(method="GET", url=f"{target.auth}/auth/me", bearer=token)


def names_user(answer: Answer, subject: str) -> Finding:
    """Check that it is the user of the token.

    Raises:
        StepFailed: the token is refused, or the answer names nobody.
    """
    if answer.status in (401, 403) and not wire.is_html(answer):
        detail = f"{wire.where(answer)} refused our own fresh token with {answer.status}"
        raise StepFailed(Failure.TOKEN_REJECTED, Blame.TARGET, detail)
    wire.require(answer, 200)
    named = sign_in.user_id_of(wire.fields(answer))
    if not named:
        raise wire.unexpected(answer, "no user id")
    return _same_user("me_is_the_user", named, subject)


def validate(target: Target, token: str) -> Request:
    """Ask the auth service whether a token is good (facts §2.3: the answer is always a 200)."""
    body: dict[str, Json] = {"token": token, "token_type": "access"}
    return Request(method="POST", url=f"{target.auth}/auth/validate", json=body)


def validity(answer: Answer) -> Validity:
    """Read a yes or a no; a refusal by status is a no too.

    Raises:
        StepFailed: it is neither.
    """
    wire.require(answer, 200, *REFUSED)
    found = wire.fields(answer)
    valid = wire.pick(found, "valid")
    reason = wire.pick_text(found, "error", "reason", "message", "detail")
    if answer.status != 200:  # noqa: PLR2004  (RFC 9110)
        return Validity(valid=False, user_id="", reason=reason or f"status {answer.status}")
    if not isinstance(valid, bool):
        raise wire.unexpected(answer, "neither a yes nor a no")
    return Validity(valid=valid, user_id=sign_in.user_id_of(found), reason=reason)


def validated(ours: Validity, tampered: Validity, subject: str) -> tuple[Finding, ...]:
    """Check that our token is good, a tampered copy is not, and the user is the token's."""
    expected, seen = "valid", "valid" if ours.valid else wire.brief(f"invalid: {ours.reason}")
    rejected = None if ours.valid else Failure.TOKEN_REJECTED
    good = finding("token_is_valid", expected, seen, rejected)
    constant = Failure.VALIDATION_CONSTANT if tampered.valid else None
    seen = "valid" if tampered.valid else "invalid"
    depends = finding("tampered_token_is_invalid", "invalid", seen, constant)
    named = ours.user_id or subject
    return good, depends, _same_user("validated_as_the_user", named, subject)


def refresh(target: Target, refresh_token: str) -> Request:
    """Ask for a new pair."""
    body: dict[str, Json] = {"refresh_token": refresh_token}
    return Request(method="POST", url=f"{target.auth}/auth/refresh", json=body)


def refreshed(answer: Answer) -> sign_in.Session:
    """Read the new pair.

    Raises:
        StepFailed: refused, or something that is no pair.
    """
    if answer.status in REFUSED and not wire.is_html(answer):
        detail = f"{wire.where(answer)} answered {answer.status}"
        raise StepFailed(Failure.REFRESH_REFUSED, Blame.TARGET, detail)
    return sign_in.read(answer)


def new_pair(
    old: sign_in.Session, new: sign_in.Session, subjects: tuple[str, str]
) -> tuple[Finding, ...]:
    """Check that a refresh gave another token of the same user; ``subjects`` are old and new."""
    return (
        _is_new("access_token_is_new", old.access_token, new.access_token),
        _is_new("refresh_token_is_new", old.refresh_token, new.refresh_token),
        _same_user("refreshed_is_the_user", subjects[1], subjects[0]),
    )


def _is_new(check: str, old: str, new: str) -> Finding:
    seen = "the same token" if new == old else "another token" if new else "no token"
    failure = None if seen == "another token" else Failure.REFRESH_REFUSED
    return finding(check, "another token", seen, failure)


def used_once(answer: Answer) -> Finding:
    """Check that a used refresh token is refused (facts §2.3); only a new token counts as a yes.

    Raises:
        StepFailed: the answer is neither.
    """
    check, expected = "refresh_token_works_once", "refused"
    if answer.status in REFUSED and not wire.is_html(answer):
        return finding(check, expected, f"refused with {answer.status}")
    wire.require(answer, 200, 201)
    token = wire.pick_text(wire.fields(answer), "access_token", "accessToken", "token")
    failure = Failure.REFRESH_REUSABLE if token else None
    return finding(check, expected, "a new pair" if token else "no token", failure)


def still_valid(said: Validity) -> Finding:
    """Check that the new token of a refresh is good."""
    failure = None if said.valid else Failure.TOKEN_REJECTED
    seen = "valid" if said.valid else wire.brief(f"invalid: {said.reason}")
    return finding("new_token_is_valid", "valid", seen, failure)


def logout(target: Target, token: str) -> Request:
    """Ask to end a token's life.  The answer is a 200 whatever happens (facts §2.3)."""
    return Request(method="POST", url=f"{target.auth}/auth/logout", bearer=token, json={})


def said_goodbye(answer: Answer) -> None:
    """Go on if the logout was taken; whether it was meant is to be seen.

    Raises:
        StepFailed: it was refused or broke.
    """
    wire.require(answer, 200, 202, 204)


def logged_out(after: Validity, me_answer: Answer) -> tuple[Finding, ...]:
    """Check that a logged-out token is refused by validate and by me.

    Raises:
        StepFailed: me answers neither yes nor no.
    """
    expected = "refused"
    ignored = Failure.LOGOUT_IGNORED if after.valid else None
    first = finding("validate_honours_logout", expected, _accepted(no=not after.valid), ignored)
    refused = me_answer.status in (401, 403) and not wire.is_html(me_answer)
    if not refused:
        wire.require(me_answer, 200)
        wire.fields(me_answer)
    ignored = None if refused else Failure.LOGOUT_IGNORED
    return first, finding("me_honours_logout", expected, _accepted(no=refused), ignored)


def _same_user(check: str, named: str, subject: str) -> Finding:
    failure = None if named == subject else Failure.IDENTITY_WRONG
    return finding(check, wire.ident(subject), wire.ident(named), failure)


def _accepted(*, no: bool) -> str:
    return "refused" if no else "accepted"
