"""Writes down a journey while it happens.  The one mutable object of a run; it never leaves it.

A step is entered in the planned order, has its own time limit, and is kept however it ends.  The
recorder knows whether a failed step ends the walk (a ladder) or not (a survey).  It does not judge.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import datetime
from typing import TypeVar

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.model import (
    Finding,
    Observation,
    PlannedStep,
    RunId,
    Shape,
    StepRecord,
    Warned,
)
from probes.core.ports import Clock, Watcher

T = TypeVar("T")


class Step:
    """What a journey says about the step it is in."""

    def __init__(self, planned: PlannedStep, started_at: datetime) -> None:
        self.planned = planned
        self.started_at = started_at
        self.waited_s = 0.0
        self.failed: StepFailed | None = None
        self.observations: list[Observation] = []
        self.findings: list[Finding] = []
        self.warnings: list[Warned] = []
        self._at_end: list[Callable[[], Observation]] = []

    def saw(self, observation: Observation) -> None:
        """Keep a fact."""
        self.observations.append(observation)

    def saw_at_end(self, tell: Callable[[], Observation]) -> None:
        """Keep what ``tell`` says when the step ends, however it ends."""
        self._at_end.append(tell)

    def warn(self, warning: str, detail: str) -> None:
        """Keep something that the outside should know and that changes no verdict."""
        self.warnings.append(Warned(warning, detail))

    def found(self, *findings: Finding) -> None:
        """Keep the answers to planned checks.

        Raises:
            StepFailed: for the first of them that is not ok, after all are kept.
            LookupError: a check that was not planned; a bug of ours.
        """
        for finding in findings:
            if finding.check not in self.planned.checks:
                raise LookupError(f"step {self.planned.name} did not plan {finding.check}")
        self.findings.extend(findings)
        for finding in findings:
            if finding.failure is not None:
                detail = f"{finding.check}: expected {finding.expected}, saw {finding.seen}"
                raise StepFailed(finding.failure, finding.blame, detail, finding.candidates)

    def close(self, took_s: float) -> StepRecord:
        """Turn into a record."""
        for tell in self._at_end:
            self.observations.append(tell())
        failed = self.failed
        return StepRecord(
            planned=self.planned,
            done=True,
            started_at=self.started_at,
            took_s=max(0.0, took_s - self.waited_s),
            waited_s=self.waited_s,
            observations=tuple(self.observations),
            findings=tuple(self.findings),
            warnings=tuple(self.warnings),
            failure=failed.failure if failed else None,
            blame=failed.blame if failed else None,
            detail=failed.detail if failed else None,
            candidates=failed.candidates if failed else (),
        )


class Recorder:
    """The notebook of one run."""

    def __init__(
        self,
        run_id: RunId,
        plan: tuple[PlannedStep, ...],
        shape: Shape,
        clock: Clock,
        watcher: Watcher,
    ) -> None:
        self.run_id = run_id
        self._plan = plan
        self._shape = shape
        self._clock = clock
        self._watcher = watcher
        self._records: list[StepRecord] = []
        self._step: Step | None = None
        self._limit: asyncio.Timeout | None = None
        self._opened = AsyncExitStack()

    @property
    def records(self) -> tuple[StepRecord, ...]:
        """Tell every planned step, those not taken as such."""
        rest = self._plan[len(self._records) :]
        return (*self._records, *(StepRecord(planned=planned) for planned in rest))

    async def open(self, thing: AbstractAsyncContextManager[T]) -> T:
        """Open something that is closed when the run ends, however it ends."""
        return await self._opened.enter_async_context(thing)

    async def close(self) -> None:
        """Close what was opened, the last first."""
        await self._opened.aclose()

    def waited(self, seconds: float) -> None:
        """Count a wait of our own: no latency, and the step's limit is put off by as much."""
        if self._step is None or self._limit is None:
            return
        self._step.waited_s += seconds
        due = self._limit.when()
        if due is not None and not self._limit.expired():
            self._limit.reschedule(due + seconds)

    @asynccontextmanager
    async def step(self, name: str, *, late: Failure = Failure.NO_ANSWER) -> AsyncIterator[Step]:
        """Enter the next planned step.  ``late`` names the failure when its time is up.

        Raises:
            StepFailed: a ladder's step failed.
            LookupError: not the step that was planned next; a bug of ours.
        """
        step = Step(self._next(name), self._clock.now())
        began = self._clock.monotonic()
        self._watcher.step_started(name)
        try:
            async with asyncio.timeout(step.planned.within_s) as self._limit:
                self._step = step
                yield step
        except StepFailed as exc:
            step.failed = exc
        except TimeoutError as exc:
            step.failed = self._timed_out(step, late)
            if step.failed.failure is Failure.PROBE_BUG:
                raise step.failed from exc
        except BaseException as exc:
            step.failed = _broken_by(exc)
            raise
        finally:
            self._end(step, self._clock.monotonic() - began)
        if step.failed is not None and self._shape is Shape.LADDER:
            raise step.failed

    def _timed_out(self, step: Step, late: Failure) -> StepFailed:
        if self._limit is None or not self._limit.expired():
            return StepFailed(Failure.PROBE_BUG, Blame.PROBE, "a wait without an owner")
        within = f"nothing within {step.planned.within_s:g} s"
        return StepFailed(late, Blame.TARGET, within)

    def _next(self, name: str) -> PlannedStep:
        if self._step is not None:
            raise LookupError(f"step {name} inside step {self._step.planned.name}")
        done = len(self._records)
        if done >= len(self._plan) or self._plan[done].name != name:
            raise LookupError(f"step {name} was not planned here")
        return self._plan[done]

    def _end(self, step: Step, took_s: float) -> None:
        self._step = None
        self._limit = None
        record = step.close(took_s)
        self._records.append(record)
        self._watcher.step_ended(record)


def _broken_by(exc: BaseException) -> StepFailed:
    if isinstance(exc, asyncio.CancelledError):
        return StepFailed(Failure.INTERRUPTED, Blame.PROBE, "the run was cut off here")
    return StepFailed(Failure.PROBE_BUG, Blame.PROBE, type(exc).__name__)
