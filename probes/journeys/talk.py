"""What journeys do on a chat socket: greet, ask, and listen until waiting is over.

Everything received is kept for as long as the socket is open, so that a value that was already
said cannot count as an answer.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.model import Finding, Probe
from probes.core.ports import Drivers, Frame, Socket
from probes.journeys.exchange import Exchange
from probes.netra import answer, asking, handshake
from probes.netra.conversation import Asked, Conversation
from probes.netra.handshake import Credentials, Greeting
from probes.netra.question import Question, ask

T = TypeVar("T")
MAX_KEPT = 1 << 20  # characters of earlier frames; more than any welcome and pong need


@dataclass(frozen=True, slots=True)
class Pass:
    """Who shows itself at the socket: a token and the user that it stands for."""

    token: str = field(repr=False)
    subject: str


@dataclass(slots=True)
class Talk:
    """An open chat socket and everything that it said so far."""

    socket: Socket
    drivers: Drivers
    received: list[str] = field(default_factory=list)
    _kept: int = 0

    async def hear(self) -> Frame:
        """Wait for a frame, keep it, and answer it if it is a heartbeat."""
        frame = await self.socket.receive()
        self._kept += len(frame.text)
        if self._kept <= MAX_KEPT:
            self.received.append(frame.text)
        due = handshake.owes(frame.text)
        if due is not None:
            await self.socket.send(due)
        return frame

    async def until(self, read: Callable[[str], T | None]) -> T:
        """Wait for the first frame that ``read`` makes something of."""
        while True:
            found = read((await self.hear()).text)
            if found is not None:
                return found

    async def drain(self) -> None:
        """Hear what has already come, without waiting for more."""
        with contextlib.suppress(TimeoutError):
            while True:
                async with asyncio.timeout(0):
                    await self.hear()

    async def put(self, question: Question, asked: Asked) -> Exchange:
        """Send a question, and be ready to listen."""
        await self.drain()
        rules = self.drivers.rules
        earlier = tuple(self.received)
        known = answer.holds(question.expected, earlier)
        self.drivers.spend_question()
        text = asking.frame(rules.form, question.text, asked.thread, asked.subject)
        await self.socket.send(text)
        sent = Asked(
            at_s=self.drivers.clock.monotonic(),
            subject=asked.subject,
            thread=asked.thread,
            foreign=asked.foreign,
            earlier_runs=asked.earlier_runs,
        )
        conversation = Conversation(sent, rules)
        conversation.overhear(earlier)
        return Exchange(question, conversation, known)

    async def follow(self, conversation: Conversation) -> None:
        """Listen until the question has ended and the quiet time is over, or patience is."""
        clock = self.drivers.clock
        while (patience_s := conversation.patience_s(clock.monotonic())) > 0:
            try:
                async with asyncio.timeout(patience_s):
                    frame = await self.hear()
            except TimeoutError:
                continue
            conversation.receive(frame)


def draw_question(drivers: Drivers) -> Question:
    """Make a question whose answer nobody can foresee."""
    return ask(drivers.rules, lambda: drivers.draw(900_000) + 100_000)


@asynccontextmanager
async def connected(
    probe: Probe, drivers: Drivers, who: Pass, form: Credentials
) -> AsyncIterator[Talk]:
    """Open a chat socket and close it again."""
    wanted = handshake.ask(probe.target.websocket, who.subject, who.token, form)
    socket = await drivers.sockets.open(wanted)
    try:
        yield Talk(socket, drivers)
    finally:
        await socket.close()


async def welcomed(talk: Talk) -> Greeting:
    """Wait for the welcome, no longer than the connect limit.

    Raises:
        StepFailed: an error frame, a close, or silence.
    """
    limit_s = talk.drivers.rules.connect.fail_s
    try:
        async with asyncio.timeout(limit_s):
            return await talk.until(handshake.greeting)
    except TimeoutError as exc:
        detail = f"connected, and no welcome within {limit_s:g} s"
        raise StepFailed(Failure.WELCOME_MISSING, Blame.TARGET, detail) from exc


async def alone(probe: Probe, drivers: Drivers, who: Pass, form: Credentials) -> Finding:
    """Check that one credential form by itself is enough (facts §4.2, incidents 17 and 18)."""
    check = f"{form}_alone_is_enough"
    try:
        async with connected(probe, drivers, who, form) as talk:
            return handshake.names(check, await welcomed(talk), who.subject)
    except StepFailed as exc:
        return Finding(
            check=check,
            ok=False,
            expected=f"a welcome with the {form} alone",
            seen=exc.detail,
            failure=exc.failure,
            blame=exc.blame,
            candidates=exc.candidates,
        )
