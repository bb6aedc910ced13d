"""The notification contract: what must pass."""

import json
from dataclasses import replace

import pytest

from probes.core.errors import Failure
from probes.core.ports import Frame
from probes.netra import notifications
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
    recorded,
    ruling,
    started,
    thinking,
)

ENVELOPES = ("bridge", "flat", "system", "batch", "batch_by_kind")
REAL = "b17-repaired-execute_agent-real-events.jsonl"

# Whatever is legal, as one tale a row (contract §3).
LEGAL = {
    "one agent, one tool": ONE_AGENT,
    "two agents interleaved": (
        started(), started("triage"), thinking("triage"), thinking(), executing(agent="triage"),
        executed(agent="triage"), completed("triage"), completed(),
    ),
    "a sub-agent under a run of its own": (
        started(), started("triage", run=THREAD), thinking("triage", run=THREAD),
        executing(run=THREAD), executed(run=THREAD), completed("triage", run=THREAD), completed(),
    ),
    "names that differ by case are two agents": (
        started("supervisor"), started("Supervisor"), *ONE_AGENT[1:4], completed("Supervisor"),
        completed("supervisor"),
    ),
    "one agent starts twice and completes once": (
        started(), started(), thinking(), executing(), executed(), completed(),
    ),
    "one agent starts twice and completes twice": (
        started(), started(), thinking(), executing(), executed(), completed(), completed(),
    ),
    "an agent that ended starts again": (
        started(), started("triage"), completed("triage"), started("triage"), thinking("triage"),
        executing(), executed(), completed("triage"), completed(),
    ),
    "one tool called twice in turn": (
        started(), thinking(), executing(), executed(), executing(), executed(), completed(),
    ),
    "one tool called twice, nested": (
        started(), thinking(), executing(), executing(), executed(), executed(), completed(),
    ),
    "two tools crossed over": (
        started(), thinking(), executing("adder"), executing("search"), executed("adder"),
        executed("search"), completed(),
    ),
    "the outermost completes before its sub-agent": (
        started(), started("triage"), thinking("triage"), executing(), executed(), completed(),
        completed("triage"),
    ),
    "no agent is ever named": (
        Said(type="agent_started", agent=None), Said(type="agent_thinking", agent=None),
        executing(agent=None), executed(agent=None), completed(agent=None),
    ),
    "no run is ever named": tuple(replace(said, run=None) for said in ONE_AGENT),
    "no user is ever named": tuple(replace(said, user=None) for said in ONE_AGENT),
    "the tool events name another agent": (
        started(), thinking(), executing(agent="calculator"), executed(agent="calculator"),
        completed(),
    ),
    "only the run of the tool call is left out": (
        started(), thinking(), executing(), executed(run=None), completed(),
    ),
    "sixty thoughts": (started(), *[thinking()] * 60, *ONE_AGENT[2:]),
}  # fmt: skip


@pytest.mark.parametrize("envelope", ENVELOPES)
@pytest.mark.parametrize("name", LEGAL)
def test_a_legal_conversation_passes_in_every_envelope(name: str, envelope: str) -> None:
    wire = frames(paced(LEGAL[name]), envelope)

    talk = hear(wire)

    assert ruling(talk) is None
    assert talk.ended_at_s is not None


def _mended(text: str) -> str:
    return text.replace("demo-user-001", OURS).replace("thread_probe_1", THREAD)


def _real_run() -> list[Frame]:
    """Tell the recorded run again with the missing tool_completed and a derived answer."""
    told = [Frame(text=_mended(frame.text), at_s=frame.at_s) for frame in recorded(REAL)]
    called = next(i for i, f in enumerate(told) if json.loads(f.text)["type"] == "tool_executing")
    event = json.loads(told[called].text)
    event |= {"type": "tool_completed", "timestamp": "2026-11-23T17:01:20.600001+00:00"}
    done = Frame(text=json.dumps(event), at_s=told[called].at_s + 0.01)
    last = json.loads(told[-1].text)
    last["final_response"] = {"summary": "The sum is 777777."}
    answered = Frame(text=json.dumps(last), at_s=told[-1].at_s)
    return [*told[: called + 1], done, *told[called + 1 : -1], answered]


def test_the_recorded_run_fails_for_its_missing_tool_completed() -> None:
    wire = [Frame(text=_mended(frame.text), at_s=frame.at_s) for frame in recorded(REAL)]

    talk = hear(wire)

    failed = [found for found in notifications.findings(talk) if not found.ok]
    assert failed[0].check == "tool_completed_arrives"
    assert failed[0].failure is Failure.NOTIFICATION_MISSING


def test_the_recorded_run_passes_once_it_is_mended() -> None:
    wire = _real_run()

    talk = hear(wire)

    assert ruling(talk) is None
    assert talk.counts[Notice.AGENT_STARTED] == 4
    assert any("777777" in text for text in talk.texts)


def test_the_recorded_run_passes_as_flat_frames_as_batch_and_in_system_messages() -> None:
    told = [json.loads(frame.text) for frame in _real_run()]
    flat = [{"critical": True, **x, **(x.pop("data", None) or {})} for x in told]
    batch = [{"type": "event_batch", "events": told}]
    system = [{"type": "system_message", "data": {**x, "event": x["type"]}} for x in told]

    rulings = [
        ruling(hear([Frame(text=json.dumps(x), at_s=ASKED_S + 0.1) for x in wire]))
        for wire in (flat, batch, system)
    ]

    assert rulings == [None, None, None]


def test_events_ten_seconds_apart_are_slow_and_no_failure() -> None:
    wire = frames(paced(ONE_AGENT, every_s=10.0))

    talk = hear(wire)

    assert ruling(talk) is None
    assert [name for name, _ in notifications.warnings(talk)] == ["slow_first_event"]
