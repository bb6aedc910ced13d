"""Read a chat frame into events.  No opinion on their order, and none on their truth.

One event travels in many envelopes (facts §6.1, contract §3): flat, under ``data``, ``payload`` or
``data.payload``, named by ``type`` or by ``data.event`` whatever the outer type, or several at once
in an ``event_batch``.  Every field is looked up in those layers, the outer first.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from probes.core.model import Json
from probes.netra.layers import Layers, Unreadable, first, layers_of, parse, word


class Notice(StrEnum):
    """The five notifications that a question owes its user (facts §6.1)."""

    AGENT_STARTED = "agent_started"
    AGENT_THINKING = "agent_thinking"
    TOOL_EXECUTING = "tool_executing"
    TOOL_COMPLETED = "tool_completed"
    AGENT_COMPLETED = "agent_completed"


TOOLS = frozenset({Notice.TOOL_EXECUTING, Notice.TOOL_COMPLETED})
TROUBLES = frozenset({"agent_error", "agent_death", "agent_failed", "tool_error"})
COMPLAINTS = frozenset({"error", "error_message"})
ANSWERS = frozenset({"agent_response", "final_report"})
HOUSEKEEPING = frozenset(
    {"ping", "pong", "heartbeat", "heartbeat_ack", "ack", "connect", "connection_established",
     "system_message", "handshake_validation"}
)  # fmt: skip
BATCH = "event_batch"
_NAMED = frozenset(Notice) | TROUBLES | COMPLAINTS | ANSWERS
# What an envelope adds and a second delivery of the same event may change.
_ENVELOPE = frozenset(
    {"timestamp", "server_id", "correlation_id", "message_id", "event_id", "data", "payload"}
)
MAX_EVENTS = 1000
_MILLISECONDS_FROM = 1e11  # as seconds, the year 5138


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event.  Absent fields are None; ``users`` are all the users that it names.

    ``at`` is the event's own time, seconds since the epoch; ``fine`` says that it was given finer
    than in whole seconds, so that two equal ones mean the same event.
    """

    name: str
    notice: Notice | None
    run: str | None
    agent: str | None
    tool: str | None
    users: tuple[str, ...]
    thread: str | None
    at: float | None
    fine: bool
    step: str | None
    layers: Layers


def read(frame: str) -> tuple[Event, ...]:
    """Read one text frame: its event, or the events of a batch in their own order of time.

    Raises:
        Unreadable: not a JSON object, or a batch without events.
    """
    root = parse(frame)
    layers = layers_of(root)
    if root.get("type") != BATCH:
        return (_event(layers),)
    held = first(layers, "events")
    events = [_event(layers_of(body), layers) for body in _bodies(held)]
    if isinstance(held, dict):
        events.sort(key=_when)
    return tuple(events)


def read_if_any(frame: str) -> tuple[Event, ...]:
    """Read a frame that need not be readable."""
    try:
        return read(frame)
    except Unreadable:
        return ()


def name_of(layers: Layers) -> str:
    """Tell which event it is: what ``event`` says wherever it stands, else a known ``type``."""
    names = [layer.get(key) for key in ("event", "type") for layer in layers]
    for name in names:
        if isinstance(name, str) and name in _NAMED:
            return name
    return next((name for name in names if isinstance(name, str)), "")


def _when(event: Event) -> tuple[float, int]:
    """Order by time; where whole seconds are equal, as the five follow each other in a life."""
    rank = list(Notice).index(event.notice) if event.notice is not None else 0
    return event.at or 0.0, rank


def substance(event: Event) -> str:
    """Tell all that an event says beside its times and its envelope's own fields."""
    said = [{k: v for k, v in layer.items() if k not in _ENVELOPE} for layer in event.layers]
    return json.dumps(said, sort_keys=True)


def _users(layers: Layers) -> tuple[str, ...]:
    """Find every ``user_id``, also in the notes that an emitter adds (facts §6.1)."""
    notes = [layer.get(name) for layer in layers for name in ("metadata", "context")]
    places = (*layers, *(note for note in notes if isinstance(note, dict)))
    named = (place.get("user_id") for place in places)
    return tuple(dict.fromkeys(user for user in named if isinstance(user, str) and user))


def _bodies(held: Json) -> Iterator[dict[str, Json]]:
    if isinstance(held, dict):
        held = [
            {"type": kind, **body} if isinstance(body, dict) else body
            for kind, bodies in held.items()
            for body in (bodies if isinstance(bodies, list) else [bodies])
        ]
    if not isinstance(held, list) or not held or len(held) > MAX_EVENTS:
        raise Unreadable("a batch without a list of events")
    for body in held:
        if not isinstance(body, dict):
            raise Unreadable("a batch with something that is no event")
        yield body


def _event(own: Layers, outer: Layers = ()) -> Event:
    layers = (*own, *outer)
    name = name_of(own) or name_of(outer)
    at, fine = _time(first((*reversed(own), *outer), "timestamp"))
    return Event(
        name=name,
        notice=Notice(name) if name in frozenset(Notice) else None,
        run=word(layers, "run_id", "turn_id"),
        agent=word(layers, "agent_name", "agent"),
        tool=word(layers, "tool_name"),
        users=_users(layers),
        thread=word(layers, "thread_id"),
        at=at,
        fine=fine,
        step=word(layers, "step_number"),
        layers=own,
    )


def _time(value: Json) -> tuple[float | None, bool]:
    """Read a time, in epoch seconds, milliseconds or ISO 8601, and whether it is fine."""
    try:
        if isinstance(value, str):
            said = datetime.fromisoformat(value)
            return said.timestamp(), said.microsecond != 0
        if isinstance(value, int | float) and not isinstance(value, bool):
            in_ms = abs(value) > _MILLISECONDS_FROM
            return value / 1000 if in_ms else float(value), in_ms or not float(value).is_integer()
    except (ValueError, OverflowError, OSError):
        pass  # a time that cannot be read is no time; it orders nothing and proves nothing
    return None, False
