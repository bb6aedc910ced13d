"""Agent events as frames: the recorded field orders and types (facts §6.1)."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from probes.standin.agents import (
    COMPLETED,
    ERROR,
    EXECUTED,
    EXECUTING,
    STARTED,
    THINKING,
    Event,
    Script,
)
from probes.standin.options import Envelope

Frame = dict[str, object]
_BATCH_OF = 3
_EXECUTION_MS = 12
_TIER = {
    "coordination_mode": "unified",
    "performance_mode": True,
    "emitter_type": "UnifiedWebSocketEmitter",
    "user_tier": "free",
    "is_priority_queue": False,
}
_OUTER = {STARTED: "system_message", COMPLETED: "agent_response_complete"}


def iso(at: datetime) -> str:
    """Write an instant as the target does."""
    return at.astimezone(UTC).isoformat()


def parcels(script: Script, envelope: Envelope) -> tuple[Script, ...]:
    """Group a script into what goes out in one frame."""
    size = _BATCH_OF if envelope is Envelope.BATCH else 1
    return tuple(script[i : i + size] for i in range(0, len(script), size))


def frame(events: Script, envelope: Envelope, at: datetime) -> Frame:
    """Wrap one parcel of events."""
    if envelope is Envelope.BATCH:
        inner = [_flat(event, at) for event in events]
        return {"type": "event_batch", "events": inner, "timestamp": at.timestamp()}
    (event,) = events
    if envelope is Envelope.SYSTEM:
        return _system(event, at)
    if envelope is Envelope.FLAT or (envelope is Envelope.BRIDGE and _recorded_flat(event)):
        return _flat(event, at)
    return _bridge(event, at)


def _recorded_flat(event: Event) -> bool:
    return event.kind in {THINKING, COMPLETED}


def _message(event: Event) -> str:
    words: Mapping[str, str] = {
        STARTED: "has started processing your request",
        EXECUTING: f"is using {event.tool}",
        EXECUTED: f"completed {event.tool}",
        COMPLETED: "has completed processing your request",
        ERROR: "encountered an issue processing your request",
    }
    return f"{event.agent} {words.get(event.kind, 'is thinking')}"


def _bridge(event: Event, at: datetime) -> Frame:
    body: Frame = {"type": event.kind, "run_id": event.run_id}
    if event.kind != ERROR:
        body["user_id"] = event.user_id
    body["agent_name"] = event.agent
    body |= _tool(event)
    if event.kind == EXECUTED:
        body["results"] = event.outcome
    body["timestamp"] = iso(at)
    body["data"] = _BRIDGE_DATA[event.kind](event) | {"message": _message(event)}
    return body


def _error_data(event: Event) -> Frame:
    return {"status": "error", "error_message": event.text, "error_context": {}}


def _thinking_data(event: Event) -> Frame:
    return {
        "reasoning": event.text,
        "step_number": event.step,
        "progress_percentage": None,
        "status": "thinking",
        "business_progress": {},
    }


def _done_data(event: Event) -> Frame:
    return {"status": "completed", "result": event.outcome, "execution_time_ms": _EXECUTION_MS}


_BRIDGE_DATA: Mapping[str, Callable[[Event], Frame]] = {
    STARTED: lambda event: {"status": "started", "context": event.context},
    THINKING: _thinking_data,
    EXECUTING: lambda _: {"parameters": {"executing_tools": True}, "status": "executing"},
    EXECUTED: _done_data,
    COMPLETED: _done_data,
    ERROR: _error_data,
}


def _flat(event: Event, at: datetime) -> Frame:
    head: Frame = {"timestamp": iso(at), "critical": True, "type": event.kind}
    identity: Frame = {"user_id": event.user_id, "thread_id": event.thread_id}
    tail: Frame = {
        "agent_name": event.agent,
        "metadata": _TIER,
        "run_id": event.run_id,
        "request_id": event.run_id,
    }
    if event.kind == COMPLETED:
        said: Frame = {"status": "completed", "final_response": event.outcome}
        done: Frame = {"result": event.outcome, "message": _message(event)}
        return head | said | identity | done | tail
    if event.kind == THINKING:
        thought: Frame = {"step_number": event.step}
        return head | {"reasoning": event.text} | identity | thought | tail
    return head | _flat_fields(event) | identity | tail


def _flat_fields(event: Event) -> Frame:
    if event.kind == STARTED:
        return {"task_description": _message(event)}
    if event.kind == EXECUTING:
        arguments = {"executing_tools": True}
        call: Frame = {"tool_args": arguments, "parameters": arguments}
        return _tool(event) | call | {"execution_id": f"exec_{event.run_id}"}
    if event.kind == EXECUTED:
        took = {"execution_time": 0.012, "duration": 0.012, "success": True}
        return _tool(event) | {"results": event.outcome} | took
    return {"error_message": event.text, "message": _message(event)}


def _tool(event: Event) -> Frame:
    return {"tool_name": event.tool} if event.tool else {}


def _system(event: Event, at: datetime) -> Frame:
    data: Frame = {
        "event": event.kind,
        "type": event.kind,
        "status": event.text or _message(event),
        "user_id": event.user_id,
        "turn_id": event.run_id,
        "timestamp": at.timestamp(),
    }
    if event.kind in {EXECUTING, EXECUTED}:
        data["payload"] = _payload(event)
    if event.kind == COMPLETED:
        data |= {"status": "success", "agents_involved": [event.agent], "response_time": 0.8}
        data |= {"content": _words(event.outcome), "message": _words(event.outcome)}
    outer = _OUTER.get(event.kind, "agent_progress")
    root: Frame = {"type": outer, "data": data, "timestamp": at.timestamp()}
    return root | {"server_id": None, "correlation_id": None}


def _payload(event: Event) -> Frame:
    fields: Frame = _tool(event) | {"agent_name": f"{event.agent}-agent"}
    if event.kind == EXECUTING:
        purpose = {"tool_purpose": "Data analysis", "estimated_duration_ms": 2000}
        return fields | {"parameters": {"action": "analyze"}} | purpose
    return fields | {"result": event.outcome, "duration_ms": 2000, "success": True}


def _words(outcome: object) -> object:
    return outcome.get("response") if isinstance(outcome, dict) else outcome
