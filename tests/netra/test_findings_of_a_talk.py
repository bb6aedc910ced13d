"""What a person reads of a conversation: findings, warnings, transcript."""

import json

from probes.core.errors import Failure
from probes.core.model import Finding
from probes.core.ports import Frame
from probes.core.rules import ChatRules, Limit
from probes.netra import notifications
from probes.netra.conversation import MAX_TEXTS, Conversation
from tests.netra.telling import (
    ASKED_S,
    ONE_AGENT,
    OURS,
    RUN,
    Said,
    completed,
    executing,
    frames,
    hear,
    paced,
    started,
    thinking,
)


def found(talk: Conversation, check: str) -> Finding:
    return next(one for one in notifications.findings(talk) if one.check == check)


def words(finding: Finding) -> tuple[str, str]:
    return finding.expected, finding.seen


def test_a_whole_conversation_tells_what_it_saw() -> None:
    talk = hear(frames(paced(ONE_AGENT)))

    assert words(found(talk, "agent_started_arrives")) == ("1 or more", "1")
    assert words(found(talk, "tool_is_used")) == ("tool events required", "2 tool events")
    assert words(found(talk, "first_event_in_time")) == ("within 15 s", "after 0.050 s")
    assert words(found(talk, "order_is_legal")) == ("order is legal", "so")


def test_a_missing_event_is_told_with_none_seen() -> None:
    talk = hear(frames(paced(ONE_AGENT[:2])))

    assert words(found(talk, "tool_executing_arrives")) == ("1 or more", "0")
    assert words(found(talk, "agent_completed_arrives")) == ("1 or more", "0")
    assert found(talk, "tool_is_used").ok


def test_an_agent_that_is_short_of_an_event_is_named() -> None:
    talk = hear(frames(paced([started(), started("triage"), *ONE_AGENT[1:]])))

    expected = ("one for each agent", f"no agent_completed of triage (run {RUN})")
    assert words(found(talk, "agent_completed_arrives")) == expected
    assert found(talk, "agent_started_arrives").ok


def test_what_went_wrong_is_quoted() -> None:
    failed = Said(type="agent_error", more={"error_message": "out of tokens"})
    talk = hear(frames(paced([started(), failed])))
    refused = Said(type="error_message", more={"error_code": "E1", "error_message": "no"})
    complained = hear(frames(paced([refused])))
    foreign = hear(frames(paced([started(), thinking(user="e2e-x")])))
    unpaired = hear(frames(paced([*ONE_AGENT[:4], executing("search"), completed()])))

    assert words(found(talk, "agents_do_not_fail")) == (
        "no agent reports a failure", "agent_error of supervisor: out of tokens",
    )  # fmt: skip
    assert found(complained, "agents_do_not_fail").seen == "error_message: E1: no"
    assert found(foreign, "events_are_ours").seen == "agent_thinking of supervisor of e2e-x"
    assert found(unpaired, "calls_are_paired").seen == "search has no tool_completed"


def test_a_late_first_event_tells_how_late() -> None:
    rules = ChatRules(first_event=Limit(0.1, 0.2))
    talk = hear(frames(paced(ONE_AGENT, every_s=0.3)), rules)

    late = found(talk, "first_event_in_time")
    assert (late.failure, late.seen) == (Failure.NOTIFICATION_LATE, "after 0.3 s")


def test_what_is_slow_is_a_warning_with_its_time() -> None:
    rules = ChatRules(first_event=Limit(0.5, 9.0), silence=Limit(0.9, 9.0), total=Limit(4.0, 99.0))
    slow = hear(frames(paced(ONE_AGENT, every_s=1.0)), rules)
    quick = hear(frames(paced(ONE_AGENT, every_s=0.5)), rules)

    assert notifications.warnings(slow) == (
        ("slow_first_event", "1.0 s"),
        ("long_silence", "1.0 s between two events"),
        ("slow_answer", "5.0 s to the end"),
    )
    assert notifications.warnings(quick) == ()


def test_the_quiet_time_after_the_end_is_no_silence() -> None:
    rules = ChatRules(silence=Limit(0.5, 9.0))
    late = Frame(text='{"type": "progress_update"}', at_s=ASKED_S + 1.0)

    talk = hear([*frames(paced(ONE_AGENT)), late], rules)

    assert notifications.warnings(talk) == ()


def test_a_transcript_tells_each_event_and_when() -> None:
    talk = hear(frames(paced(ONE_AGENT)))

    told = notifications.transcript(talk)

    assert told.kind == "transcript"
    assert json.loads(json.dumps(dict(told.data))) == {
        "heard": [
            {"after_s": 0.05, "event": "agent_started", "run": RUN, "agent": "supervisor",
             "tool": ""},
            {"after_s": 0.1, "event": "agent_thinking", "run": RUN, "agent": "supervisor",
             "tool": ""},
            {"after_s": 0.15, "event": "tool_executing", "run": RUN, "agent": "supervisor",
             "tool": "adder"},
            {"after_s": 0.2, "event": "tool_completed", "run": RUN, "agent": "supervisor",
             "tool": "adder"},
            {"after_s": 0.25, "event": "agent_completed", "run": RUN, "agent": "supervisor",
             "tool": ""},
        ],
        "events": 5,
        "ended_after_s": 0.25,
        "quiet_s": 1.0,
    }  # fmt: skip
    assert notifications.transcript(hear([])).data["ended_after_s"] is None


def test_the_first_text_gives_the_time_of_the_answer() -> None:
    said = Said(type="agent_response", more={"content": "It is 777777"})
    talk = hear(frames(paced([*ONE_AGENT[:4], said, ONE_AGENT[4]])))
    silent = hear(frames(paced([*ONE_AGENT[:4], completed(more={})])))

    assert talk.answered_at_s == ASKED_S + 0.25
    assert talk.texts == ["It is 777777", "The sum is 777777."]
    assert (silent.answered_at_s, silent.texts) == (None, [])


def test_what_is_said_after_the_end_is_no_answer() -> None:
    said = Said(type="agent_response", more={"content": "It is 777777"})
    talk = hear(frames(paced([*ONE_AGENT[:4], completed(more={}), said])))

    assert talk.texts == []


def test_an_answer_of_countless_leaves_is_kept_up_to_a_bound() -> None:
    leaves = [f"leaf {i}" for i in range(MAX_TEXTS)]
    twice = [completed(more={"result": list(leaves)}), completed(more={"content": "more"})]

    talk = hear(frames(paced([started(), *ONE_AGENT, *twice])))

    assert len(talk.texts) <= MAX_TEXTS


def test_an_error_of_our_own_thread_or_without_a_run_is_ours() -> None:
    own = [
        Said(type="agent_error", run=None),
        Said(type="agent_error", run="thread_1_ab12cd34"),
        Said(type="agent_error", run="run_x", more={"thread_id": "thread_1_ab12cd34"}),
        Said(type="agent_error", user=OURS),
    ]

    talks = [hear(frames(paced([started(), said]))) for said in own]

    assert [Failure.AGENT_FAILED in talk.books.breaches for talk in talks] == [True] * 4
