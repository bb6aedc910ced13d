"""One probe in, one Run out.

Every way out of :func:`run_once` is a Run: a pass, a failure, a limit, a bug of ours.  Cancelled
from outside it has no value to return, and tells its watcher what it had seen all the same.
"""

import asyncio
import traceback
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import PurePath
from typing import Protocol

from ulid import ULID

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.judge import judge
from probes.core.model import Broken, Probe, Run, RunId, Slot, StepRecord
from probes.core.ports import Clock, Drivers, Waits, Watcher
from probes.core.rules import ChatRules
from probes.journeys.kind import Journey
from probes.recorder import Recorder


class House(Protocol):
    """Where runs take place: what is shared between them, opened once."""

    @property
    def journeys(self) -> Mapping[str, Journey]:
        """Tell the journeys by name."""
        ...

    @property
    def clock(self) -> Clock:
        """Tell the clock of all runs."""
        ...

    def rules(self, probe: Probe) -> ChatRules:
        """Tell what is expected of a chat at the probe's target."""
        ...

    def outfit(self, probe: Probe, waits: Waits) -> AbstractAsyncContextManager[Drivers]:
        """Lease the probe's users, resolve its secrets, and hand over drivers for one run.

        Raises:
            StepFailed: a secret that cannot be resolved.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Who asked for a run, and for which slot of the plan, if for one."""

    actor: str = "cli"
    slot: Slot | None = None


class _Unwatched:
    """Nobody looks on."""

    def step_started(self, name: str) -> None:
        """Pass."""

    def run_ended(self, run: Run) -> None:
        """Pass."""

    def step_ended(self, record: StepRecord) -> None:
        """Pass."""


async def run_once(
    house: House, probe: Probe, order: Order | None = None, watcher: Watcher | None = None
) -> Run:
    """Walk the probe's journey once and rule on it.

    The watcher hears of the Run in any case, also when this is cancelled from outside.
    """
    watcher = watcher or _Unwatched()
    walk = _Walk(house, probe, order or Order(), watcher)
    broken: Broken | None = Broken(
        Failure.INTERRUPTED, Blame.PROBE, "the run was stopped from outside"
    )
    try:
        broken = await walk.through()
    finally:
        run = walk.run(broken)
        watcher.run_ended(run)
    return run


class _Walk:
    """One run under way."""

    def __init__(self, house: House, probe: Probe, order: Order, watcher: Watcher) -> None:
        self._house = house
        self._probe = probe
        self._order = order
        self._journey = house.journeys[probe.journey]
        plan = self._journey.plan(probe, house.rules(probe))
        self._clock = house.clock
        run_id = RunId(str(ULID()))
        self._recorder = Recorder(run_id, plan, self._journey.shape, self._clock, watcher)
        self._started_at = self._clock.now()
        self._began_s = self._clock.monotonic()

    async def through(self) -> Broken | None:
        """Walk to the end, and say what broke the walk outside of its steps."""
        deadline = asyncio.timeout(self._probe.deadline_s)
        try:
            async with deadline:
                await self._walk()
        except TimeoutError:
            if deadline.expired():
                return self._late()
            return Broken(Failure.PROBE_BUG, Blame.PROBE, "a wait without an owner")
        except StepFailed as exc:
            return Broken(exc.failure, exc.blame, exc.detail)
        except Exception as exc:  # noqa: BLE001  (a bug of ours is inconclusive, never a pass)
            return Broken(Failure.PROBE_BUG, Blame.PROBE, _where(exc))
        return None

    async def _walk(self) -> None:
        async with self._house.outfit(self._probe, self._recorder) as drivers:
            try:
                await self._journey.walk(self._recorder, self._probe, drivers)
            finally:
                await self._recorder.close()

    def _late(self) -> Broken:
        """Say whose time it was: ours if we waited for a budget or a lease, else the target's."""
        ours = sum(step.waited_s for step in self._recorder.records)
        detail = f"not through within {self._probe.deadline_s:g} s"
        if ours > 0:
            spent = f"{detail}, {ours:.1f} s of them waiting for our own budget"
            return Broken(Failure.BUDGET_SPENT, Blame.PROBE, spent)
        return Broken(Failure.DEADLINE_EXCEEDED, Blame.TARGET, detail)

    def run(self, broken: Broken | None) -> Run:
        """Turn into a Run, with the judge's ruling."""
        steps = self._recorder.records
        return Run(
            id=self._recorder.run_id,
            probe=self._probe,
            slot=self._order.slot,
            actor=self._order.actor,
            started_at=self._started_at,
            took_s=self._clock.monotonic() - self._began_s,
            steps=steps,
            ruling=judge(steps, broken),
        )


def _where(exc: Exception) -> str:
    """Say what bug it was and where, without its text: that may quote the target or a secret."""
    frame = traceback.extract_tb(exc.__traceback__)[-1]
    return f"{type(exc).__name__} in {PurePath(frame.filename).name}:{frame.lineno}"
