"""Whose an event is: ours, the target's own, or somebody else's."""

import json

import pytest

from probes.core.errors import Failure
from probes.core.model import Json
from probes.core.ports import Frame
from probes.core.rules import ChatRules, ToolEvents
from probes.netra.conversation import Asked, Conversation
from tests.netra.telling import (
    ASKED_S,
    ONE_AGENT,
    OURS,
    THREAD,
    Said,
    frames,
    hear,
    paced,
    ruling,
    started,
)

IF_USED = ChatRules(tool_events=ToolEvents.IF_USED)


@pytest.mark.parametrize(
    "frame",
    [
        {"type": "heartbeat", "data": {"user_id": "e2e-somebody"}},
        {"type": "system_message", "data": {"user_id": "e2e-somebody", "content": "hello"}},
        {"type": "agent_thinking", "user_id": OURS, "data": {"user_id": "e2e-somebody"}},
        {"type": "agent_thinking", "user_id": OURS, "metadata": {"user_id": "e2e-somebody"}},
    ],
)
@pytest.mark.parametrize("before", [True, False])
def test_a_frame_that_names_another_user_is_foreign_whatever_it_is(
    frame: dict[str, Json], before: bool
) -> None:
    text = json.dumps(frame)
    talk = Conversation(Asked(at_s=ASKED_S, subject=OURS, thread=THREAD), ChatRules())

    if before:
        talk.overhear([text])
    else:
        talk.receive(Frame(text=text, at_s=ASKED_S + 0.1))

    assert ruling(talk) is Failure.NOTIFICATION_FOREIGN
    assert talk.patience_s(ASKED_S + 0.1) == 0.0


@pytest.mark.parametrize("user", [OURS, "e2e-qx7k...", "system", "service:netra-backend", ""])
def test_our_own_user_and_the_targets_own_are_not_foreign(user: str) -> None:
    told = [
        json.loads(frame.text) | {"context": {"user_id": user}}
        for frame in frames(paced(ONE_AGENT))
    ]

    assert ruling(hear([Frame(text=json.dumps(x), at_s=ASKED_S + 0.1) for x in told])) is None


def test_a_run_that_was_there_before_the_question_is_not_ours() -> None:
    talk = Conversation(Asked(at_s=ASKED_S, subject=OURS, thread=THREAD), ChatRules())
    talk.overhear([frames(paced([started(run="run_before")]))[0].text, "no json"])

    talk.receive(frames(paced([Said(type="agent_error", run="run_before")]))[0])

    assert ruling(talk) is Failure.USER_IN_USE
