"""What runs share: a user is one run's at a time, a secret is read anew for each."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.model import Verdict
from probes.run import run_once
from probes.settings.values import FileSecret
from tests.wire.stage import Stage, staged


class Nobody:
    """Nobody counts the waits."""

    def waited(self, seconds: float) -> None:
        pass


async def test_a_user_is_leased_to_one_run_at_a_time(tmp_path: Path) -> None:
    order: list[str] = []
    async with staged(tmp_path) as stage, asyncio.TaskGroup() as group:
        first_is_in, first_may_go = asyncio.Event(), asyncio.Event()

        async def first() -> None:
            async with stage.house.outfit(stage.probe("chat"), Nobody()):
                first_is_in.set()
                await first_may_go.wait()
                order.append("first leaves")

        async def second() -> None:
            await first_is_in.wait()
            first_may_go.set()
            async with stage.house.outfit(stage.probe("user-login"), Nobody()):
                order.append("second enters")

        group.create_task(first())
        group.create_task(second())

    assert order == ["first leaves", "second enters"]


async def test_probes_without_a_user_need_no_lease(tmp_path: Path) -> None:
    async with (
        staged(tmp_path) as stage,
        stage.house.outfit(stage.probe("chat"), Nobody()),
        stage.house.outfit(stage.probe("health"), Nobody()) as drivers,
    ):
        assert drivers.rules is stage.house.rules(stage.probe("health"))


async def test_runs_at_once_of_several_probes_all_pass(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage, asyncio.TaskGroup() as group:
        names = ("health", "user-login", "service-login", "chat", "chat")
        tasks = [group.create_task(stage.run(name)) for name in names]

        runs = [await task for task in tasks]

    assert [run.ruling.verdict for run in runs] == [Verdict.PASS] * len(names)


def _secret_of(stage: Stage) -> Path:
    reference = stage.house.settings.secrets["user"]
    assert isinstance(reference, FileSecret)
    return reference.path


async def test_a_secret_is_read_anew_for_every_run(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        path = _secret_of(stage)
        path.write_text("another key")
        refused = await stage.run("user-login")
        path.write_text(stage.standin.secrets.e2e_key)
        taken = await stage.run("user-login")

    assert (refused.ruling.failure, refused.ruling.blame) == (
        Failure.SIGN_IN_REFUSED, Blame.CREDENTIAL,
    )  # fmt: skip
    assert taken.ruling.verdict is Verdict.PASS


async def test_a_secret_that_is_gone_makes_its_probes_inconclusive_and_no_other(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path) as stage:
        _secret_of(stage).unlink()
        runs = {name: await stage.run(name) for name in ("user-login", "health")}

    assert runs["user-login"].ruling.failure is Failure.SECRET_MISSING
    assert runs["user-login"].ruling.verdict is Verdict.INCONCLUSIVE
    assert [step.done for step in runs["user-login"].steps] == [False] * 7
    assert runs["health"].ruling.verdict is Verdict.PASS


async def test_the_days_questions_are_counted_across_runs(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        budget = stage.house.places["standin"].guest.budget
        budget.manners = replace(budget.manners, lifted=False)
        with pytest.raises(StepFailed) as caught:
            for _ in range(budget.manners.questions_per_day + 1):
                budget.question()
        run = await run_once(stage.house, stage.probe("chat"))

    assert caught.value.failure is Failure.BUDGET_SPENT
    assert (run.ruling.failure, run.ruling.blame) == (Failure.BUDGET_SPENT, Blame.PROBE)
