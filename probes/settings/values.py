"""What settings leave the room as: frozen values, no pydantic, no secret.

A reference to a secret may be shown; what it points to is read per run by ``drivers.sources``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from probes.core.errors import Failure
from probes.core.model import Identity, Kind, Probe, ProbeName, Target
from probes.core.rules import ChatRules, Manners


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyFacts:
    """What settings must know of a journey to refuse a probe that cannot work.

    ``kinds`` holds, for each identity in order, the kinds it may be of.  ``requests`` and
    ``questions`` are what one run costs the target.
    """

    kinds: tuple[tuple[Kind, ...], ...]
    default_every_s: float
    default_deadline_s: float
    requests: int = 1
    questions: int = 0


@dataclass(frozen=True, slots=True)
class EnvSecret:
    """A secret in an environment variable."""

    name: str

    def __str__(self) -> str:
        return f"environment variable {self.name}"


@dataclass(frozen=True, slots=True)
class FileSecret:
    """A secret in a file that only its owner may read."""

    path: Path

    def __str__(self) -> str:
        return f"file {self.path}"


@dataclass(frozen=True, slots=True)
class GcpSecret:
    """A secret in Google Secret Manager: ``projects/P/secrets/S/versions/V``."""

    resource: str

    def __str__(self) -> str:
        return f"Google secret {self.resource}"


SecretRef: TypeAlias = EnvSecret | FileSecret | GcpSecret


@dataclass(frozen=True, slots=True, kw_only=True)
class Upkeep:
    """Who looks after a probe and what is promised; for alerts, dashboards and pages.

    ``objective`` is a ratio below 1 over ``objective_days`` days; ``severity`` is the label that
    an alert carries.
    """

    objective: float
    objective_days: int
    severity: str
    owner: str | None
    runbook: str | None
    tags: tuple[str, ...]


class WindowMode(StrEnum):
    """What a window does to the runs that fall into it."""

    LOOK = "look"
    SKIP = "skip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A planned time that is looked at but not counted, or not looked at.

    Either two instants, or two times of day that repeat on ``days`` in ``timezone``.
    """

    mode: WindowMode
    starts: datetime | time
    ends: datetime | time
    days: tuple[str, ...]
    timezone: str
    target: str | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A known failure whose page is silenced until it expires; its verdict never is."""

    probe: ProbeName
    step: str
    failure: Failure
    ticket: str
    owner: str
    expires: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything an operator chose.

    ``chat``, ``manners``, ``ca`` and ``outside`` are keyed by a target's name, ``secrets`` by an
    identity's, ``upkeep`` by a probe's.  ``later`` names the sections of the file that are read
    and take no effect yet.
    """

    path: Path
    location: str
    targets: tuple[Target, ...]
    identities: tuple[Identity, ...]
    probes: tuple[Probe, ...]
    chat: Mapping[str, ChatRules]
    manners: Mapping[str, Manners]
    secrets: Mapping[str, SecretRef]
    ca: Mapping[str, Path | None]
    outside: Mapping[str, str | None]
    upkeep: Mapping[ProbeName, Upkeep]
    windows: tuple[Window, ...]
    accepted: tuple[Accepted, ...]
    later: tuple[str, ...]
