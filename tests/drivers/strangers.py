"""Raw hosts on 127.0.0.1 that do as a test tells them, however wrong, and remember what came."""

import asyncio
import base64
import contextlib
import functools
import hashlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from probes.core.model import Target
from probes.core.rules import Manners
from probes.drivers import tls
from probes.drivers.clock import SystemClock
from probes.drivers.guest import Guest
from probes.drivers.manners import Budget
from probes.drivers.reach import Reach

_GOODBYE = 0x88
LIFTED = Manners(lifted=True)


@dataclass
class Caller:
    """One connection, seen from the host."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    head: bytes = b""

    async def read_head(self) -> None:
        self.head = await self.reader.readuntil(b"\r\n\r\n")

    async def say(self, *chunks: bytes) -> None:
        for chunk in chunks:
            self.writer.write(chunk)
            await self.writer.drain()

    async def drip(self, text: bytes, every_s: float = 0.02) -> None:
        for byte in text:
            await self.say(bytes([byte]))
            await asyncio.sleep(every_s)

    async def hold(self) -> None:
        await asyncio.Event().wait()

    async def listen(self) -> None:
        """Read until they leave, by hanging up or with a WebSocket's goodbye."""
        while (read := await self.reader.read(65_536)) and read[0] != _GOODBYE:
            pass

    def reset(self) -> None:
        self.writer.transport.abort()


Talk = Callable[[Caller], Awaitable[None]]


@dataclass
class Host:
    port: int = 0
    callers: list[Caller] = field(default_factory=list)

    def url(self, scheme: str = "http", path: str = "/", name: str = "127.0.0.1") -> str:
        return f"{scheme}://{name}:{self.port}{path}"


@contextlib.asynccontextmanager
async def host(talk: Talk, trust: ssl.SSLContext | None = None) -> AsyncIterator[Host]:
    """Listen, and let ``talk`` speak with every caller."""
    here = Host()

    async def serve(caller: Caller) -> None:
        with contextlib.suppress(OSError, EOFError):
            await talk(caller)
        caller.writer.close()

    async with asyncio.TaskGroup() as tasks:
        talking: list[asyncio.Task[None]] = []

        def called(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            here.callers.append(Caller(reader, writer))
            if not server.is_serving():  # knocked as we left
                writer.transport.abort()
                return
            talking.append(tasks.create_task(serve(here.callers[-1])))

        server = await asyncio.start_server(called, "127.0.0.1", 0, ssl=trust)
        here.port = server.sockets[0].getsockname()[1]
        try:
            yield here
        finally:
            server.close()
            for task in talking:
                task.cancel()
            for caller in here.callers:
                caller.writer.transport.abort()


def answering(*chunks: bytes, hold: bool = False) -> Talk:
    """Read a request's head, say the chunks, and hang up, or stay."""

    async def talk(caller: Caller) -> None:
        await caller.read_head()
        await caller.say(*chunks)
        if hold:
            await caller.hold()

    return talk


def answer(body: bytes = b"{}", status: str = "200 OK", *headers: str) -> bytes:
    """Put a well-formed HTTP answer together."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def upgrade(head: bytes, *headers: str) -> bytes:
    """Answer a handshake as RFC 6455 wants it."""
    key = field_of(head, "sec-websocket-key") or ""
    magic = (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()
    proof = base64.b64encode(hashlib.sha1(magic, usedforsecurity=False).digest()).decode()
    lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"]
    return "\r\n".join([*lines, f"Sec-WebSocket-Accept: {proof}", *headers, "", ""]).encode()


def chatting(*frames: bytes, hold: bool = True, headers: tuple[str, ...] = ()) -> Talk:
    """Shake hands, send the frames, then listen until the caller leaves, or hang up."""

    async def talk(caller: Caller) -> None:
        await caller.read_head()
        await caller.say(upgrade(caller.head, *headers), *frames)
        if hold:
            await caller.listen()

    return talk


def staying(*frames: bytes) -> Talk:
    """Shake hands, send the frames, and never hang up, whatever the caller says."""

    async def talk(caller: Caller) -> None:
        await caller.read_head()
        await caller.say(upgrade(caller.head), *frames)
        await caller.hold()

    return talk


def frame(payload: bytes, opcode: int = 1, first: int = 0x80) -> bytes:
    """Put one frame of a server together; ``first`` holds FIN and the reserved bits."""
    size = len(payload)
    if size < 126:
        length = bytes([size])
    elif size < 65_536:
        length = b"\x7e" + size.to_bytes(2)
    else:
        length = b"\x7f" + size.to_bytes(8)
    return bytes([first | opcode]) + length + payload


def goodbye(code: int, reason: bytes = b"") -> bytes:
    """Put a close frame together."""
    return frame(code.to_bytes(2) + reason, opcode=8)


def field_of(head: bytes, name: str) -> str | None:
    """Take one header from a request's head."""
    for line in head.decode("latin-1").split("\r\n")[1:]:
        key, _, value = line.partition(":")
        if key.lower() == name:
            return value.strip()
    return None


def names_of(head: bytes) -> set[str]:
    """Take the header names from a request's head, in lower case."""
    lines = head.decode("latin-1").split("\r\n")[1:]
    return {line.partition(":")[0].lower() for line in lines if line}


def visit(
    manners: Manners = LIFTED,
    trust: ssl.SSLContext | None = None,
    outside: str | None = None,
    auth: str = "http://auth.invalid",
) -> Guest:
    """Be a guest of a target whose names do not exist, in a hurry."""
    front, api, chat = "http://front.invalid", "http://127.0.0.1", "ws://chat.invalid"
    target = Target(name="here", frontend=front, api=api, auth=auth, websocket=chat)
    clock = SystemClock()
    context = trust or usual_trust()
    reach = Reach(target.hosts, context, outside, connect_s=0.5)
    budget = Budget(manners, clock)
    return Guest(target=target, trust=context, budget=budget, clock=clock, reach=reach)


@functools.cache
def usual_trust() -> ssl.SSLContext:
    """Trust as a process does: made once."""
    return tls.trust()


def long_ago() -> datetime:
    """Give an instant that a certificate may have expired at."""
    return datetime.now(UTC) - timedelta(days=400)


class Told:
    """A ``Waits`` that remembers."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def waited(self, seconds: float) -> None:
        self.seconds.append(seconds)


class FakeClock:
    """A clock on which a wait takes no time of ours."""

    def __init__(self) -> None:
        self.at = 1000.0

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=self.at)

    def monotonic(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        at = self.at + seconds
        await asyncio.sleep(0)
        self.at = max(self.at, at)
