"""Where an answer stands in a frame (``texts_of``)."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.core.model import Json
from probes.netra.answer import ANSWER_KEYS, NEVER_AN_ANSWER, texts_of

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
KEYS = st.sampled_from([*ANSWER_KEYS, *NEVER_AN_ANSWER, "data", "payload", "x"]) | st.text(
    max_size=4
)
VALUES: st.SearchStrategy[Json] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=30,
)
FRAMES = st.dictionaries(KEYS, VALUES, max_size=6)


def nested(value: Json, levels: int) -> Json:
    for level in range(levels):
        value = [value] if level % 2 else {"x": value}
    return value


@pytest.mark.parametrize("key", ANSWER_KEYS)
@pytest.mark.parametrize(
    "place", ["{}", '{"data": {}}', '{"payload": {}}', '{"data": {"payload": {}}}']
)
def test_an_answer_is_found_under_each_key_at_each_place(key: str, place: str) -> None:
    answer = json.dumps({key: "42"})
    frame = json.loads(place.replace("{}", answer))

    texts = texts_of(frame)

    assert texts == ("42",)


@pytest.mark.parametrize(
    ("held", "texts"),
    [
        ("42", ("42",)),
        (42, ("42",)),
        (42.0, ("42.0",)),
        ({"sum": 42}, ("42",)),
        ({"sum": {"value": [1, "2", [3.5]]}}, ("1", "2", "3.500000")),
        ([310.026, 1e300, math.nan], ("310.026000", "1e+300", "nan")),
        (["a", "b", "a"], ("a", "b")),
        ([True, False, None, "", " \n"], ()),
        ({"success": True, "text": "ok"}, ("ok",)),
        ({"42": None}, ()),
        ({}, ()),
        (10**50, ()),
    ],
)
def test_all_leaves_of_an_answer_are_its_texts(held: Json, texts: tuple[str, ...]) -> None:
    frame: dict[str, Json] = {"type": "agent_completed", "data": {"result": held}}

    found = texts_of(frame)

    assert found == texts


@pytest.mark.parametrize("key", sorted(NEVER_AN_ANSWER))
def test_what_stands_below_a_key_that_is_no_answer_is_left_out(key: str) -> None:
    frame: dict[str, Json] = {
        key: "42",
        "data": {key: {"result": "42"}, "payload": {key: "42"}},
        "payload": {key: ["42"]},
        "final_response": {key: "42", "deep": [{"x": {key: {"content": "42"}}}], "said": "yes"},
    }

    texts = texts_of(frame)

    assert texts == ("yes",)


@pytest.mark.parametrize(
    "frame",
    [
        {},
        {"type": "agent_completed", "message": "Analysis completed."},
        {"type": "agent_response", "data": {"message": "Legacy processing: ping"}},
        {"type": "tool_completed", "results": "42", "status": "completed"},
        {"data": {"data": {"result": "42"}}, "payload": {"data": {"result": "42"}}},
        {"data": "42", "payload": ["42"]},
        {"data": {"payload": "42"}},
        {"result": None, "data": None},
    ],
)
def test_a_frame_without_an_answer_gives_no_text(frame: dict[str, Json]) -> None:
    texts = texts_of(frame)

    assert texts == ()


def test_a_canned_answer_in_the_third_wire_shape_is_read() -> None:
    frame: dict[str, Json] = {
        "type": "agent_response_complete",
        "data": {
            "event": "agent_completed",
            "content": "Agent response for: N-4713",
            "message": "Agent response for: N-4713",
            "agents_involved": ["triage"],
        },
    }

    texts = texts_of(frame)

    assert texts == ("Agent response for: N-4713",)


def test_an_answer_deeper_than_is_sane_is_left_unread_and_does_no_harm() -> None:
    shallow, deep, deepest = nested("42", 32), nested("42", 33), nested("42", 900)

    found = [texts_of({"result": value}) for value in (shallow, deep, deepest)]

    assert found == [("42",), (), ()]


def test_an_answer_larger_than_is_sane_is_cut() -> None:
    numbers: list[Json] = list(range(100_000))

    texts = texts_of({"result": numbers, "content": [[numbers], numbers]})

    assert 10_000 < len(texts) <= 60_000


@given(FRAMES)
def test_no_frame_can_crash_it(frame: dict[str, Json]) -> None:
    texts = texts_of(frame)

    assert all(text.strip() for text in texts)
    assert len(set(texts)) == len(texts)


@given(FRAMES, st.sampled_from(sorted(NEVER_AN_ANSWER)), VALUES)
def test_what_is_no_answer_changes_nothing(frame: dict[str, Json], key: str, held: Json) -> None:
    without: dict[str, Json] = {"result": {"x": frame}}
    beside: dict[str, Json] = {"result": {"x": {**frame, key: held}}, key: held}

    texts = (texts_of(beside), texts_of(without))

    assert texts[0] == texts[1]
