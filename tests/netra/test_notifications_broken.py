"""The notification contract: what must fail, and with which name."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.core.errors import Blame, Failure
from probes.core.model import Json
from probes.core.ports import Frame
from probes.core.rules import ChatRules, ToolEvents
from probes.netra import notifications
from probes.netra.conversation import Asked
from probes.netra.events import Notice
from tests.netra.telling import (
    ASKED_S,
    ONE_AGENT,
    OURS,
    THREAD,
    Said,
    completed,
    executed,
    executing,
    frames,
    hear,
    paced,
    ruling,
    started,
    thinking,
)

IF_USED = ChatRules(tool_events=ToolEvents.IF_USED)

# What must fail, each alone: the tale, and the one name for it.
BROKEN: dict[str, tuple[tuple[Said, ...], Failure]] = {
    "nothing comes": ((), Failure.NOTIFICATION_MISSING),
    "no agent_started": (ONE_AGENT[1:], Failure.NOTIFICATION_MISSING),
    "no agent_thinking": (
        (ONE_AGENT[0], *ONE_AGENT[2:]), Failure.NOTIFICATION_MISSING,
    ),
    "no tool_executing": (
        (*ONE_AGENT[:2], *ONE_AGENT[3:]), Failure.NOTIFICATION_MISSING,
    ),
    "no tool_completed": (
        (*ONE_AGENT[:3], ONE_AGENT[4]), Failure.NOTIFICATION_MISSING,
    ),
    "no agent_completed": (ONE_AGENT[:4], Failure.NOTIFICATION_MISSING),
    "started, then silence": (ONE_AGENT[:1], Failure.NOTIFICATION_MISSING),
    "a sub-agent never completes": (
        (started(), started("triage"), *ONE_AGENT[1:]), Failure.NOTIFICATION_MISSING,
    ),
    "an agent completes that never started": (
        (started(), *ONE_AGENT[1:4], completed("triage"), completed()),
        Failure.NOTIFICATION_MISSING,
    ),
    "an agent that started again never completes again": (
        (*ONE_AGENT[:2], started("triage"), completed("triage"), started("triage"),
         *ONE_AGENT[2:]), Failure.NOTIFICATION_MISSING,
    ),
    "an agent completes before it starts": (
        (completed(), started(), *ONE_AGENT[1:4]), Failure.NOTIFICATION_OUT_OF_ORDER,
    ),
    "a sub-agent completes before it starts": (
        (started(), completed("triage"), started("triage"), *ONE_AGENT[1:]),
        Failure.NOTIFICATION_OUT_OF_ORDER,
    ),
    "a tool completes before it is executing": (
        (*ONE_AGENT[:2], executed(), executing(), completed()),
        Failure.NOTIFICATION_OUT_OF_ORDER,
    ),
    "a thought comes before any agent started": (
        (thinking(), started(), *ONE_AGENT[2:]), Failure.NOTIFICATION_OUT_OF_ORDER,
    ),
    "one of two calls never completes": (
        (*ONE_AGENT[:4], executing("search"), completed()), Failure.NOTIFICATION_UNPAIRED,
    ),
    "a second call of one tool never completes": (
        (*ONE_AGENT[:3], executing(), executed(), completed()), Failure.NOTIFICATION_UNPAIRED,
    ),
    "a tool completes that never was executing": (
        (*ONE_AGENT[:4], executed("search"), completed()), Failure.NOTIFICATION_UNPAIRED,
    ),
    "a call completes in another run": (
        (*ONE_AGENT[:3], executed(run="run_of_nobody"), completed()),
        Failure.NOTIFICATION_UNPAIRED,
    ),
    "a sub-agent completes once too often": (
        (started(), started("triage"), completed("triage"), *ONE_AGENT[1:4],
         completed("triage"), completed()), Failure.NOTIFICATION_UNPAIRED,
    ),
    "another user's event": (
        (*ONE_AGENT[:2], thinking(user="e2e-somebody"), *ONE_AGENT[2:]),
        Failure.NOTIFICATION_FOREIGN,
    ),
    "another user's failure": (
        (*ONE_AGENT[:2], Said(type="agent_error", user="e2e-somebody")),
        Failure.NOTIFICATION_FOREIGN,
    ),
    "an event of another conversation of ours": (
        (*ONE_AGENT[:2], thinking(more={"reasoning": "about 918273"}), *ONE_AGENT[2:]),
        Failure.NOTIFICATION_FOREIGN,
    ),
    "an agent fails": (
        (*ONE_AGENT[:2], Said(type="agent_error")), Failure.AGENT_FAILED,
    ),
    "an agent fails before any event": (
        (Said(type="agent_error", run="run_new", user=None),), Failure.AGENT_FAILED,
    ),
    "an agent dies": ((*ONE_AGENT[:2], Said(type="agent_death")), Failure.AGENT_FAILED),
    "a tool fails": ((*ONE_AGENT[:3], Said(type="tool_error")), Failure.AGENT_FAILED),
    "an error frame, then silence": (
        (Said(type="error_message", more={"error_code": "AGENT_REQUEST_ERROR"}),),
        Failure.AGENT_FAILED,
    ),
    "the same user's other run fails": (
        (*ONE_AGENT[:2], Said(type="agent_error", run="run_of_nobody", user=None)),
        Failure.USER_IN_USE,
    ),
    "a call without the tool's name": (
        (*ONE_AGENT[:2], replace(executing(), tool=None), *ONE_AGENT[3:]),
        Failure.NOTIFICATION_MALFORMED,
    ),
    "a completed call without the tool's name": (
        (*ONE_AGENT[:3], replace(executed(), tool=None), ONE_AGENT[4]),
        Failure.NOTIFICATION_MALFORMED,
    ),
    "an answer without the required tool": (
        (*ONE_AGENT[:2], ONE_AGENT[4]), Failure.TOOL_NOT_USED,
    ),
    "a thought after the end": ((*ONE_AGENT, thinking()), Failure.NOTIFICATION_AFTER_END),
    "another start after the end": (
        (*ONE_AGENT, started("triage")), Failure.NOTIFICATION_AFTER_END,
    ),
}  # fmt: skip


@pytest.mark.parametrize("envelope", ["bridge", "flat", "system"])
@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_conversation_is_named_in_every_envelope(name: str, envelope: str) -> None:
    tale, failure = BROKEN[name]
    foreign = frozenset({"918273"})
    asked = Asked(at_s=ASKED_S, subject=OURS, thread=THREAD, foreign=foreign)

    talk = hear(frames(paced(tale), envelope), asked=asked)

    assert ruling(talk) is failure


def test_another_run_of_the_same_user_is_inconclusive_and_ours_to_mend() -> None:
    wire = frames(paced(BROKEN["the same user's other run fails"][0]))

    found = notifications.findings(hear(wire))[0]

    assert (found.failure, found.blame) == (Failure.USER_IN_USE, Blame.PROBE)


@pytest.mark.parametrize("at", range(len(ONE_AGENT)))
def test_any_event_that_comes_twice_is_a_duplicate(at: int) -> None:
    told = paced(ONE_AGENT)
    wire = frames([*told[: at + 1], *told[at:]])

    talk = hear(wire)

    assert ruling(talk) is Failure.NOTIFICATION_DUPLICATE


def _timed(tale: list[Said], timestamp: Json) -> list[Frame]:
    """Tell a tale in which every event bears the same time, or none."""
    told = [json.loads(frame.text) | {"timestamp": timestamp} for frame in frames(paced(tale))]
    return [Frame(text=json.dumps(event), at_s=ASKED_S + 0.1) for event in told]


@pytest.mark.parametrize("timestamp", [1795453361, 1795453361000, 1795453361.25, None])
@pytest.mark.parametrize("at", range(len(ONE_AGENT)))
def test_an_equal_event_at_an_equal_time_is_a_duplicate(at: int, timestamp: Json) -> None:
    twice = [*ONE_AGENT[: at + 1], *ONE_AGENT[at:]]

    assert ruling(hear(_timed(twice, timestamp))) is Failure.NOTIFICATION_DUPLICATE


@pytest.mark.parametrize("timestamp", [1795453361, None])
def test_what_is_done_twice_within_one_whole_second_is_done_twice(timestamp: Json) -> None:
    again = [started("triage"), completed("triage")]
    tale = [*ONE_AGENT[:4], executing(), executed(), *again, *again, ONE_AGENT[4]]

    assert ruling(hear(_timed(tale, timestamp))) is None


def test_another_run_that_names_our_own_user_is_somebody_at_work_as_us() -> None:
    other = Said(type="agent_error", run="run_of_nobody")

    assert ruling(hear(frames(paced([*ONE_AGENT[:2], other])))) is Failure.USER_IN_USE


def test_a_conversation_told_backwards_is_out_of_order() -> None:
    tale = [started(), started("triage"), *ONE_AGENT[1:4], completed("triage"), completed()]

    assert ruling(hear(frames(paced(tale[::-1])))) is Failure.NOTIFICATION_OUT_OF_ORDER


def test_no_tool_is_no_failure_where_tools_are_only_looked_at_if_used() -> None:
    wire = frames(paced([*ONE_AGENT[:2], ONE_AGENT[4]]))

    assert ruling(hear(wire, IF_USED)) is None


def test_half_a_tool_call_is_a_failure_also_where_tools_need_not_be_used() -> None:
    wire = frames(paced([*ONE_AGENT[:3], ONE_AGENT[4]]))

    assert ruling(hear(wire, IF_USED)) is Failure.NOTIFICATION_MISSING


def test_an_error_frame_beside_a_whole_answer_is_a_warning() -> None:
    complaint = Said(type="error_message", more={"error_code": "FORMAT_ERROR"})
    talk = hear(frames(paced([complaint, *ONE_AGENT])))

    assert ruling(talk) is None
    assert notifications.warnings(talk) == (("complaint", "FORMAT_ERROR"),)


def test_a_success_flag_is_never_believed() -> None:
    lie = completed(more={"final_response": {"orchestration_successful": True}})
    wire = frames(paced([started(), thinking(), lie]))

    assert ruling(hear(wire)) is Failure.NOTIFICATION_MISSING


@pytest.mark.parametrize("text", ["", "null", "[]", "17", '"agent_started"', "{", "[" * 100_000])
def test_a_frame_that_is_no_object_is_malformed(text: str) -> None:
    talk = hear([Frame(text=text, at_s=ASKED_S + 0.01), *frames(paced(ONE_AGENT))])

    assert ruling(talk) is Failure.NOTIFICATION_MALFORMED


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
NAMES = st.sampled_from([*Notice, "agent_error", "error_message", "event_batch", "system_message"])
FIELDS = ("event", "run_id", "agent_name", "tool_name", "user_id", "data", "payload", "events",
          "timestamp", "step_number")  # fmt: skip


@given(
    st.lists(
        st.text(max_size=20)
        | st.builds(json.dumps, ANYTHING)
        | st.builds(
            lambda name, more: json.dumps({"type": name, **more}),
            NAMES | ANYTHING,
            st.dictionaries(st.sampled_from(FIELDS), ANYTHING, max_size=5),
        ),
        max_size=12,
    )
)
def test_no_frame_can_crash_a_conversation(texts: list[str]) -> None:
    wire = [Frame(text=text, at_s=ASKED_S + 0.01 * i) for i, text in enumerate(texts)]

    talk = hear(wire)

    notifications.findings(talk)
    notifications.transcript(talk)


@given(st.permutations(ONE_AGENT))
def test_no_other_order_of_one_agent_and_one_tool_is_silently_legal(tale: list[Said]) -> None:
    kinds = [said.type for said in tale]
    at = kinds.index
    end = max(at("agent_completed"), at("tool_completed"))
    in_order = at("agent_started") == 0 and at("tool_executing") < at("tool_completed")
    legal = in_order and at("tool_executing") < at("agent_completed") and end == len(kinds) - 1

    passed = ruling(hear(frames(paced(tale)))) is None

    assert passed == legal


@given(st.sets(st.integers(0, 4), min_size=1))
def test_no_conversation_passes_with_an_event_left_out(left_out: set[int]) -> None:
    tale = [said for i, said in enumerate(ONE_AGENT) if i not in left_out]

    assert ruling(hear(frames(paced(tale)))) is not None
