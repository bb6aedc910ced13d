"""How much a guest allows himself, and that he waits his turn."""

import asyncio
import gc
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.rules import Manners
from probes.drivers.manners import Budget, Spacing, Window
from tests.drivers.strangers import FakeClock, Told

SPAN = st.floats(min_value=0, max_value=40)


def in_any(instants: Sequence[float], period_s: float) -> int:
    """Count the most acts in any half-open period that begins with one of them."""
    return max(sum(1 for at in instants if since <= at < since + period_s) for since in instants)


@given(st.integers(1, 9), st.lists(SPAN, min_size=1, max_size=60))
def test_no_period_holds_more_acts_than_its_limit(limit: int, spans: list[float]) -> None:
    window = Window(limit, 60.0)

    now, granted = 5.0, []
    for span in spans:
        now += span
        granted.append(window.reserve(now))

    assert granted == sorted(granted)
    # the least rounding of a float may let a period end early by itself
    assert in_any(granted, 60.0 - 1e-6) <= limit


@given(st.integers(1, 9), st.lists(SPAN, min_size=1, max_size=60))
def test_nobody_waits_while_there_is_room(limit: int, spans: list[float]) -> None:
    window = Window(limit, 60.0)

    now, granted = 5.0, list[float]()
    for span in spans:
        now += span
        recent = [at for at in granted if at > now - 60.0]
        at = window.reserve(now)
        assert (at == now) == (len(recent) < limit and (not granted or granted[-1] <= now))
        granted.append(at)


@given(st.lists(st.tuples(st.sampled_from("abc"), SPAN), max_size=40))
def test_two_uses_of_one_token_are_apart(uses: list[tuple[str, float]]) -> None:
    spacing = Spacing()

    now, last = 5.0, dict[str, float]()
    for token, span in uses:
        now += span / 40
        at = spacing.reserve(token, 0.3, now)
        assert at >= now
        assert token not in last or at >= last[token] + 0.3
        last[token] = at


def test_tokens_are_not_kept_and_not_for_ever() -> None:
    spacing = Spacing()

    for n in range(5000):
        spacing.reserve(f"token-number-{n}", 0.3, float(n))

    assert len(spacing) == 1024
    assert not [o for o in gc.get_referents(spacing._used) if isinstance(o, str)]


async def test_the_sixty_first_request_of_a_minute_waits_for_the_first_to_be_a_minute_old() -> None:
    clock, told = FakeClock(), Told()
    budget = Budget(Manners(), clock)

    waited = [await budget.request(told) for _ in range(60)]
    last_s = await budget.request(told)

    assert waited == [0.0] * 60
    assert last_s == 60.0
    assert told.seconds == [60.0]
    assert clock.at == 1060.0


async def test_a_wait_is_told_before_it_begins() -> None:
    clock, told = FakeClock(), Told()
    budget = Budget(Manners(messages_per_minute=1), clock)
    await budget.message(told)

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await budget.message(told)

    assert told.seconds == [60.0]


async def test_a_share_halves_the_rates_and_leaves_at_least_one() -> None:
    clock = FakeClock()
    budget = Budget(Manners(requests_per_minute=5, messages_per_minute=1), clock, share=0.5)

    waited = [await budget.request() for _ in range(3)]

    assert waited == [0.0, 0.0, 60.0]
    assert await budget.message() == 0.0
    assert await budget.message() == 60.0


async def test_those_who_wait_go_in_the_order_in_which_they_came() -> None:
    clock = FakeClock()
    budget = Budget(Manners(requests_per_minute=1), clock)
    order: list[tuple[int, float]] = []

    async def visitor(number: int) -> None:
        order.append((number, await budget.request()))

    async with asyncio.TaskGroup() as tasks:
        for number in range(5):
            tasks.create_task(visitor(number))

    assert sorted(order) == [(n, 60.0 * n) for n in range(5)]


async def test_a_token_waits_by_its_manners_or_as_the_caller_says() -> None:
    budget = Budget(Manners(token_spacing_s=0.25), FakeClock())

    waited = [
        await budget.token("one"),
        await budget.token("two"),
        await budget.token("one"),
        await budget.token("one", 2.0),
        await budget.token("one", 0.0),
    ]

    assert waited == [0.0, 0.0, 0.25, 2.0, 0.0]
    assert "one" not in repr(vars(budget))


def test_the_questions_of_a_day_are_counted() -> None:
    clock = FakeClock()
    budget = Budget(Manners(questions_per_day=2), clock)
    budget.question()
    clock.at += 3600
    budget.question()

    with pytest.raises(StepFailed) as caught:
        budget.question()
    clock.at += 23 * 3600
    budget.question()

    assert (caught.value.failure, caught.value.blame) == (Failure.BUDGET_SPENT, Blame.PROBE)
    assert "23.0 h" in caught.value.detail


async def test_a_user_has_no_more_sockets_than_allowed_and_the_next_waits_in_turn() -> None:
    budget = Budget(Manners(sockets_per_user=2), FakeClock())
    order: list[int] = []
    open_now: list[int] = []
    most = 0

    async def visitor(number: int) -> None:
        nonlocal most
        async with budget.socket("me"):
            order.append(number)
            open_now.append(number)
            most = max(most, len(open_now))
            await asyncio.sleep(0)
            open_now.remove(number)

    async with asyncio.TaskGroup() as tasks:
        for number in range(7):
            tasks.create_task(visitor(number))

    assert order == list(range(7))
    assert most == 2
    assert budget._seats == {}


async def test_another_user_is_not_kept_waiting() -> None:
    budget = Budget(Manners(sockets_per_user=1), FakeClock())

    async with asyncio.timeout(1), budget.socket("me"), budget.socket("you") as waited_s:
        assert waited_s == 0.0


async def test_who_gives_up_waiting_takes_no_place() -> None:
    budget = Budget(Manners(sockets_per_user=1), FakeClock())

    async with budget.socket("me"):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01), budget.socket("me"):
                pass
    async with asyncio.timeout(1), budget.socket("me"):
        pass

    assert budget._seats == {}


async def test_lifted_manners_wait_for_nothing() -> None:
    clock = FakeClock()
    budget = Budget(Manners(lifted=True, questions_per_day=1, sockets_per_user=1), clock)

    async with budget.socket("me"), budget.socket("me"):
        for _ in range(500):
            await budget.request()
            await budget.message()
            await budget.token("one")
            budget.question()

    assert clock.at == 1000.0
