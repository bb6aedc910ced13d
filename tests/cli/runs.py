"""Runs made by hand, and any run at all."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from probes.core.errors import Blame, Failure
from probes.core.judge import judge
from probes.core.model import (
    Broken,
    Finding,
    Identity,
    Json,
    Kind,
    Observation,
    PlannedStep,
    Probe,
    ProbeName,
    Run,
    RunId,
    Slot,
    StepRecord,
    Target,
    Warned,
)

START = datetime(2026, 11, 23, 17, 0, 0, 250, tzinfo=UTC)
TARGET = Target(
    name="staging",
    frontend="https://app.example",
    api="https://api.example",
    auth="https://auth.example",
    websocket="wss://api.example/ws",
)
USER = Identity(name="user", kind=Kind.E2E_BYPASS, subject="qx7k@example.test")
SERVICE = Identity(name="service", kind=Kind.SERVICE, subject="netra-backend")


def probe(name: str = "chat", *identities: Identity, tags: tuple[str, ...] = ()) -> Probe:
    return Probe(
        name=ProbeName(name), journey=name, target=TARGET, identities=identities, tags=tags
    )


def passed(name: str, *, took_s: float = 0.1, warnings: tuple[Warned, ...] = ()) -> StepRecord:
    return StepRecord(
        planned=PlannedStep(name=name, checks=("works",), within_s=5.0),
        done=True,
        started_at=START,
        took_s=took_s,
        findings=(Finding(check="works", ok=True, expected="so", seen="so"),),
        warnings=warnings,
    )


def failed(
    name: str,
    failure: Failure,
    *,
    blame: Blame = Blame.TARGET,
    seen: str = "0",
    observations: tuple[Observation, ...] = (),
) -> StepRecord:
    finding = Finding(
        check="works", ok=False, expected="1 or more", seen=seen, failure=failure, blame=blame
    )
    return StepRecord(
        planned=PlannedStep(name=name, checks=("works",), within_s=5.0),
        done=True,
        started_at=START,
        took_s=2.9,
        findings=(finding,),
        observations=observations,
        failure=failure,
        blame=blame,
        detail=f"expected 1 or more; saw {seen}",
        candidates=(Failure.AGENT_FAILED,),
    )


def not_taken(name: str) -> StepRecord:
    return StepRecord(planned=PlannedStep(name=name, checks=("works",), within_s=5.0))


def run_of(*steps: StepRecord, of: Probe | None = None, broken: Broken | None = None) -> Run:
    return Run(
        id=RunId("01J8ZQ5N7G0000000000000000"),
        probe=of or probe("chat", USER),
        slot=None,
        actor="cli",
        started_at=START,
        took_s=3.2140004,
        steps=steps,
        ruling=judge(steps, broken),
    )


_texts = st.text(max_size=8) | st.sampled_from(["x" * 500, "\x1b[31m", "[bold]", "a\nb", "\u202e"])
_names = st.sampled_from(["sign_in", "connect", "ask", "answer", "x" * 90])
_durations = st.floats(min_value=0, max_value=1e6)
_failures = st.sampled_from(Failure)
_blames = st.sampled_from(Blame)
_instants = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  (aware by timezones)
_leaves: st.SearchStrategy[Json] = st.none() | st.integers() | st.floats() | _texts
_json: st.SearchStrategy[Json] = _leaves | st.lists(_leaves, max_size=2)
_candidates = st.lists(_failures, max_size=2).map(tuple)


@st.composite
def findings(draw: st.DrawFn, check: str) -> Finding:
    failure = draw(st.none() | _failures)
    return Finding(
        check=check, ok=failure is None, expected=draw(_texts), seen=draw(_texts), failure=failure
    )


@st.composite
def steps(draw: st.DrawFn) -> StepRecord:
    checks = tuple(draw(st.lists(_names, unique=True, max_size=2)))
    planned = PlannedStep(name=draw(_names), checks=checks, within_s=draw(_durations))
    if not draw(st.booleans()):
        return StepRecord(planned=planned)
    failure = draw(st.none() | _failures)
    return StepRecord(
        planned=planned,
        done=True,
        started_at=draw(_instants),
        took_s=draw(_durations),
        waited_s=draw(_durations),
        observations=tuple(
            Observation(kind, data)
            for kind, data in draw(
                st.lists(st.tuples(_texts, st.dictionaries(_texts, _json, max_size=2)), max_size=1)
            )
        ),
        findings=tuple(draw(findings(check)) for check in checks if draw(st.booleans())),
        warnings=tuple(draw(st.lists(st.builds(Warned, _texts, _texts), max_size=1))),
        failure=failure,
        blame=None if failure is None else draw(_blames),
        detail=None if failure is None else draw(_texts),
        candidates=() if failure is None else draw(_candidates),
    )


@st.composite
def runs(draw: st.DrawFn) -> Run:
    walked = tuple(draw(st.lists(steps(), max_size=3)))
    broken = draw(st.none() | st.builds(Broken, _failures, _blames, _texts))
    name = ProbeName(draw(_names))
    started_at = draw(_instants)
    due_at = started_at - timedelta(seconds=1)
    return Run(
        id=RunId("01J8ZQ5N7G0000000000000000"),
        probe=probe(name, *draw(st.lists(st.sampled_from([USER, SERVICE]), max_size=2))),
        slot=Slot(name, "local", due_at) if draw(st.booleans()) else None,
        actor=draw(_texts),
        started_at=started_at,
        took_s=draw(_durations),
        steps=walked,
        ruling=judge(walked, broken),
    )
