"""Reading one event out of whatever it is wrapped in."""

import json

import pytest

from probes.core.model import Json
from probes.netra import events
from probes.netra.events import Notice
from probes.netra.layers import Unreadable


def one(frame: dict[str, Json]) -> events.Event:
    (event,) = events.read(json.dumps(frame))
    return event


FIELDS: dict[str, Json] = {
    "run_id": "r1", "agent_name": "planner", "tool_name": "adder", "user_id": "u1",
    "thread_id": "t1", "step_number": 3,
}  # fmt: skip


@pytest.mark.parametrize(
    "frame",
    [
        {"type": "tool_executing", **FIELDS},
        {"type": "tool_executing", "data": FIELDS},
        {"type": "tool_executing", "payload": FIELDS},
        {"type": "tool_executing", "data": {"payload": FIELDS}},
        {"type": "system_message", "data": {"event": "tool_executing", **FIELDS}},
        {"type": "agent_progress", "data": {"event": "tool_executing", "payload": FIELDS}},
    ],
)
def test_a_field_is_found_wherever_it_stands(frame: dict[str, Json]) -> None:
    event = one(frame)

    assert event.notice is Notice.TOOL_EXECUTING
    assert (event.run, event.agent, event.tool) == ("r1", "planner", "adder")
    assert (event.users, event.thread, event.step) == (("u1",), "t1", "3")


def test_the_outer_field_wins() -> None:
    frame: dict[str, Json] = {"type": "agent_started", "run_id": "a", "data": {"run_id": "b"}}

    assert one(frame).run == "a"


def test_every_user_that_a_frame_names_is_found() -> None:
    frame: dict[str, Json] = {
        "type": "agent_thinking",
        "user_id": "a",
        "data": {"user_id": "b", "context": {"user_id": "c"}},
        "metadata": {"user_id": "d", "user_tier": "free"},
    }

    assert set(one(frame).users) == {"a", "b", "c", "d"}


def test_a_turn_stands_in_for_a_run() -> None:
    turn: dict[str, Json] = {"type": "agent_started", "data": {"turn_id": "turn_1"}}
    both: dict[str, Json] = {**turn, "run_id": "r1"}

    assert (one(turn).run, one(both).run) == ("turn_1", "r1")


@pytest.mark.parametrize("value", [None, "", [], {}, True])
def test_a_name_that_is_no_name_is_absent(value: Json) -> None:
    assert one({"type": "agent_started", "agent_name": value}).agent is None


@pytest.mark.parametrize(
    ("value", "at", "fine"),
    [
        ("2026-11-23T17:00:00.250000+00:00", 1795453200.25, True),
        ("2026-11-23T17:00:00Z", 1795453200.0, False),
        (1795453200.25, 1795453200.25, True),
        (1795453200, 1795453200.0, False),
        ("soon", None, False),
        (True, None, False),
        (None, None, False),
        (10**400, None, False),
    ],
)
def test_a_time_is_read_with_its_precision(value: Json, at: float | None, fine: bool) -> None:
    event = one({"type": "agent_started", "timestamp": value})

    assert (event.at, event.fine) == (at, fine)


def test_the_events_own_time_beats_its_envelopes() -> None:
    event = one({"type": "system_message", "timestamp": 9.5, "data": {"timestamp": 2.5}})

    assert event.at == 2.5


def test_a_batch_by_kind_is_put_into_the_order_of_its_times() -> None:
    batch: dict[str, Json] = {
        "type": "event_batch",
        "run_id": "r1",
        "events": {
            "agent_completed": [{"timestamp": 3.5}],
            "agent_started": [{"timestamp": 1.5, "run_id": "r2"}],
        },
    }

    found = events.read(json.dumps(batch))

    assert [event.name for event in found] == ["agent_started", "agent_completed"]
    assert [event.run for event in found] == ["r2", "r1"]


def test_a_batch_of_one_whole_second_is_put_into_the_order_of_a_life() -> None:
    kinds = ["agent_completed", "tool_completed", "agent_thinking", "tool_executing"]
    held: dict[str, Json] = {kind: [{"timestamp": 7}] for kind in (*kinds, "agent_started")}

    found = events.read(json.dumps({"type": "event_batch", "events": held}))

    assert [event.notice for event in found] == list(Notice)


def test_a_batch_that_is_a_list_keeps_its_order() -> None:
    listed: list[Json] = [{"type": "agent_started", "timestamp": 2.5},
                          {"type": "agent_thinking", "timestamp": 1.5}]  # fmt: skip
    found = events.read(json.dumps({"type": "event_batch", "data": {"events": listed}}))

    assert [event.name for event in found] == ["agent_started", "agent_thinking"]


@pytest.mark.parametrize("held", [None, [], {}, "x", 3, [1], {"agent_started": "x"}, [[]]])
def test_a_batch_without_events_is_unreadable(held: Json) -> None:
    with pytest.raises(Unreadable):
        events.read(json.dumps({"type": "event_batch", "events": held}))


def test_a_batch_beyond_all_measure_is_unreadable() -> None:
    held: list[Json] = [{"type": "agent_thinking"}] * (events.MAX_EVENTS + 1)

    with pytest.raises(Unreadable):
        events.read(json.dumps({"type": "event_batch", "events": held}))


def test_two_events_differ_by_what_they_say_and_not_by_their_envelope() -> None:
    bodies: list[dict[str, Json]] = [
        {"reasoning": "a", "timestamp": 1.5},
        {"reasoning": "a", "timestamp": 2.5},
        {"reasoning": "b", "timestamp": 1.5},
    ]
    first, again, other = (
        events.substance(one({"type": "agent_thinking", "message_id": i, "data": body}))
        for i, body in enumerate(bodies)
    )

    assert first == again != other
