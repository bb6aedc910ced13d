"""Find the settings file and load it: the front door of this room."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from probes.core.model import Identity, Probe, ProbeName, Target
from probes.core.rules import Manners
from probes.settings import later
from probes.settings.chat import ChatTable, QuestionProblems, read_chat, rules_of
from probes.settings.identities import IdentityTable, identity_of, read_identities, secret_of
from probes.settings.locate import locator
from probes.settings.plan import check_plan
from probes.settings.probes import Bound, Known, read_probes
from probes.settings.problems import Problem, Problems, SettingsError, nearest
from probes.settings.schema import SettingsTable
from probes.settings.shapes import NAME_RULE, is_name
from probes.settings.targets import TargetTable, ca_of, manners_of, read_targets, target_of
from probes.settings.text import Document, read
from probes.settings.values import Accepted, JourneyFacts, Settings, Upkeep, Window

VARIABLE = "GOLDENPATH_CONFIG"


def find(option: str | None, environ: Mapping[str, str] = os.environ) -> Path:
    """Say which settings file is meant: ``--config``, else ``GOLDENPATH_CONFIG``.

    Raises:
        SettingsError: neither is given; there are no built-in settings to fall back to.
    """
    named = option or environ.get(VARIABLE)
    if not named:
        message = f"give --config FILE or set {VARIABLE}; without one nothing is looked at"
        raise SettingsError([Problem(path=Path("settings"), line=None, key="", message=message)])
    return Path(named)


def load(
    path: Path,
    journeys: Mapping[str, JourneyFacts],
    question_problems: QuestionProblems,
    today: date | None = None,
) -> Settings:
    """Read, check and turn a settings file into core values.

    ``today`` bounds how long a failure may stay accepted; by default it is today, in UTC.

    Raises:
        SettingsError: with every problem of the file, in the order of its lines.
    """
    document = read(path)
    problems = Problems(path, locator(document.text))
    _check_top(document.table, problems)
    chat = read_chat(document.table.get("chat"), problems, question_problems)
    tables = _tables(document, journeys, chat, problems)
    extras = _extras(document.table, today or datetime.now(UTC).date(), problems)
    if problems:
        raise problems.error()
    return _settings(document, tables, extras)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tables:
    """What decides a run, as tables."""

    targets: Mapping[str, TargetTable]
    identities: Mapping[str, IdentityTable]
    chat: ChatTable
    manners: Mapping[str, Manners]
    bound: tuple[Bound, ...]


@dataclass(frozen=True, slots=True)
class _Extras:
    """What takes no effect yet."""

    windows: tuple[Window, ...]
    accepted: tuple[Accepted, ...]
    sections: tuple[str, ...]


def _check_top(table: Mapping[str, object], problems: Problems) -> None:
    known = tuple(SettingsTable.model_fields)
    for name in table:
        if name not in known:
            problems.add((name,), f"unknown key; {nearest(name, known)}")
    location = table.get("location", "local")
    if not isinstance(location, str) or not is_name(location):
        problems.add(("location",), NAME_RULE)


def _tables(
    document: Document,
    journeys: Mapping[str, JourneyFacts],
    chat: ChatTable | None,
    problems: Problems,
) -> _Tables:
    table = document.table
    targets = read_targets(table.get("targets"), document.path.parent, problems)
    identities = read_identities(table.get("identities"), problems)
    known = Known(
        journeys=journeys,
        targets=_named(table.get("targets")),
        identities=_named(table.get("identities")),
        kinds={name: one.kind for name, one in identities.items()},
        chat=chat,
    )
    bound = tuple(read_probes(table.get("probes"), known, problems))
    usual = chat or ChatTable()
    manners = {name: manners_of(one, usual.questions_per_day) for name, one in targets.items()}
    check_plan(bound, manners, problems)
    return _Tables(targets=targets, identities=identities, chat=usual, manners=manners, bound=bound)


def _extras(table: dict[str, object], today: date, problems: Problems) -> _Extras:
    windows = later.read_windows(table.get("windows"), _named(table.get("targets")), problems)
    probes = _row_names(table.get("probes"))
    accepted = later.read_accepted(table.get("accepted"), probes, today, problems)
    return _Extras(windows, accepted, later.read_sections(table, problems))


def _named(raw: object) -> tuple[str, ...]:
    return tuple(str(name) for name in raw) if isinstance(raw, dict) else ()


def _row_names(raw: object) -> tuple[str, ...]:
    entries = raw if isinstance(raw, list) else []
    return tuple(str(one["name"]) for one in entries if isinstance(one, dict) and "name" in one)


def _settings(document: Document, tables: _Tables, extras: _Extras) -> Settings:
    base = document.path.parent
    targets = {name: target_of(name, one) for name, one in tables.targets.items()}
    people = {name: identity_of(name, one) for name, one in tables.identities.items()}
    location = str(document.table.get("location", "local"))
    return Settings(
        path=document.path,
        location=location,
        targets=tuple(targets.values()),
        identities=tuple(people.values()),
        probes=tuple(_probe(one, targets, people, location) for one in tables.bound),
        chat=_frozen({n: rules_of(tables.chat, t.too_fast_ms) for n, t in tables.targets.items()}),
        manners=_frozen(tables.manners),
        secrets=_frozen({n: secret_of(i.secret, base) for n, i in tables.identities.items()}),
        ca=_frozen({n: ca_of(t, base) for n, t in tables.targets.items()}),
        outside=_frozen({n: t.outside for n, t in tables.targets.items()}),
        upkeep=_frozen({ProbeName(one.table.name): _upkeep(one) for one in tables.bound}),
        windows=extras.windows,
        accepted=extras.accepted,
        later=extras.sections,
    )


K = TypeVar("K")
V = TypeVar("V")


def _frozen(found: Mapping[K, V]) -> Mapping[K, V]:
    return MappingProxyType(dict(found))


def _probe(
    bound: Bound, targets: Mapping[str, Target], people: Mapping[str, Identity], location: str
) -> Probe:
    return Probe(
        name=ProbeName(bound.table.name),
        journey=bound.table.journey,
        target=targets[bound.target],
        identities=tuple(people[name] for name in bound.table.identity),
        location=location,
        every_s=bound.cadence.every_s,
        deadline_s=bound.deadline_s,
        tags=tuple(bound.table.tags),
    )


def _upkeep(bound: Bound) -> Upkeep:
    table = bound.table
    return Upkeep(
        objective=table.objective,
        objective_days=table.objective_days,
        severity=table.severity,
        owner=table.owner,
        runbook=table.runbook,
        tags=tuple(table.tags),
    )
