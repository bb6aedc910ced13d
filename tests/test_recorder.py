"""The notebook of a run: what it keeps, and what it does not let pass."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.model import Finding, Observation, RunId, Shape, Warned
from probes.recorder import Recorder
from tests.world import FakeClock, FakeWatcher, planned, yes

PLAN = (planned("first", "a", "b"), planned("second", "c"))
NO = Finding(check="b", ok=False, expected="x", seen="y", failure=Failure.ANSWER_WRONG)


def recorder(shape: Shape = Shape.LADDER, within_s: float = 5.0) -> Recorder:
    plan = tuple(planned(step.name, *step.checks, within_s=within_s) for step in PLAN)
    return Recorder(RunId("01J"), plan, shape, FakeClock(), FakeWatcher())


def stop(failure: Failure, *candidates: Failure) -> None:
    raise StepFailed(failure, Blame.TARGET, "503", candidates)


async def test_a_step_that_was_not_taken_is_still_told() -> None:
    rec = recorder()

    async with rec.step("first") as step:
        step.found(yes("a"), yes("b"))

    assert [record.done for record in rec.records] == [True, False]
    assert rec.records[1].planned.name == "second"


async def test_a_ladder_ends_at_its_first_failed_step() -> None:
    rec = recorder()

    with pytest.raises(StepFailed) as caught:
        async with rec.step("first") as step:
            step.found(yes("a"), NO)

    assert caught.value.failure is Failure.ANSWER_WRONG
    assert rec.records[0].failure is Failure.ANSWER_WRONG
    assert rec.records[0].detail == "b: expected x, saw y"
    assert len(rec.records[0].findings) == 2


async def test_a_survey_goes_on_after_a_failed_step() -> None:
    rec = recorder(Shape.SURVEY)

    async with rec.step("first"):
        stop(Failure.SERVER_ERROR, Failure.BACKEND_DOWN)
    async with rec.step("second") as step:
        step.found(yes("c"))

    assert [record.failure for record in rec.records] == [Failure.SERVER_ERROR, None]
    assert rec.records[0].candidates == (Failure.BACKEND_DOWN,)


async def test_a_step_that_takes_too_long_fails_with_the_name_that_it_was_given() -> None:
    rec = recorder(within_s=0.01)

    with pytest.raises(StepFailed):
        async with rec.step("first", late=Failure.PONG_MISSING):
            await asyncio.Event().wait()

    assert rec.records[0].failure is Failure.PONG_MISSING
    assert rec.records[0].blame is Blame.TARGET


async def test_a_wait_of_our_own_puts_the_limit_off_and_is_no_latency() -> None:
    rec = recorder(within_s=0.02)
    told = asyncio.Event()

    async with rec.step("first") as step:
        rec.waited(30.0)
        asyncio.get_running_loop().call_later(0.05, told.set)
        await told.wait()
        step.found(yes("a"), yes("b"))

    assert rec.records[0].failure is None
    assert (rec.records[0].waited_s, rec.records[0].took_s) == (30.0, 0.0)


async def test_a_wait_between_two_steps_belongs_to_none() -> None:
    rec = recorder()

    rec.waited(3.0)
    async with rec.step("first") as step:
        step.saw(Observation("x", {}))

    assert rec.records[0].waited_s == 0.0


async def test_what_a_step_saw_is_kept_when_it_fails() -> None:
    rec = recorder(Shape.SURVEY)

    async with rec.step("first") as step:
        step.saw_at_end(lambda: Observation("transcript", {"heard": []}))
        step.saw(Observation("status", {"code": 200}))
        step.warn("slow", "2 s")
        stop(Failure.ANSWER_WRONG)

    kept = rec.records[0]
    assert [observation.kind for observation in kept.observations] == ["status", "transcript"]
    assert kept.warnings == (Warned("slow", "2 s"),)


async def test_a_bug_inside_a_step_is_recorded_and_raised() -> None:
    rec = recorder(Shape.SURVEY)

    with pytest.raises(ZeroDivisionError):
        async with rec.step("first"):
            _ = 1 / 0

    assert (rec.records[0].failure, rec.records[0].blame) == (Failure.PROBE_BUG, Blame.PROBE)


@pytest.mark.parametrize("shape", Shape)
async def test_a_timeout_that_nobody_owns_is_a_bug_and_not_the_targets(shape: Shape) -> None:
    rec = recorder(shape)

    with pytest.raises(StepFailed) as caught:
        async with rec.step("first"):
            raise TimeoutError

    assert (caught.value.failure, caught.value.blame) == (Failure.PROBE_BUG, Blame.PROBE)
    assert rec.records[0].failure is Failure.PROBE_BUG


async def test_a_cancelled_step_is_recorded_as_interrupted() -> None:
    rec = recorder(Shape.SURVEY)
    inside = asyncio.Event()

    async def walk() -> None:
        async with rec.step("first"):
            inside.set()
            await asyncio.Event().wait()

    with pytest.raises(asyncio.CancelledError):
        async with asyncio.TaskGroup() as group:
            task = group.create_task(walk())
            await inside.wait()
            task.cancel()
            await task

    assert (rec.records[0].failure, rec.records[0].blame) == (Failure.INTERRUPTED, Blame.PROBE)


@pytest.mark.parametrize("names", [("second",), ("first", "first"), ("first", "second", "third")])
async def test_steps_are_taken_in_the_planned_order_only(names: tuple[str, ...]) -> None:
    rec = recorder(Shape.SURVEY)

    with pytest.raises(LookupError, match="was not planned here"):
        for name in names:
            async with rec.step(name):
                pass


async def test_no_step_is_entered_inside_another() -> None:
    rec = recorder(Shape.SURVEY)

    with pytest.raises(LookupError, match="step second inside step first"):
        async with rec.step("first"), rec.step("second"):
            pass


async def test_a_check_that_was_not_planned_is_a_bug() -> None:
    rec = recorder()

    with pytest.raises(LookupError, match="step first did not plan c"):
        async with rec.step("first") as step:
            step.found(yes("c"))

    assert rec.records[0].findings == ()


async def test_what_a_run_opened_is_closed_in_the_reverse_order() -> None:
    rec = recorder()
    told: list[str] = []

    @asynccontextmanager
    async def thing(name: str) -> AsyncIterator[str]:
        told.append(f"open {name}")
        yield name
        told.append(f"close {name}")

    opened = [await rec.open(thing("thread")), await rec.open(thing("socket"))]
    await rec.close()

    assert opened == ["thread", "socket"]
    assert told == ["open thread", "open socket", "close socket", "close thread"]


async def test_a_watcher_hears_of_every_step() -> None:
    watcher = FakeWatcher()
    rec = Recorder(RunId("01J"), PLAN, Shape.SURVEY, FakeClock(), watcher)

    async with rec.step("first") as step:
        step.found(NO)
    async with rec.step("second") as step:
        step.found(yes("c"))

    assert watcher.told == ["> first", "< first answer_wrong", "> second", "< second ok"]
