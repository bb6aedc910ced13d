"""Reading an HTTP answer as JSON: liberal in shape, bounded in size, silent about secrets.

It knows no endpoint; what an answer *means* is for the files beside it.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urlsplit

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.model import Json, Observation
from probes.core.ports import Answer

MAX_BODY_BYTES: Final = 1_048_576
ENVELOPES: Final = ("data", "result", "payload")

Fields = Mapping[str, Json]


def body(answer: Answer) -> Json:
    """Read the whole body as JSON.  NaN and Infinity, which are no JSON, are read as null.

    Raises:
        StepFailed: it is too large, or is no JSON.
    """
    if len(answer.body) > MAX_BODY_BYTES:
        detail = f"{where(answer)} answered more than {MAX_BODY_BYTES} bytes"
        raise StepFailed(Failure.BODY_TOO_LARGE, Blame.TARGET, detail)
    try:
        value: Json = json.loads(answer.body, parse_constant=_nothing, parse_float=_finite)
    except (ValueError, RecursionError):
        raise unexpected(answer, form(answer)) from None
    return value


def fields(answer: Answer) -> Fields:
    """Read the body as a JSON object.

    Raises:
        StepFailed: it is too large, or is no JSON object.
    """
    value = body(answer)
    if not isinstance(value, dict):
        raise unexpected(answer, form(answer))
    return value


def listed(answer: Answer, *names: str) -> Sequence[Json]:
    """Read the body as a list, bare or under one of ``names`` or of the usual envelopes.

    Raises:
        StepFailed: there is no such list.
    """
    value = body(answer)
    for _ in range(2):
        if isinstance(value, list):
            return value
        if not isinstance(value, dict):
            break
        keys = (*names, *ENVELOPES, "items")
        value = next((value[key] for key in keys if isinstance(value.get(key), list | dict)), None)
    if isinstance(value, list):
        return value
    raise unexpected(answer, f"{form(answer)} without a list of {names[0] if names else 'items'}")


def pick(found: Fields, *names: str) -> Json:
    """Take the first of ``names`` that is there and not null: at the root, then in an envelope."""
    inner = (found.get(envelope) for envelope in ENVELOPES)
    for level in (found, *(value for value in inner if isinstance(value, dict))):
        for name in names:
            if level.get(name) is not None:
                return level[name]
    return None


def pick_text(found: Fields, *names: str) -> str:
    """Take the first of ``names`` as text, or nothing."""
    value = pick(found, *names)
    return value if isinstance(value, str) else ""


def require(answer: Answer, *statuses: int) -> None:
    """Go on only with one of ``statuses``.

    Raises:
        StepFailed: it is another; see :func:`refusal`.
    """
    if answer.status not in statuses:
        raise refusal(answer)


def refusal(answer: Answer) -> StepFailed:
    """Name what a status says that nobody wanted.

    A 429 is our own manners' fault (facts §0.10); a 4xx with HTML comes from an edge, not from a
    service (facts §10.2, 35).
    """
    said = f"{where(answer)} answered {answer.status}"
    if answer.status == 429:  # noqa: PLR2004  (RFC 6585)
        return StepFailed(Failure.RATE_LIMITED, Blame.PROBE, said)
    if 300 <= answer.status < 400:  # noqa: PLR2004  (RFC 9110)
        return StepFailed(Failure.REDIRECTED, Blame.TARGET, said)
    if answer.status >= 500:  # noqa: PLR2004  (RFC 9110)
        return StepFailed(Failure.SERVER_ERROR, Blame.TARGET, said)
    if is_html(answer):
        return unexpected(answer, "HTML")
    return StepFailed(Failure.UNEXPECTED_STATUS, Blame.TARGET, said)


def unexpected(answer: Answer, what: str) -> StepFailed:
    """Say that the body is not what was asked for; the body itself is not repeated."""
    detail = f"{where(answer)} answered {answer.status} with {what}"
    return StepFailed(Failure.UNEXPECTED_BODY, Blame.TARGET, detail)


def is_html(answer: Answer) -> bool:
    """Say whether the body is a page rather than data."""
    kind = answer.headers.get("content-type", "").lower()
    return "text/html" in kind or answer.body[:256].lstrip().startswith(b"<")


def form(answer: Answer) -> str:
    """Name the body's form for a person."""
    opening = answer.body[:64].lstrip()
    if not opening:
        return "an empty body"
    if is_html(answer):
        return "HTML"
    forms = {b"{": "a JSON object", b"[": "a list", b'"': "a string", b"n": "null"}
    return forms.get(opening[:1], "something else than a JSON object")


def where(answer: Answer) -> str:
    """Name the endpoint, without host and query."""
    return f"{answer.method} {urlsplit(answer.url).path or '/'}"


def seen(answer: Answer, role: str) -> Observation:
    """Keep that an endpoint answered, and how fast; nothing of what it said."""
    path = urlsplit(answer.url).path or "/"
    facts: dict[str, Json] = {"role": role, "method": answer.method, "path": path}
    facts |= {"status": answer.status, "took_s": round(answer.took_s, 6)}
    return Observation("endpoint", facts)


def brief(text: str, limit: int = 80) -> str:
    """Shorten text of theirs for a detail, and hide what could be a token or a key in it."""
    line = re.sub(r"[^\s:;,'\"()\[\]{}=]{24,}", "…", " ".join(text.split()))
    return line.encode("utf-8", "replace").decode()[:limit]


def ident(text: str) -> str:
    """Show an identifier of theirs whole, unless it may be a token or is no identifier."""
    if re.fullmatch(r"(?!eyJ)[\w@.+:/-]{1,64}", text, re.ASCII):
        return text
    return brief(text)


def off_by_s(at_s: float, answer: Answer) -> float:
    """Tell how far an instant of theirs lies outside the time in which they answered.

    It was made between our sending and our receiving, and clocks of theirs write whole seconds;
    what is left over is proven skew, ahead of us when positive.
    """
    latest = answer.received_at.timestamp()
    earliest = latest - max(0.0, answer.took_s)
    if at_s > latest:
        return at_s - latest
    return min(0.0, at_s + 1.0 - earliest)


def skew_s(answer: Answer) -> float | None:
    """Tell how far their ``Date`` is ahead of our clock, or None when there is none to read."""
    try:
        said = parsedate_to_datetime(answer.headers.get("date", ""))
        return off_by_s(said.timestamp(), answer)
    except (TypeError, ValueError, IndexError, OverflowError, OSError):
        return None


def _nothing(_: str) -> None:
    return None


def _finite(text: str) -> float | None:
    number = float(text)
    return number if math.isfinite(number) else None
