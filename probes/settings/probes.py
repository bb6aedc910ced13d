"""``[[probes]]``: a journey bound to a target and its identities, with a cadence."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema

from probes.core.model import Kind
from probes.settings import deadlines
from probes.settings.chat import ChatTable
from probes.settings.deadlines import Cadence
from probes.settings.problems import Key, Problems, nearest
from probes.settings.shapes import NAME, Name, Strict, parse, rows
from probes.settings.values import JourneyFacts

_ONE = {"type": "string", "pattern": NAME}


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


class ProbeTable(Strict):
    """A journey bound to a target and its identities, with a cadence."""

    name: Name = Field(description="A name of its own; a label of metrics and part of addresses")
    journey: str = Field(description="What is walked: health, user-login, service-login, chat")
    target: str | None = Field(
        default=None, description="A name from [targets]; may be left out when there is one only"
    )
    identity: Annotated[
        list[str],
        BeforeValidator(_listed),
        WithJsonSchema({"anyOf": [_ONE, {"type": "array", "items": _ONE}]}),
    ] = Field(
        default=[],
        description="A name from [identities], or a list in the journey's order",
    )
    every_s: float | None = Field(
        default=None,
        ge=1,
        description="Seconds between two runs; by default the journey's own cadence",
    )
    deadline_s: float | None = Field(
        default=None,
        gt=0,
        description="Seconds after which a run is cut off; shorter than every_s",
    )
    objective: float = Field(
        default=0.99, gt=0, lt=1, description="The share of due runs that must pass, below 1"
    )
    objective_days: int = Field(
        default=28, ge=1, le=366, description="Days over which the objective is judged"
    )
    tags: list[Name] = Field(default=[], description="Words to select probes by: run --tag")
    owner: str | None = Field(default=None, min_length=1, description="Who is told")
    severity: Name = Field(default="critical", description="The severity label of its alert")
    runbook: str | None = Field(
        default=None, min_length=1, description="An address with what to do when it fails"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a probe may refer to.  Names that are in the file count, even when their table is bad.

    ``kinds`` holds the kind of each identity that could be read; ``chat`` is None when it could
    not, and then no limit of it is held against a probe.
    """

    journeys: Mapping[str, JourneyFacts]
    targets: tuple[str, ...]
    identities: tuple[str, ...]
    kinds: Mapping[str, Kind]
    chat: ChatTable | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A probe's table with everything that was left out filled in."""

    row: int
    table: ProbeTable
    facts: JourneyFacts
    target: str
    cadence: Cadence
    deadline_s: float


def read_probes(raw: object, known: Known, problems: Problems) -> list[Bound]:
    """Read every probe that can be read."""
    found: list[Bound] = []
    names: set[str] = set()
    for row, entry in enumerate(rows(raw, ("probes",), problems)):
        key: Key = ("probes", row)
        refers = _refers(key, entry, known, problems)
        table = parse(ProbeTable, entry, key, problems)
        if table is None:
            continue
        if table.name in names:
            problems.add((*key, "name"), f"another probe is called {table.name!r}, too")
        names.add(table.name)
        target = _target(key, table, known.targets, problems)
        if refers and target is not None:
            found.append(_bound(row, table, target, known, problems))
    return found


def _refers(key: Key, entry: object, known: Known, problems: Problems) -> bool:
    """Look up each name that a probe's raw table refers to, even if the table is bad otherwise."""
    if not isinstance(entry, dict):
        return False
    identity = _listed(entry.get("identity", []))
    pairs = [("journey", entry.get("journey")), ("target", entry.get("target"))]
    pairs += [("identity", name) for name in (identity if isinstance(identity, list) else [])]
    rooms: dict[str, Collection[str]] = {
        "journey": known.journeys,
        "target": known.targets,
        "identity": known.identities,
    }
    wrong = [(kind, name) for kind, name in pairs if isinstance(name, str)]
    wrong = [(kind, name) for kind, name in wrong if name not in rooms[kind]]
    for kind, name in wrong:
        message = f"unknown {kind} {name!r}; {nearest(name, rooms[kind])}"
        problems.add((*key, kind), message)
    return not wrong


def _target(
    key: Key, table: ProbeTable, targets: tuple[str, ...], problems: Problems
) -> str | None:
    """Say which target is meant; one that is alone need not be named."""
    if table.target is not None or len(targets) == 1:
        return table.target or targets[0]
    message = f"is missing; there are {len(targets)} targets: {', '.join(targets)}"
    problems.add((*key, "target"), message if targets else "is missing; define [targets.NAME]")
    return None


def _bound(row: int, table: ProbeTable, target: str, known: Known, problems: Problems) -> Bound:
    key: Key = ("probes", row)
    facts = known.journeys[table.journey]
    _check_identities(key, table, facts, known.kinds, problems)
    cadence = _cadence(table, facts, known.chat)
    if table.deadline_s is None:
        deadline_s = deadlines.derived(key, cadence, problems)
    else:
        deadline_s = deadlines.chosen(key, table.deadline_s, cadence, problems)
    return Bound(
        row=row, table=table, facts=facts, target=target, cadence=cadence, deadline_s=deadline_s
    )


def _cadence(table: ProbeTable, facts: JourneyFacts, chat: ChatTable | None) -> Cadence:
    every_s = facts.default_every_s if table.every_s is None else table.every_s
    return Cadence(
        every_s=float(every_s),
        usual_deadline_s=facts.default_deadline_s,
        questions=facts.questions * (2 if chat.second_question else 1) if chat else 0,
        question_s=chat.total_s[1] if chat else 0.0,
    )


def _check_identities(
    key: Key,
    table: ProbeTable,
    facts: JourneyFacts,
    kinds: Mapping[str, Kind],
    problems: Problems,
) -> None:
    wanted = ", then ".join(" or ".join(kinds) for kinds in facts.kinds)
    journey = f"journey {table.journey} takes {wanted or 'no identity'}"
    if len(table.identity) != len(facts.kinds):
        message = f"{journey}; given are {len(table.identity)}"
        problems.add((*key, "identity"), message)
        return
    if len(set(table.identity)) != len(table.identity):
        problems.add((*key, "identity"), "names the same identity twice; each must be another's")
    for name, allowed in zip(table.identity, facts.kinds, strict=True):
        if name in kinds and kinds[name] not in allowed:
            problems.add((*key, "identity"), f"{journey}; {name!r} is of kind {kinds[name]}")
