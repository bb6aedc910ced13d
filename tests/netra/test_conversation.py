"""How long a conversation is listened to, who speaks in it, and which question an event is of."""

from dataclasses import replace

import pytest

from probes.core.errors import Failure
from probes.core.ports import Frame
from probes.core.rules import ChatRules, Limit
from probes.netra.conversation import Asked
from probes.netra.transcript import MAX_EVENTS
from tests.netra.telling import (
    ASKED_S,
    ONE_AGENT,
    OURS,
    RUN,
    THREAD,
    Said,
    completed,
    frames,
    hear,
    paced,
    ruling,
    started,
    thinking,
)


def test_a_first_event_after_its_limit_is_late() -> None:
    wire = frames([replace(said, after_s=said.after_s + 16) for said in paced(ONE_AGENT)])

    talk = hear(wire)

    assert ruling(talk) is Failure.NOTIFICATION_LATE


def test_waiting_ends_when_nothing_came_for_the_silence_limit() -> None:
    talk = hear(frames(paced(ONE_AGENT[:2])))

    waits = [talk.patience_s(ASKED_S + after_s) for after_s in (0.1, 20.1, 30.1, 31.0)]

    assert waits == pytest.approx([30.0, 10.0, 0.0, 0.0])


def test_waiting_ends_at_the_total_limit_however_much_is_said() -> None:
    rules = ChatRules(total=Limit(5.0, 9.0))
    talk = hear(frames(paced([started(), *[thinking()] * 80], every_s=0.1)), rules)

    wait_s = talk.patience_s(ASKED_S + 8.1)

    assert wait_s == pytest.approx(0.9)
    assert ruling(talk) is Failure.NOTIFICATION_MISSING


def test_housekeeping_does_not_feed_the_patience() -> None:
    rules = ChatRules(silence=Limit(1.0, 2.0))
    beats = [Frame(text='{"type": "heartbeat"}', at_s=ASKED_S + 0.5 * i) for i in range(1, 9)]

    talk = hear(beats, rules)

    assert talk.patience_s(ASKED_S + 2.0) == 0.0


def test_waiting_goes_on_for_the_quiet_time_after_the_end() -> None:
    talk = hear(frames(paced(ONE_AGENT)))

    waits = [talk.patience_s(ASKED_S + after_s) for after_s in (0.25, 1.0, 1.3)]

    assert waits == pytest.approx([1.0, 0.25, 0.0])


def test_a_failed_agent_ends_the_waiting_at_once() -> None:
    talk = hear(frames(paced([started(), Said(type="agent_error")])))

    assert talk.patience_s(ASKED_S + 0.1) == 0.0


def test_the_second_question_does_not_own_what_is_left_of_the_first() -> None:
    asked = Asked(at_s=ASKED_S, subject=OURS, thread=THREAD, earlier_runs=frozenset({RUN}))
    second = [replace(said, run="run_second") for said in ONE_AGENT]

    left = ruling(hear(frames(paced([thinking(), *second])), asked=asked))
    own = ruling(hear(frames(paced(second)), asked=asked))
    run_kept = ruling(hear(frames(paced(ONE_AGENT)), asked=asked))

    assert (left, own, run_kept) == (Failure.NOTIFICATION_AFTER_END, None, None)


def test_only_the_outermost_agent_speaks() -> None:
    inner = completed("triage", more={"result": "123"})
    tale = [started(), started("triage"), *ONE_AGENT[1:4], inner, completed()]

    talk = hear(frames(paced(tale)))

    assert talk.texts == ["The sum is 777777."]


def test_an_agent_response_before_the_end_speaks_too() -> None:
    said = Said(type="agent_response", more={"content": "It is 777777"})
    silent = completed(more={"status": "completed"})

    talk = hear(frames(paced([*ONE_AGENT[:4], said, silent])))

    assert talk.texts == ["It is 777777"]


def test_a_flood_of_events_is_cut_off() -> None:
    flood = [thinking()] * (MAX_EVENTS + 1)

    talk = hear(frames(paced(flood, every_s=0.0001)))

    assert talk.cut
    assert ruling(talk) is Failure.NOTIFICATION_MALFORMED
