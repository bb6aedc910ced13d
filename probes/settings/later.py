"""The parts of the file that are read and take no effect yet.

Windows and accepted failures are checked whole.  Of ``[log] [store] [web] [docs] [alerts]`` only
what is already promised is checked: the rest belongs to what will be built on them.
"""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, ConfigDict, Field, WithJsonSchema

from probes.core.errors import Failure
from probes.core.model import ProbeName
from probes.settings.identities import FORMS, SecretTable, bare_secret
from probes.settings.problems import Problems, nearest
from probes.settings.shapes import Name, Strict, parse, rows
from probes.settings.values import Accepted, Window, WindowMode

LONGEST_DAYS = 30
NOT_YET = "takes effect in a later version"
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _moment(value: object) -> object:
    if isinstance(value, time) or (isinstance(value, datetime) and value.tzinfo is not None):
        return value
    raise ValueError("must be a time such as 22:00:00, or an instant such as 2026-12-01T22:00:00Z")


def _day(text: str) -> str:
    if text not in _DAYS:
        raise ValueError(f"must be one of {', '.join(_DAYS)}")
    return text


Moment: TypeAlias = Annotated[object, AfterValidator(_moment), WithJsonSchema({"type": "string"})]


class WindowTable(Strict):
    """A planned time that is looked at but not counted (look), or not looked at (skip)."""

    mode: Annotated[WindowMode, Field(strict=False)] = Field(description=f"Look or skip; {NOT_YET}")
    starts: Moment = Field(alias="from", description="A time of day, or an instant with offset")
    ends: Moment = Field(alias="to", description="The end, of the same kind as from")
    days: list[Annotated[str, AfterValidator(_day)]] = Field(
        default=[], description="On which days a time of day repeats; every day when left out"
    )
    timezone: str = Field(default="UTC", min_length=1, description="Where that time of day is")
    target: str | None = Field(default=None, description="One target; all when left out")
    reason: str | None = Field(default=None, description="Why, for the page")


class AcceptedTable(Strict):
    """A known failure whose page is silenced until it expires; its verdict never is."""

    probe: str = Field(description=f"The name of a probe; {NOT_YET}")
    step: Name = Field(description="The step that fails")
    failure: Annotated[Failure, Field(strict=False)] = Field(description="How it fails")
    ticket: str = Field(min_length=1, description="Where it is being put right")
    owner: str = Field(min_length=1, description="Who puts it right")
    expires: date = Field(description="A date at most 30 days ahead; the failure pages again then")


class _Open(Strict):
    """A table of which only some keys are known yet."""

    model_config = ConfigDict(extra="allow")


class SourceTable(Strict):
    """Where the governed documents are: a folder, or a branch of a repository."""

    path: str | None = Field(default=None, description="A folder")
    git: str | None = Field(default=None, description="The address of a repository")
    ref: str | None = Field(default=None, description="A branch, tag or commit of it")
    token: SecretTable | None = Field(default=None, description=f"A reference: {FORMS}")


class DocsTable(_Open):
    """Which documents are governed."""

    source: SourceTable | None = Field(
        default=None, description=f"{{ path }} or {{ git, ref, token }}; {NOT_YET}"
    )


class WebTable(_Open):
    """The page."""

    public: bool = Field(default=False, description=f"Show verdicts without a token; {NOT_YET}")
    token: SecretTable | None = Field(default=None, description=f"A reference: {FORMS}")


class LogTable(_Open):
    """The log of evidence."""


class StoreTable(_Open):
    """Where history is kept."""


class AlertsTable(_Open):
    """Rules and dashboards."""


SECTIONS: dict[str, type[Strict]] = {
    "log": LogTable,
    "store": StoreTable,
    "web": WebTable,
    "docs": DocsTable,
    "alerts": AlertsTable,
}


def read_windows(raw: object, targets: Collection[str], problems: Problems) -> tuple[Window, ...]:
    """Read ``[[windows]]``."""
    found = []
    for row, entry in enumerate(rows(raw, ("windows",), problems)):
        table = parse(WindowTable, entry, ("windows", row), problems)
        if table is None:
            continue
        if table.target is not None and table.target not in targets:
            message = f"unknown target {table.target!r}; {nearest(table.target, targets)}"
            problems.add(("windows", row, "target"), message)
        window = _window(table)
        if window is None:
            message = "must be of the same kind as from, and an instant must come after it"
            problems.add(("windows", row, "to"), message)
        else:
            found.append(window)
    return tuple(found)


def read_accepted(
    raw: object, probes: Collection[str], today: date, problems: Problems
) -> tuple[Accepted, ...]:
    """Read ``[[accepted]]``.  One that has expired is no mistake: it only has no effect."""
    found = []
    for row, entry in enumerate(rows(raw, ("accepted",), problems)):
        table = parse(AcceptedTable, entry, ("accepted", row), problems)
        if table is None:
            continue
        if table.probe not in probes:
            message = f"unknown probe {table.probe!r}; {nearest(table.probe, probes)}"
            problems.add(("accepted", row, "probe"), message)
        latest = today + timedelta(days=LONGEST_DAYS)
        if table.expires > latest:
            message = f"must be at most {LONGEST_DAYS} days ahead: {latest} or earlier"
            problems.add(("accepted", row, "expires"), message)
        found.append(_accepted(table))
    return tuple(found)


def read_sections(raw: dict[str, object], problems: Problems) -> tuple[str, ...]:
    """Check the sections that take no effect yet, and say which of them are there."""
    for name, model in SECTIONS.items():
        section = raw.get(name)
        if section is None:
            continue
        holder = section.get("source") if name == "docs" and isinstance(section, dict) else section
        bare = holder.get("token") if isinstance(holder, dict) else None
        if isinstance(bare, str):
            key = (name, "source", "token") if name == "docs" else (name, "token")
            problems.add(key, bare_secret(bare))
        else:
            parse(model, section, (name,), problems)
    return tuple(name for name in (*SECTIONS, "windows", "accepted") if name in raw)


def _window(table: WindowTable) -> Window | None:
    starts, ends = table.starts, table.ends
    if isinstance(starts, datetime) and isinstance(ends, datetime):
        fits = starts < ends
    else:
        fits = isinstance(starts, time) and isinstance(ends, time) and starts != ends
    if not fits or not isinstance(starts, datetime | time) or not isinstance(ends, datetime | time):
        return None
    return Window(
        mode=table.mode,
        starts=starts,
        ends=ends,
        days=tuple(table.days) or _DAYS,
        timezone=table.timezone,
        target=table.target,
        reason=table.reason,
    )


def _accepted(table: AcceptedTable) -> Accepted:
    return Accepted(
        probe=ProbeName(table.probe),
        step=table.step,
        failure=table.failure,
        ticket=table.ticket,
        owner=table.owner,
        expires=table.expires,
    )
