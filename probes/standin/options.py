"""How one stand-in is to be started.  Values only."""

from dataclasses import dataclass
from enum import StrEnum


class Envelope(StrEnum):
    """How agent events are wrapped (facts §6.1)."""

    BRIDGE = "bridge"  # as recorded: bridge frames and flat ``critical`` frames, mixed
    NESTED = "nested"  # every event as a bridge frame, its fields under ``data``
    FLAT = "flat"  # every event as a flat ``critical`` frame
    BATCH = "batch"  # several flat frames in one ``event_batch``
    SYSTEM = "system"  # the name in ``data.event``, one agent only


class Welcome(StrEnum):
    """Which of the three known greetings a socket gets (facts §0.1)."""

    ESTABLISHED = "connection_established"
    CONNECT = "connect"
    SYSTEM = "system_message"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Where it listens, how fast its agents speak, and what is broken from the start.

    ``port`` N is the front end, N+1 api and socket, N+2 auth; 0 takes three free ones.
    ``pace_s`` is the time between two agent events.
    """

    host: str = "127.0.0.1"
    port: int = 0
    pace_s: float = 0.02
    faults: frozenset[str] = frozenset()
    envelope: Envelope = Envelope.BRIDGE
    welcome: Welcome = Welcome.ESTABLISHED
    access_ttl_s: int = 1800
