"""What the agents say about one question, as values.

The order, the agents and the two run ids are those of the recorded run
``b17-repaired-execute_agent-real-events``, with the ``tool_completed`` that it lacked and an
answer in the end.  Nothing here waits or sends.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import TypeAlias

STARTED = "agent_started"
THINKING = "agent_thinking"
EXECUTING = "tool_executing"
EXECUTED = "tool_completed"
COMPLETED = "agent_completed"
ERROR = "agent_error"
FIVE = (STARTED, THINKING, EXECUTING, EXECUTED, COMPLETED)
OUTERMOST = "supervisor"
TOOL = "execution_tools"
_numbers = count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question, as the agents see it."""

    user_id: str
    thread_id: str
    text: str
    answer: str | None
    tool_value: str
    run_id: str = field(
        default_factory=lambda: f"execution_{next(_numbers)}_{secrets.token_hex(4)}"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One agent event before it has a shape.

    ``delay`` is in paces, ``repeat`` the number of times the same bytes are sent; ``closes``
    marks the completion that ends the question.
    """

    kind: str
    agent: str
    run_id: str
    user_id: str
    thread_id: str
    text: str = ""
    step: int = 0
    tool: str = ""
    outcome: object = None
    context: object = None
    closes: bool = False
    delay: float = 1.0
    repeat: int = 1


Script: TypeAlias = tuple[Event, ...]
_Row: TypeAlias = tuple[str, str, str, int, str]  # kind, agent, run, step, text

_RUN, _THREAD = "run", "thread"
_ROWS: Sequence[_Row] = (
    (STARTED, "supervisor", _RUN, 0, ""),
    (STARTED, "Supervisor", _RUN, 0, ""),
    (THINKING, "Supervisor", _RUN, 1, "Analyzing your request and selecting appropriate agents..."),
    (STARTED, "triage", _THREAD, 0, ""),
    (THINKING, "triage", _THREAD, 4, "Agent is thinking... (step 4)"),
    (STARTED, "triage", _RUN, 0, ""),
    (THINKING, "triage", _RUN, 2, "Executing triage with your specific requirements..."),
    (THINKING, "triage", _RUN, 3, "Setting up tools and preparing execution environment..."),
    (THINKING, "triage", _RUN, 4, "Completed analysis and preparing response..."),
    (THINKING, "triage", _RUN, 5, "Finalizing results and preparing to deliver response..."),
    (THINKING, "triage", _THREAD, 5, "Preparing tools for execution..."),
    (EXECUTING, "triage", _THREAD, 0, ""),
    (EXECUTED, "triage", _THREAD, 0, ""),
    (THINKING, "triage", _THREAD, 7, "Processing results..."),
    (THINKING, "triage", _THREAD, 8, "Finalizing response..."),
    (COMPLETED, "triage", _THREAD, 0, ""),
    (COMPLETED, "triage", _RUN, 0, ""),
    (COMPLETED, "Supervisor", _RUN, 0, ""),
    (COMPLETED, "supervisor", _RUN, 0, ""),
)
_ALONE: Sequence[_Row] = (
    (STARTED, "supervisor", _RUN, 0, "Agent execution started"),
    (THINKING, "supervisor", _RUN, 1, "Agent is analyzing request"),
    (EXECUTING, "supervisor", _RUN, 0, "Executing analysis tools"),
    (EXECUTED, "supervisor", _RUN, 0, "Tool execution completed"),
    (COMPLETED, "supervisor", _RUN, 0, ""),
)


def several_agents(asked: Asked) -> Script:
    """Tell the recorded story: a supervisor, its inner half and two triage runs."""
    return tuple(_event(asked, row) for row in _ROWS)


def one_agent(asked: Asked) -> Script:
    """Tell the five events of a single agent, as the bare request handler does."""
    return tuple(_event(asked, row) for row in _ALONE)


def _event(asked: Asked, row: _Row) -> Event:
    kind, agent, run, step, text = row
    in_run = run == _RUN
    return Event(
        kind=kind,
        agent=agent,
        run_id=asked.run_id if in_run else asked.thread_id,
        user_id=asked.user_id,
        thread_id=f"thread_{asked.run_id}" if in_run else asked.thread_id,
        text=text,
        step=step,
        tool=TOOL if kind in {EXECUTING, EXECUTED} else "",
        outcome=_outcome(asked, row),
        context={} if agent == OUTERMOST else {"status": "starting"},
        closes=kind == COMPLETED and agent == OUTERMOST,
    )


def _outcome(asked: Asked, row: _Row) -> object:
    kind, agent, run, _, _ = row
    if kind == EXECUTED:
        return {"sum": asked.tool_value}
    if kind != COMPLETED:
        return None
    if agent.lower() == OUTERMOST:
        return _final(asked)
    if run == _RUN:
        return {"status": "completed", "success": True, "duration": 0.15298104286193848}
    return {
        "success": True,
        "total_duration_ms": 310.026,
        "phase_count": 9,
        "warnings": 0,
        "metadata": {"correlation_id": None, "run_id": asked.run_id, "tier": "free"},
    }


def _final(asked: Asked) -> dict[str, object]:
    if asked.answer is None:
        return {}
    triage = {"success": True, "agent_name": "triage", "error": None, "duration": 0.153}
    return {
        "supervisor_result": "completed",
        "orchestration_successful": True,
        "user_isolation_verified": True,
        "response": asked.answer,
        "results": {"workflow_completed": True, "triage": triage, "user_request": ""},
    }
