"""The way to a target's chat socket: the budget before it, the connection, and its end.

This file knows no library; what goes over the wire is :mod:`probes.drivers.ws`.  A socket that we
have closed is told apart from one that they closed: to use it again is a bug of ours.
"""

import asyncio
import socket
from abc import ABC, abstractmethod
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Protocol

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.ports import Frame, Handshake, Waits
from probes.drivers import causes
from probes.drivers.guest import Guest
from probes.drivers.reach import Address, address, dial


@dataclass(frozen=True, slots=True)
class SocketLimits:
    """The outer bound of connecting, and how large one message of theirs may be."""

    open_s: float = 30.0
    frame_bytes: int = 1 << 20


class Line(Protocol):
    """A connection after its handshake.  Its errors are named already."""

    @property
    def subprotocol(self) -> str | None:
        """What the server chose of what was offered."""
        ...

    async def send(self, text: str) -> None:
        """Send one text frame."""
        ...

    async def receive(self) -> str:
        """Wait for one text frame."""
        ...

    async def hang_up(self) -> None:
        """Say goodbye and hang up, within two seconds and without an error."""
        ...


@dataclass(slots=True, kw_only=True, eq=False)
class OpenSocket:
    """One open WebSocket of one run."""

    opened_s: float
    subprotocol: str | None = field(repr=False)
    _line: Line = field(repr=False)
    _visit: Guest = field(repr=False)
    _waits: Waits | None = field(repr=False)
    _seat: AsyncExitStack = field(repr=False)
    _left: bool = False

    async def send(self, text: str) -> None:
        """Send one text frame; waits for the message budget first.

        Raises:
            StepFailed: the peer closed or broke the connection; or we asked for what we never do.
        """
        self._refuse_after_goodbye()
        try:
            size = len(text.encode())
        except UnicodeEncodeError:
            raise _bug("a message of ours is no text") from None
        if size > self._visit.budget.manners.message_bytes:
            raise _bug(f"a message of ours has {size} bytes, more than a guest sends")
        await self._visit.budget.message(self._waits)
        await self._line.send(text)

    async def receive(self) -> Frame:
        """Wait for one text frame, without a limit of its own.

        Raises:
            StepFailed: the peer closed or broke the connection, or sent what is no text.
        """
        self._refuse_after_goodbye()
        try:
            text = await self._line.receive()
        except StepFailed:
            self._refuse_after_goodbye()  # it was ours, while somebody was still reading
            raise
        return Frame(text=text, at_s=self._visit.clock.monotonic())

    async def close(self) -> None:
        """Say goodbye and hang up, within two seconds.  Their misbehaviour is no error."""
        self._left = True
        async with self._seat:
            await self._line.hang_up()

    def _refuse_after_goodbye(self) -> None:
        if self._left:
            raise _bug("a socket was used after we had closed it")


class Door(ABC):
    """The shared way to one target's socket; a run gets its own view with :meth:`bound`."""

    def __init__(self, visit: Guest, limits: SocketLimits | None = None) -> None:
        self._visit = visit
        self._limits = limits or SocketLimits()

    @abstractmethod
    async def shake(self, handshake: Handshake, sock: socket.socket, there: Address) -> Line:
        """Shake hands over a connection, which is this method's to close from here on.

        Raises:
            StepFailed: TLS or the handshake said no.
        """

    def bound(self, waits: Waits | None = None) -> "BoundSockets":
        """Give the port of one run; its waits are told to ``waits``."""
        return BoundSockets(self, waits)

    async def open(self, handshake: Handshake, waits: Waits | None) -> OpenSocket:
        """Wait for the budget, connect once and shake hands."""
        budget, clock = self._visit.budget, self._visit.clock
        who = handshake.bearer or " ".join(handshake.subprotocols)
        async with AsyncExitStack() as seat:
            await seat.enter_async_context(budget.socket(who, waits))
            await budget.request(waits)
            if who:
                await budget.token(who, waits=waits)
            started = clock.monotonic()
            line = await self._connect(handshake)
            return OpenSocket(
                opened_s=clock.monotonic() - started,
                subprotocol=line.subprotocol,
                _line=line,
                _visit=self._visit,
                _waits=waits,
                _seat=seat.pop_all(),
            )

    async def _connect(self, handshake: Handshake) -> Line:
        try:
            there = address(handshake.url, "ws", "wss")
        except ValueError:
            raise causes.unaskable("the socket") from None
        reach = self._visit.reach
        try:
            async with asyncio.timeout(self._limits.open_s):
                return await self._dialled(handshake, there)
        except StepFailed as exc:
            raise await reach.blame(exc) from exc.__cause__
        except (OSError, ValueError) as exc:
            failed = causes.named(exc, str(there)) or causes.unaskable(str(there))
            raise await reach.blame(failed) from exc

    async def _dialled(self, handshake: Handshake, there: Address) -> Line:
        async with asyncio.timeout(self._visit.reach.connect_s):
            sock = await dial(there.host, there.port)
        return await self.shake(handshake, sock, there)


class BoundSockets:
    """One run's way to the socket."""

    def __init__(self, door: Door, waits: Waits | None) -> None:
        self._door = door
        self._waits = waits

    async def open(self, handshake: Handshake) -> OpenSocket:
        """Connect and shake hands.

        Raises:
            StepFailed: the host, its certificate or the handshake said no.
        """
        return await self._door.open(handshake, self._waits)


def _bug(detail: str) -> StepFailed:
    return StepFailed(Failure.PROBE_BUG, Blame.PROBE, detail)
