"""The values that rooms hand to each other.  Frozen, and never a dict.

Times: an instant is an aware UTC :class:`~datetime.datetime`, a duration is seconds in a float
whose name ends in ``_s``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType, TypeAlias

from probes.core.errors import Blame, Failure

ProbeName = NewType("ProbeName", str)
RunId = NewType("RunId", str)

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


class Verdict(StrEnum):
    """What a run proves."""

    PASS = "pass"
    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"


class Shape(StrEnum):
    """Whether a journey stops at its first failed step (ladder) or takes every step (survey)."""

    LADDER = "ladder"
    SURVEY = "survey"


class Kind(StrEnum):
    """How an identity signs in (settings, ``[identities.NAME] kind``)."""

    E2E_BYPASS = "e2e-bypass"
    PASSWORD = "password"
    SERVICE = "service"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One deployed environment: the addresses of its four doors, without a trailing slash."""

    name: str
    frontend: str
    api: str
    auth: str
    websocket: str

    @property
    def hosts(self) -> tuple[str, ...]:
        """The distinct addresses, in the order frontend, api, auth, websocket."""
        return tuple(dict.fromkeys((self.frontend, self.api, self.auth, self.websocket)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who a probe signs in as.  ``subject`` is an e-mail address or a service id."""

    name: str
    kind: Kind
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """A journey bound to a target and its identities, with a cadence.  Configuration."""

    name: ProbeName
    journey: str
    target: Target
    identities: tuple[Identity, ...] = ()
    location: str = "local"
    every_s: float = 300.0
    deadline_s: float = 120.0
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Observation:
    """A fact seen in a step; no opinion.  ``data`` is JSON and holds no secret."""

    kind: str
    data: Mapping[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The answer to one check.  One that is not ok names its failure."""

    check: str
    ok: bool
    expected: str
    seen: str
    failure: Failure | None = None
    blame: Blame = Blame.TARGET
    candidates: tuple[Failure, ...] = ()

    def __post_init__(self) -> None:
        if self.ok == (self.failure is not None):
            message = f"check {self.check}: a failed finding names its failure, a good one does not"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Warned:
    """Something that the outside should know and that does not change the verdict."""

    warning: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStep:
    """What a step is going to check and how long it may take, known before the run."""

    name: str
    checks: tuple[str, ...]
    within_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRecord:
    """A planned step as it went.  ``done`` = entered and ended, also when it failed."""

    planned: PlannedStep
    done: bool = False
    started_at: datetime | None = None
    took_s: float | None = None
    waited_s: float = 0.0
    observations: tuple[Observation, ...] = ()
    findings: tuple[Finding, ...] = ()
    warnings: tuple[Warned, ...] = ()
    failure: Failure | None = None
    blame: Blame | None = None
    detail: str | None = None
    candidates: tuple[Failure, ...] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """A planned look: the denominator of every ratio."""

    probe: ProbeName
    location: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Broken:
    """Why a run could not be walked at all, apart from any step."""

    failure: Failure
    blame: Blame
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What the judge makes of a run."""

    verdict: Verdict
    failure: Failure | None = None
    blame: Blame | None = None
    detail: str | None = None
    candidates: tuple[Failure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One execution of a probe: the unit of evidence, history and metrics."""

    id: RunId
    probe: Probe
    slot: Slot | None
    actor: str
    started_at: datetime
    took_s: float
    steps: tuple[StepRecord, ...]
    ruling: Ruling
    evidence: str | None = None
