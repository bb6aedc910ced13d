"""What the answers to the service identity's questions say (facts §3.4).

Each ``with_…`` reads one answer into its row of the matrix.  What a row means is not decided
here; what makes no sense is raised, and kept as that row's trouble.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from statistics import median
from typing import Final

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.model import Identity
from probes.core.ports import Answer
from probes.netra import health, session, sign_in, threads, tokens, wire
from probes.netra.matrix import Backend, Entry, Own, Rows, Signed

_UNSET: Final = re.compile(r"(service|secret).*(not[ _-]*(configured|set\b)|unset|missing)")


def with_health(rows: Rows, answers: Sequence[Answer]) -> Rows:
    """Read row a, asked several times: the first answer's latency is also our own cold start."""
    for answer in answers:
        for found in health.service(answer, "auth"):
            if found.failure is not None:
                raise StepFailed(found.failure, found.blame, f"auth health is {found.seen}")
        rows = _skewed(rows, wire.skew_s(answer))
    return replace(rows, auth_s=median(answer.took_s for answer in answers))


def with_own_health(rows: Rows, answer: Answer) -> Rows:
    """Read row b.  A build without this check leaves the row unseen."""
    if answer.status in (404, 405):
        detail = f"{wire.where(answer)} answered {answer.status}"
        raise StepFailed(Failure.UNEXPECTED_STATUS, Blame.PROBE, detail)
    wire.require(answer, 200, 503)
    found = wire.fields(answer)
    condition = wire.pick_text(found, "status").lower()
    if condition in ("healthy", "ok", "degraded") and found.get("test_result") is not False:
        return replace(rows, own=Own.HEALTHY)
    said = (value for value in found.values() if isinstance(value, str))
    if any(_UNSET.search(text.lower()) for text in said):
        return replace(rows, own=Own.SECRET_UNSET)
    detail = f"its self-check says {wire.brief(condition) or 'nothing'}"
    raise StepFailed(Failure.UNHEALTHY, Blame.TARGET, detail)


def with_entry(rows: Rows, answer: Answer, identity: Identity) -> Rows:
    """Read row c.  A yes counts only with a token that says who it is for."""
    wire.require(answer, 200, 401, 403, 503)
    found = wire.fields(answer)
    if answer.status == 200 and wire.pick(found, "authenticated") is True:  # noqa: PLR2004  (RFC 9110)
        return _entered(rows, answer, identity)
    reason = wire.pick_text(found, "error", "reason", "message", "detail")
    entry = _entry(reason)
    if entry is not Entry.TOKEN_INVALID:
        return replace(rows, entry=entry)
    detail = f"no service token: {wire.brief(reason) or 'no reason given'}"
    raise StepFailed(Failure.SERVER_ERROR, Blame.TARGET, detail)


def with_sign_in(rows: Rows, given: sign_in.Session, answer: Answer) -> Rows:
    """Read what a user's fresh token says about the minter's clock."""
    return _skewed(rows, tokens.skew_s(tokens.claims_of(given.access_token), answer))


def with_validation(rows: Rows, answer: Answer) -> Rows:
    """Read one try of row d: no identity was sent, so only an unset secret is about one."""
    said = session.validity(answer)
    entry = Entry.ACCEPTED if said.valid else _entry(said.reason)
    if entry in (Entry.ID_WRONG, Entry.SECRET_WRONG):
        entry = Entry.TOKEN_INVALID
    return replace(rows, user=(*rows.user, entry))


def with_service_validation(rows: Rows, answer: Answer) -> Rows:
    """Read row e; a wrong id is answered with the expected one, which is no secret."""
    said = session.validity(answer)
    entry = Entry.ACCEPTED if said.valid else _entry(said.reason)
    message = wire.pick_text(wire.fields(answer), "message", "error", "detail")
    named = re.search(r"[Ee]xpected\W+([A-Za-z0-9._-]{1,64})", message)
    expected = f" (it expects {named[1]})" if named and entry is Entry.ID_WRONG else ""
    return replace(rows, as_service=entry, expected_id=expected)


def with_greeting(rows: Rows, answer: Answer) -> Rows:
    """Read whether the backend answers without a token; a page may be another's (facts §1.1, B)."""
    if answer.status >= 500:  # noqa: PLR2004  (RFC 9110)
        return replace(rows, alive=False)
    return rows if wire.is_html(answer) else replace(rows, alive=True)


def with_backend(rows: Rows, answer: Answer) -> Rows:
    """Read one try of row f."""
    return replace(rows, backend=(*rows.backend, _backend(answer)))


def signature_of(answer: Answer) -> str:
    """Read a signature, or nothing when this build signs nothing in a way we know."""
    if answer.status == 429:  # noqa: PLR2004  (RFC 6585)
        raise wire.refusal(answer)
    try:
        return wire.pick_text(wire.fields(answer), "signature")
    except StepFailed:
        return ""


def with_signed(rows: Rows, answer: Answer) -> Rows:
    """Read row g.  Anything but fresh or too old says nothing about a clock."""
    try:
        said = session.validity(answer)
    except StepFailed as exc:
        if exc.blame is not Blame.TARGET:
            raise
        return replace(rows, signed=Signed.NOT_OBSERVABLE)
    too_old = re.search(r"timestamp.*(old|expired|stale|future|skew)", said.reason.lower())
    refused = Signed.TOO_OLD if too_old else Signed.NOT_OBSERVABLE
    return replace(rows, signed=Signed.FRESH if said.valid else refused)


def _entered(rows: Rows, answer: Answer, identity: Identity) -> Rows:
    found = wire.fields(answer)
    claims = tokens.claims_of(wire.pick_text(found, "service_token", "access_token", "token"))
    ours = (identity.subject, f"service:{identity.subject}")
    if claims.sub not in ours or claims.kind not in ("", "service"):
        detail = "the service token is for somebody else"
        raise StepFailed(Failure.CLAIMS_WRONG, Blame.TARGET, detail)
    return replace(_skewed(rows, tokens.skew_s(claims, answer)), entry=Entry.ACCEPTED)


def _backend(answer: Answer) -> Backend:
    if wire.is_html(answer) and answer.status in (401, 403):
        raise wire.refusal(answer)
    by_status = {401: Backend.REJECTED, 403: Backend.FORBIDDEN}
    if answer.status in by_status:
        return by_status[answer.status]
    if answer.status == 503 and _blames_auth(answer):  # noqa: PLR2004  (facts §3.3)
        return Backend.AUTH_UNAVAILABLE
    if answer.status >= 500:  # noqa: PLR2004  (RFC 9110)
        away = answer.status in (502, 503, 504)
        return Backend.UNAVAILABLE if away else Backend.BROKEN
    threads.own_threads(answer)
    return Backend.ACCEPTED


def _blames_auth(answer: Answer) -> bool:
    try:
        found = wire.fields(answer)
    except StepFailed:
        return False
    said = wire.pick_text(found, "message", "user_message", "detail").lower()
    return "auth" in said and "unavailable" in said


def _entry(reason: str) -> Entry:
    said = reason.lower()
    if _UNSET.search(said):
        return Entry.SECRET_UNSET
    if re.search(r"service[ _-]*id\b|unknown[ _-]*service|not[ _]in[ _]registry", said):
        return Entry.ID_WRONG
    if "secret" in said or "credential" in said:
        return Entry.SECRET_WRONG
    return Entry.TOKEN_INVALID


def _skewed(rows: Rows, off_s: float | None) -> Rows:
    known = [skew for skew in (rows.skew_s, off_s) if skew is not None]
    return replace(rows, skew_s=max(known, key=abs, default=None))
