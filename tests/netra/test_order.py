"""The books of who started and ended what, apart from any conversation."""

import json
from dataclasses import replace

import pytest

from probes.core.errors import Failure
from probes.netra import events
from probes.netra.events import Event
from probes.netra.order import Books
from tests.netra.telling import (
    ONE_AGENT,
    RUN,
    Said,
    completed,
    executed,
    executing,
    started,
    thinking,
)


def event(said: Said) -> Event:
    (found,) = events.read(json.dumps(said.bridge()))
    return found


def books(*tale: Said) -> Books:
    kept = Books()
    for said in tale:
        kept.enter(event(said))
    return kept


def test_a_question_has_not_ended_before_anything_started() -> None:
    assert not Books().ended
    assert not books(thinking()).ended


@pytest.mark.parametrize("left_out", range(1, len(ONE_AGENT) + 1))
def test_a_question_has_ended_when_all_that_was_opened_is_closed(left_out: int) -> None:
    told = ONE_AGENT[: len(ONE_AGENT) - left_out + 1]

    assert books(*told).ended == (left_out == 1)


@pytest.mark.parametrize(
    ("said", "key"),
    [
        (thinking(), (RUN, "supervisor")),
        (thinking(None), (RUN, "triage")),
        (thinking(None, run=None), (RUN, "triage")),
        (thinking("supervisor", run=None), (RUN, "supervisor")),
        (thinking("helper", run="r2"), ("r2", "helper")),
        (thinking(None, run="r2"), ("r2", "data")),
        (thinking("data", run=None), ("r2", "data")),
        (thinking(None, run="r3"), ("r3", "")),
        (thinking("nobody", run=None), (RUN, "nobody")),
    ],
)
def test_what_a_frame_leaves_out_is_taken_from_what_is_open(
    said: Said, key: tuple[str, str]
) -> None:
    kept = books(started(), started("data", run="r2"), started("triage"))

    assert kept.key_of(event(said)) == key


def test_a_closed_agent_is_nobody_to_take_from() -> None:
    kept = books(started(), started("triage"), completed("triage"))

    assert kept.key_of(event(thinking(None))) == (RUN, "supervisor")
    assert Books().key_of(event(thinking(None, run=None))) == ("", "")


def test_an_agent_without_its_other_half_is_named_with_its_run() -> None:
    kept = books(started(), completed("triage"), Said(type="agent_started", agent=None, run="r9"))

    assert kept.unfinished() == (
        f"agent_completed of supervisor (run {RUN})",
        f"agent_started of triage (run {RUN})",
        "agent_completed of the agent (run r9)",
    )
    assert books(replace(started(), run=None)).unfinished() == (
        "agent_completed of supervisor (run unnamed)",
    )


def test_a_call_without_its_other_half_is_named() -> None:
    kept = books(started(), executing("adder"), executed("search"), executing("x"), executed("x"))

    assert kept.unpaired() == ("adder has no tool_completed", "search has no tool_executing")


def test_every_early_completion_of_a_tool_waits_for_a_call_of_its_own() -> None:
    twice = books(started(), executed(), executed())
    once = books(started(), executed(), executed(), executing())
    none = books(started(), executed(), executed(), executing(), executing())

    assert [bool(kept.unpaired()) for kept in (twice, once, none)] == [True, True, False]
    assert none.breaches == {
        Failure.NOTIFICATION_OUT_OF_ORDER: "adder completed before it was executing"
    }


@pytest.mark.parametrize(
    ("tale", "again"),
    [
        ((), False),
        ((started(),), True),
        ((started(), completed()), False),
        ((started(), started(), completed()), True),
        ((started(), started(), completed(), completed()), False),
    ],
)
def test_a_second_start_leaves_a_completion_over(tale: tuple[Said, ...], again: bool) -> None:
    kept = books(*tale)

    assert kept.may_complete_again(event(completed())) is again
    assert not kept.may_complete_again(event(thinking()))


@pytest.mark.parametrize(
    ("tale", "waits_for"),
    [
        ((), {"tool_executing"}),
        ((started(),), {"tool_executing", "agent_completed"}),
        ((started(), executing()), {"tool_completed", "agent_completed"}),
        ((started(), executing(), executed()), {"tool_executing", "agent_completed"}),
        ((started(), completed()), {"tool_executing", "agent_started"}),
    ],
)
def test_an_equal_event_may_be_another_where_the_order_waits_for_one(
    tale: tuple[Said, ...], waits_for: set[str]
) -> None:
    kept = books(*tale)

    assert {said.type for said in ONE_AGENT if kept.may_be_another(event(said))} == waits_for


def test_a_completion_without_a_run_closes_the_open_call_of_its_tool() -> None:
    kept = books(started(), executing("adder", run="r2"), executing("search", run="r3"))

    kept.enter(event(executed("search", run=None)))

    assert kept.unpaired() == ("adder has no tool_completed",)


def test_the_first_breach_of_a_kind_is_kept() -> None:
    kept = books(
        started(), started("a"), completed("a"), completed("a"), completed("a"), completed("b"),
        started("b"), completed("c"), started("c"), thinking(),
    )  # fmt: skip

    assert kept.breaches == {
        Failure.NOTIFICATION_UNPAIRED: "a completed once too often",
        Failure.NOTIFICATION_OUT_OF_ORDER: "b completed before it started",
    }


def test_what_came_before_the_first_start_is_named() -> None:
    kept = books(executing(), thinking(), started())

    assert kept.breaches == {
        Failure.NOTIFICATION_OUT_OF_ORDER: "tool_executing came before any agent_started"
    }
