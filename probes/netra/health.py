"""Whether each host of a target answers as itself (facts §1.1, §1.3), and what else it gives away.

A 200 proves nothing here: several health endpoints are constants (facts §0.5).  What counts is
who the body says it is.  Nothing is asked that would have to be refused.
"""

import re
from typing import Final

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.model import Finding, Json, Warned
from probes.core.ports import Answer, Request
from probes.netra import doors, wire
from probes.netra.findings import finding

_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
_SICK: Final = ("unhealthy", "error", "critical", "down", "failed", "not_ready", "unavailable")
_SAYS_SOMETHING: Final = ("message", "service", "name", "app", "app_name", "title", "version")
_OK: Final = 200
_MARK: Final = {
    "frontend": re.compile(r"\bfront ?end\b"),
    "auth": re.compile(r"\bauth(entication)?\b"),
    "api": re.compile(r"\bback ?end\b"),
}


def ask(base: str, path: str = "/") -> Request:
    """Ask for a page that needs no credential."""
    return Request(method="GET", url=f"{base}{path}")


def service(answer: Answer, role: str) -> tuple[Finding, ...]:
    """Judge the ``/health`` of the front end or the auth service: itself, and not unwell.

    Raises:
        StepFailed: it is unhealthy by its own words, broken, moved, or unknown there.
    """
    found = _object(answer)
    if answer.status == _OK and not found:  # a header alone may be a proxy's
        return (_itself(role, wire.form(answer), ok=False),)
    condition = wire.pick_text(found, "status").lower()
    if answer.status == 503 and condition:  # noqa: PLR2004  (facts §1.3)
        raise StepFailed(Failure.UNHEALTHY, Blame.TARGET, f"{role} says {wire.brief(condition)}")
    wire.require(answer, 200)
    failure = Failure.UNHEALTHY if condition in _SICK else None
    seen = wire.brief(condition) or "no word"
    well = finding(f"{role}_is_well", "not unhealthy", seen, failure)
    claim = claimed(answer)
    return _itself(
        role, claim or wire.form(answer), ok=_MARK[role].search(_words(claim)) is not None
    ), well


def backend(
    root: Answer | StepFailed, discovery: Answer, *, shared: bool = False
) -> tuple[Finding, ...]:
    """Judge the backend by ``/`` and ``/api/discovery/services`` (facts §1.1, §1.3).

    A greeting is nobody's name, so the list of services must be there and name the backend; a front
    page may be missing, and what answers with 200 must greet.
    ``shared``: one name serves front end and backend (facts §1.1, B and D), so that ``/`` is the
    front end's and says nothing here.

    Raises:
        StepFailed: one of them is broken, or there is nothing to judge by.
    """
    if isinstance(root, StepFailed) and not (shared and root.failure is Failure.REDIRECTED):
        raise root
    fronts = [root] if isinstance(root, Answer) and not shared else []
    answers = [*fronts, discovery]
    for answer in answers:
        if answer.status >= 500 or answer.status == 429:  # noqa: PLR2004  (RFC 9110, 6585)
            raise wire.refusal(answer)
    other = next((name for name in map(claimed, answers) if _is_another(name)), "")
    known = [_greets(answer) for answer in fronts if answer.status == _OK]
    known.append(discovery.status == _OK and _lists_backend(discovery))
    itself = not other and all(known)
    if not itself and discovery.status in (301, 302, 303, 307, 308, 403):
        raise wire.refusal(discovery)
    forms = ", ".join(f"{wire.where(answer)}: {wire.form(answer)}" for answer in answers)
    seen = other or ("the backend" if itself else forms)
    return (_itself("api", seen, ok=itself),)


def warnings(answer: Answer) -> tuple[Warned, ...]:
    """Warn of a degraded service, and of a loopback address told to the world (facts §10.2, 36)."""
    told = []
    if wire.pick_text(_object(answer), "status").lower() == "degraded":
        told.append(Warned("degraded", wire.where(answer)))
    outside = doors.host_of(answer.url) not in _LOOPBACK
    if outside and any(name.encode() in answer.body.lower() for name in _LOOPBACK[:2]):
        told.append(Warned("localhost_in_answer", wire.where(answer)))
    return tuple(told)


def claimed(answer: Answer) -> str:
    """Read which service an answer's body says it comes from; a header may be a proxy's."""
    return wire.ident(wire.pick_text(_object(answer), "service", "service_name").lower())


def _words(name: str) -> str:
    return name.replace("_", " ").replace("-", " ")


def _object(answer: Answer) -> wire.Fields:
    try:
        return wire.fields(answer)
    except StepFailed:
        return {}


def _greets(root: Answer) -> bool:
    return any(isinstance(_object(root).get(key), str) for key in _SAYS_SOMETHING)


def _lists_backend(discovery: Answer) -> bool:
    services = wire.pick(_object(discovery), "services")
    if isinstance(services, dict):
        return any(_names_backend(name) for name in services)
    if not isinstance(services, list):
        return False
    entries = (item for item in services if isinstance(item, dict))
    names = (wire.pick(entry, "name", "service", "id") for entry in entries)
    return any(_names_backend(name) for name in (*names, *services))


def _names_backend(name: Json) -> bool:
    return isinstance(name, str) and ("backend" in name.lower() or name.lower() == "api")


def _is_another(claim: str) -> bool:
    return any(mark in claim for mark in ("auth", "front")) and "backend" not in claim


def _itself(role: str, seen: str, *, ok: bool) -> Finding:
    failure = None if ok else Failure.NOT_ITSELF
    return finding(f"{role}_is_itself", f"the {role} service", seen, failure)
