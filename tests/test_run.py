"""Every way out of a run, and that only one of them is a pass."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Self

import pytest

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.model import PlannedStep, Probe, Shape, Slot, Verdict
from probes.core.ports import Drivers
from probes.core.rules import ChatRules
from probes.journeys.kind import Journey
from probes.recorder import Recorder
from probes.run import Order, run_once
from tests.world import FakeHouse, FakeWatcher, planned, probe, yes

Walk = Callable[[Recorder, Probe, Drivers], Awaitable[None]]
PLAN = (planned("look", "it_is_there", within_s=30.0),)


def house(
    walk: Walk, plan: tuple[PlannedStep, ...] = PLAN, shape: Shape = Shape.LADDER
) -> FakeHouse:
    journey = Journey(
        name="walk",
        about="walk",
        shape=shape,
        kinds=(),
        every_s=60.0,
        deadline_s=30.0,
        requests=1,
        plan=lambda _probe, _rules: plan,
        walk=walk,
    )
    return FakeHouse({"walk": journey})


async def good(rec: Recorder, _probe: Probe, _drivers: Drivers) -> None:
    async with rec.step("look") as step:
        step.found(yes("it_is_there"))


async def test_a_walk_that_saw_everything_passes() -> None:
    run = await run_once(house(good), probe(), Order(actor="serve"))

    assert run.ruling.verdict is Verdict.PASS
    assert (run.actor, run.slot, len(run.id)) == ("serve", None, 26)


async def test_a_run_keeps_the_slot_that_it_was_made_for() -> None:
    world = house(good)
    slot = Slot(probe().name, "local", world.clock.now())

    run = await run_once(world, probe(), Order(slot=slot))

    assert run.slot == slot


async def _nothing(_rec: Recorder, _probe: Probe, _drivers: Drivers) -> None:
    return


async def _silent(rec: Recorder, _probe: Probe, _drivers: Drivers) -> None:
    async with rec.step("look"):
        pass


async def _refused(rec: Recorder, _probe: Probe, _drivers: Drivers) -> None:
    async with rec.step("look"):
        raise StepFailed(Failure.SERVER_ERROR, Blame.TARGET, "503")


async def _bug_in_step(rec: Recorder, _probe: Probe, _drivers: Drivers) -> None:
    async with rec.step("look"):
        raise KeyError("a secret")


async def _bug_after_step(rec: Recorder, probe: Probe, drivers: Drivers) -> None:
    await good(rec, probe, drivers)
    raise KeyError("a secret")


async def _unowned(rec: Recorder, probe: Probe, drivers: Drivers) -> None:
    await good(rec, probe, drivers)
    raise TimeoutError


async def _stray(rec: Recorder, probe: Probe, drivers: Drivers) -> None:
    await good(rec, probe, drivers)
    raise StepFailed(Failure.SECRET_MISSING, Blame.CREDENTIAL, "no secret")


@pytest.mark.parametrize(
    ("walk", "verdict", "failure", "blame"),
    [
        (_nothing, Verdict.INCONCLUSIVE, Failure.NOTHING_CHECKED, Blame.PROBE),
        (_silent, Verdict.INCONCLUSIVE, Failure.NOTHING_CHECKED, Blame.PROBE),
        (_refused, Verdict.FAIL, Failure.SERVER_ERROR, Blame.TARGET),
        (_bug_in_step, Verdict.INCONCLUSIVE, Failure.PROBE_BUG, Blame.PROBE),
        (_bug_after_step, Verdict.INCONCLUSIVE, Failure.PROBE_BUG, Blame.PROBE),
        (_unowned, Verdict.INCONCLUSIVE, Failure.PROBE_BUG, Blame.PROBE),
        (_stray, Verdict.INCONCLUSIVE, Failure.SECRET_MISSING, Blame.CREDENTIAL),
    ],
)
async def test_no_other_way_out_is_a_pass(
    walk: Walk, verdict: Verdict, failure: Failure, blame: Blame
) -> None:
    run = await run_once(house(walk), probe())

    assert (run.ruling.verdict, run.ruling.failure, run.ruling.blame) == (verdict, failure, blame)
    assert "a secret" not in str(run)


@pytest.mark.parametrize("shape", Shape)
async def test_a_plan_without_a_step_cannot_tell(shape: Shape) -> None:
    run = await run_once(house(_nothing, (), shape=shape), probe())

    assert run.ruling.verdict is Verdict.INCONCLUSIVE


async def _endless(rec: Recorder, _probe: Probe, _drivers: Drivers) -> None:
    async with rec.step("look"):
        await asyncio.Event().wait()


async def test_a_run_beyond_its_deadline_is_the_targets_time() -> None:
    run = await run_once(house(_endless), probe(deadline_s=0.01))

    assert run.ruling.failure is Failure.DEADLINE_EXCEEDED
    assert run.ruling.verdict is Verdict.FAIL
    assert run.steps[0].failure is Failure.INTERRUPTED


async def test_a_deadline_that_our_own_budget_ate_is_not_the_targets() -> None:
    async def walk(rec: Recorder, _probe: Probe, _drivers: Drivers) -> None:
        async with rec.step("look"):
            rec.waited(2.0)
            await asyncio.Event().wait()

    run = await run_once(house(walk), probe(deadline_s=0.01))

    assert (run.ruling.failure, run.ruling.blame) == (Failure.BUDGET_SPENT, Blame.PROBE)


async def test_a_cancelled_run_is_not_lost() -> None:
    inside = asyncio.Event()

    async def walk(rec: Recorder, _probe: Probe, _drivers: Drivers) -> None:
        async with rec.step("look"):
            inside.set()
            await asyncio.Event().wait()

    watcher = FakeWatcher()
    with pytest.raises(asyncio.CancelledError):
        async with asyncio.TaskGroup() as group:
            task = group.create_task(run_once(house(walk), probe(), watcher=watcher))
            await inside.wait()
            task.cancel()
            await task

    assert [run.ruling.failure for run in watcher.runs] == [Failure.INTERRUPTED]
    assert watcher.runs[0].ruling.verdict is Verdict.INCONCLUSIVE


async def test_a_watcher_hears_of_the_run_that_is_returned() -> None:
    watcher = FakeWatcher()

    run = await run_once(house(good), probe(), watcher=watcher)

    assert watcher.runs == [run]


async def test_what_a_journey_opened_is_closed_also_when_it_fails() -> None:
    told: list[str] = []

    class Thing:
        async def __aenter__(self) -> Self:
            return self

        async def __aexit__(self, *_: object) -> None:
            told.append("closed")

    async def walk(rec: Recorder, probe: Probe, drivers: Drivers) -> None:
        await rec.open(Thing())
        await _refused(rec, probe, drivers)

    await run_once(house(walk), probe())

    assert told == ["closed"]


async def test_a_journey_plans_by_the_rules_of_its_target() -> None:
    seen: list[ChatRules] = []
    world = house(good)
    journey = world.journeys["walk"]

    def plan(_probe: Probe, rules: ChatRules) -> tuple[PlannedStep, ...]:
        seen.append(rules)
        return PLAN

    world.journeys = {"walk": replace(journey, plan=plan)}
    await run_once(world, probe())

    assert seen == [world.bundle.rules]
