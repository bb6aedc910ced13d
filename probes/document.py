"""Runs as the document that the outside scripts against: ``goldenpath.run/v1`` (contract §4).

Pure: values in, JSON out.  Its JSON Schema is shipped beside it (``probes/schemas``).  A change of
either is a CHANGELOG entry.  It adds three keys to the contract's example: ``detail`` on the run,
and ``detail`` and ``waited_s`` on a step.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources

from probes.core import judge
from probes.core.errors import Failure
from probes.core.model import Finding, Json, Observation, ProbeName, Run, Slot, StepRecord, Warned

SCHEMA = "goldenpath.run/v1"
MAX_DEPTH = 40  # of an observation's data; no reader of JSON minds as much
_TIME = "%Y-%m-%dT%H:%M:%S.%fZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How often a probe failed in one way when it was repeated: ``count`` of ``of`` runs."""

    probe: ProbeName
    failure: Failure
    count: int
    of: int


def document(runs: Sequence[Run], rates: Sequence[Rate] | None = None) -> dict[str, Json]:
    """Write runs down, in their order, under the verdict that sums them up.

    ``rates`` is what :func:`rates_of` says when the runs were repeated; None leaves the key out.
    """
    whole: dict[str, Json] = {
        "schema": SCHEMA,
        "verdict": judge.top_verdict(run.ruling.verdict for run in runs).value,
        "runs": [_run(run) for run in runs],
    }
    if rates is not None:
        whole["rates"] = [
            {"probe": one.probe, "failure": one.failure.value, "count": one.count, "of": one.of}
            for one in rates
        ]
    return whole


def rates_of(runs: Sequence[Run]) -> tuple[Rate, ...]:
    """Count each probe's failures, in the order in which they first came; a pass has no row."""
    walked = Counter(run.probe.name for run in runs)
    failed = Counter(
        (run.probe.name, run.ruling.failure) for run in runs if run.ruling.failure is not None
    )
    return tuple(
        Rate(probe=probe, failure=failure, count=count, of=walked[probe])
        for (probe, failure), count in failed.items()
    )


def schema_text() -> str:
    """Read the JSON Schema (draft 2020-12) of the document."""
    room = resources.files("probes").joinpath("schemas")
    return room.joinpath("run-v1.schema.json").read_text(encoding="utf-8")


def identity_of(run: Run) -> str | None:
    """Name the run's identities, several joined by a plus; None when it has none."""
    return "+".join(identity.name for identity in run.probe.identities) or None


def _run(run: Run) -> Json:
    steps, ruling = run.steps, run.ruling
    return {
        "id": run.id,
        "probe": run.probe.name,
        "journey": run.probe.journey,
        "target": run.probe.target.name,
        "hosts": list(run.probe.target.hosts),
        "location": run.probe.location,
        "identity": identity_of(run),
        "slot": None if run.slot is None else _slot(run.slot),
        "actor": run.actor,
        "started_at": _instant(run.started_at),
        "took_s": round(run.took_s, 6),
        "verdict": ruling.verdict.value,
        "failure": None if ruling.failure is None else ruling.failure.value,
        "blame": None if ruling.blame is None else ruling.blame.value,
        "detail": ruling.detail,
        "candidates": _names(ruling.candidates),
        "steps_planned": len(steps),
        "steps_done": sum(step.done for step in steps),
        "checks_planned": judge.checks_planned(steps),
        "checks_evaluated": judge.checks_evaluated(steps),
        "checks_failed": judge.checks_failed(steps),
        "steps": [_step(step) for step in steps],
        "evidence": run.evidence,
    }


def _step(step: StepRecord) -> Json:
    verdict = judge.step_verdict(step)
    return {
        "name": step.planned.name,
        "done": step.done,
        "took_s": None if step.took_s is None else round(step.took_s, 6),
        "waited_s": round(step.waited_s, 6) if step.done else None,
        "verdict": None if verdict is None else verdict.value,
        "failure": None if step.failure is None else step.failure.value,
        "blame": None if step.blame is None else step.blame.value,
        "detail": step.detail,
        "candidates": _names(step.candidates),
        "warnings": [_warning(warned) for warned in step.warnings],
        "findings": [_finding(finding) for finding in step.findings],
        "observations": [_observation(seen) for seen in step.observations],
    }


def _slot(slot: Slot) -> Json:
    return {"probe": slot.probe, "location": slot.location, "due_at": _instant(slot.due_at)}


def _names(failures: Sequence[Failure]) -> list[Json]:
    return [failure.value for failure in failures]


def _warning(warned: Warned) -> Json:
    return {"warning": warned.warning, "detail": warned.detail}


def _finding(finding: Finding) -> Json:
    return {
        "check": finding.check,
        "ok": finding.ok,
        "expected": finding.expected,
        "seen": finding.seen,
    }


def _observation(seen: Observation) -> Json:
    return {"kind": seen.kind, "data": _plain(dict(seen.data), MAX_DEPTH)}


def _plain(value: Json, depth: int) -> Json:
    """Make what a target sent into JSON that every reader takes: finite and not too deep."""
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if not isinstance(value, dict | list):
        return value
    if depth == 0:
        return "(nested too deep)"
    if isinstance(value, list):
        return [_plain(item, depth - 1) for item in value]
    return _members(value, depth - 1)


def _members(value: Mapping[str, Json], depth: int) -> Json:
    return {key: _plain(item, depth) for key, item in value.items()}


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime(_TIME)
