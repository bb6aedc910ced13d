"""What a journey needs from the outside, as Protocols.  Drivers fit them without knowing it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from probes.core.model import Identity, Json, Run, StepRecord
from probes.core.rules import ChatRules, Manners


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One HTTP request to an absolute ``url``.  Secrets in it are never written down."""

    method: str
    url: str
    json: Json = None
    bearer: str | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One HTTP answer, read whole and bounded.  Header names are lower case."""

    method: str
    url: str
    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    took_s: float
    received_at: datetime


class Http(Protocol):
    """The way to a host.  One call, one request, one answer; no redirect, no retry."""

    async def send(self, request: Request) -> Answer:
        """Ask and read the whole answer.

        Raises:
            StepFailed: no answer, or none that can be read within the bounds.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One text frame.  ``at_s`` is seconds on the clock's monotonic scale, when it was read."""

    text: str
    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Handshake:
    """How a socket is asked for: its address, whose it is and the credential forms (facts §4.2).

    ``user`` keys the limit of sockets a user; it is never sent.
    """

    url: str
    user: str = ""
    bearer: str | None = field(default=None, repr=False)
    subprotocols: tuple[str, ...] = field(default=(), repr=False)


class Socket(Protocol):
    """An open WebSocket."""

    @property
    def subprotocol(self) -> str | None:
        """What the server chose of the offered subprotocols; may hold a token."""
        ...

    @property
    def opened_s(self) -> float:
        """Seconds that the connection and its handshake took."""
        ...

    async def send(self, text: str) -> None:
        """Send one text frame; waits for the message budget first.

        Raises:
            StepFailed: the peer closed or broke the connection.
        """
        ...

    async def receive(self) -> Frame:
        """Wait for one text frame.  The caller bounds the wait with a step or ``asyncio.timeout``.

        Raises:
            StepFailed: the peer closed or broke the connection, or sent what is no text.
        """
        ...

    async def close(self) -> None:
        """Say goodbye.  A close of ours is never a failure of theirs."""
        ...


class Sockets(Protocol):
    """The way to a chat socket."""

    async def open(self, handshake: Handshake) -> Socket:
        """Connect and shake hands.

        Raises:
            StepFailed: the host, its certificate or the handshake said no.
        """
        ...


class Clock(Protocol):
    """The two times there are, and a wait."""

    def now(self) -> datetime:
        """Tell the wall clock, aware and in UTC."""
        ...

    def monotonic(self) -> float:
        """Tell seconds on a scale that never steps."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class Waits(Protocol):
    """Who must know that a wait was ours (a budget, a token's spacing) and no latency."""

    def waited(self, seconds: float) -> None:
        """Add to the current step's waiting, and put its limit off by as much."""
        ...


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a host's certificate says.  ``names`` are its DNS names and addresses."""

    expires_at: datetime
    names: tuple[str, ...]


class Reach(Protocol):
    """What can be learnt of a host before the first request."""

    async def resolve(self, host: str) -> tuple[str, ...]:
        """Look its addresses up.

        Raises:
            StepFailed: the name has no address.
        """
        ...

    async def certificate(self, url: str) -> Certificate:
        """Shake hands by TLS and read the certificate, verified as for a request.

        Raises:
            StepFailed: no connection, or a certificate that is not to be trusted.
        """
        ...


class Watcher(Protocol):
    """Somebody who looks on while a run is walked (a terminal); never part of a verdict."""

    def step_started(self, name: str) -> None:
        """Hear that a step was entered."""
        ...

    def step_ended(self, record: StepRecord) -> None:
        """Hear how it ended."""
        ...

    def run_ended(self, run: Run) -> None:
        """Hear how the run ended; also of one that was cancelled from outside."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Drivers:
    """Everything of the outside that one run is given.

    ``secret`` tells an identity's secret, resolved before the first step.  ``draw`` gives an
    unpredictable number below its argument.  ``spend_question`` counts one question to the agents
    against the day's budget and raises StepFailed when that is spent.
    """

    http: Http
    sockets: Sockets
    clock: Clock
    reach: Reach
    secret: Callable[[Identity], str]
    draw: Callable[[int], int]
    spend_question: Callable[[], None]
    rules: ChatRules
    manners: Manners
