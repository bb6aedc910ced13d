"""Hosts that lie, stall, flood or talk nonsense over a socket: each has its name, in time."""

import asyncio
import ssl
import time
import traceback
import tracemalloc
import zlib
from collections.abc import Mapping

import pytest

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.ports import Handshake
from probes.drivers.sockets import OpenSocket, SocketLimits
from probes.drivers.ws import SocketDoor
from tests.drivers.strangers import (
    Caller,
    Talk,
    answer,
    answering,
    chatting,
    frame,
    goodbye,
    host,
    staying,
    upgrade,
    visit,
)

OFFERED = ("jwt-auth", "jwt.c2VjcmV0LXRva2Vu")
SHORT, LONG = SocketLimits(open_s=0.25), SocketLimits(open_s=5)
MANY = 8_000


async def connect(
    url: str, trust: ssl.SSLContext | None = None, limits: SocketLimits = LONG
) -> OpenSocket:
    door = SocketDoor(visit(trust=trust), limits).bound()
    return await door.open(Handshake(url=url, bearer="secret-token", subprotocols=OFFERED))


async def silent(caller: Caller) -> None:
    await caller.hold()


async def dripping_head(caller: Caller) -> None:
    await caller.read_head()
    await caller.drip(upgrade(caller.head))


async def endless_headers(caller: Caller) -> None:
    await caller.read_head()
    await caller.say(b"HTTP/1.1 101 Switching Protocols\r\n")
    while True:
        await caller.say(b"X-Filler: " + b"x" * 1000 + b"\r\n")


async def wrong_proof(caller: Caller) -> None:
    await caller.read_head()
    await caller.say(upgrade(b"GET / HTTP/1.1\r\nSec-WebSocket-Key: another\r\n\r\n"))
    await caller.hold()


async def resetting(caller: Caller) -> None:
    await caller.read_head()
    caller.reset()


def choosing(*headers: str) -> Talk:
    return chatting(headers=headers)


UNOPENED: Mapping[str, tuple[Talk, Failure]] = {
    "is silent": (silent, Failure.NO_ANSWER),
    "drips its head": (dripping_head, Failure.NO_ANSWER),
    "has endless headers": (endless_headers, Failure.PROTOCOL_VIOLATION),
    "speaks another protocol": (
        answering(b"220 mail.example ESMTP\r\n", hold=True),
        Failure.PROTOCOL_VIOLATION,
    ),
    "has an endless first line": (answering(b"x" * 9000, hold=True), Failure.PROTOCOL_VIOLATION),
    "proves nothing": (wrong_proof, Failure.PROTOCOL_VIOLATION),
    "chooses what was not offered": (
        choosing("Sec-WebSocket-Protocol: jwt.another"),
        Failure.PROTOCOL_VIOLATION,
    ),
    "chooses two": (
        choosing("Sec-WebSocket-Protocol: jwt-auth, jwt.c2VjcmV0LXRva2Vu"),
        Failure.PROTOCOL_VIOLATION,
    ),
    "compresses unasked": (
        choosing("Sec-WebSocket-Extensions: permessage-deflate"),
        Failure.PROTOCOL_VIOLATION,
    ),
    "upgrades to something else": (
        answering(b"HTTP/1.1 101 Switching\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n"),
        Failure.PROTOCOL_VIOLATION,
    ),
    "hangs up": (answering(), Failure.CONNECTION_LOST),
    "resets": (resetting, Failure.CONNECTION_LOST),
    "refuses with a bomb": (
        answering(answer(b"x" * (4 << 20), "403 No"), hold=True),
        Failure.PROTOCOL_VIOLATION,
    ),
}


@pytest.mark.parametrize("what", UNOPENED)
async def test_no_socket_opens_when_a_host(what: str) -> None:
    talk, expected = UNOPENED[what]
    started = time.monotonic()

    async with host(talk) as there:
        with pytest.raises(StepFailed) as caught:
            await connect(there.url("ws", "/ws?secret=1"), limits=SHORT)

    assert (caught.value.failure, caught.value.blame) == (expected, Blame.TARGET)
    assert "secret" not in str(caught.value)
    assert time.monotonic() - started < 8


def bomb() -> bytes:
    squeezed = zlib.compressobj(9, zlib.DEFLATED, -15)
    payload = squeezed.compress(b"\0" * (64 << 20)) + squeezed.flush(zlib.Z_SYNC_FLUSH)
    return frame(payload[:-4], first=0xC0)


def fragments(count: int) -> bytes:
    return frame(b"[", first=0) + frame(b"x", opcode=0, first=0) * count


BROKEN: Mapping[str, tuple[Talk, Failure]] = {
    "hangs up": (chatting(hold=False), Failure.SOCKET_BROKEN),
    "hangs up in mid frame": (chatting(frame(b"x" * 99)[:50], hold=False), Failure.SOCKET_BROKEN),
    "sends a binary frame": (staying(frame(b"{}", opcode=2)), Failure.PROTOCOL_VIOLATION),
    "sends what is not UTF-8": (staying(frame(b"\xff\xfe")), Failure.PROTOCOL_VIOLATION),
    "sends a reserved opcode": (staying(frame(b"", opcode=5)), Failure.PROTOCOL_VIOLATION),
    "sends a reserved bit": (staying(frame(b"x", first=0xA0)), Failure.PROTOCOL_VIOLATION),
    "sends a masked frame": (
        staying(b"\x81\x81\0\0\0\0x"),
        Failure.PROTOCOL_VIOLATION,
    ),
    "continues nothing": (staying(frame(b"x", opcode=0)), Failure.PROTOCOL_VIOLATION),
    "sends HTML": (staying(b"<html><body>sorry</body></html>"), Failure.PROTOCOL_VIOLATION),
    "closes with no legal code": (staying(goodbye(999)), Failure.PROTOCOL_VIOLATION),
    "closes with garbage": (staying(goodbye(1000, b"\xff")), Failure.PROTOCOL_VIOLATION),
    "closes without a code": (staying(frame(b"", opcode=8)), Failure.SOCKET_CLOSED_EARLY),
    "sends 4 MB": (staying(frame(b"x" * (4 << 20))), Failure.FRAME_TOO_LARGE),
    "claims 8 EB": (staying(b"\x81\x7f\x7f" + b"\xff" * 7), Failure.FRAME_TOO_LARGE),
    "sends 2 MB in pieces": (
        staying(frame(b"x", first=0), frame(b"y" * (1 << 19), opcode=0, first=0) * 4),
        Failure.FRAME_TOO_LARGE,
    ),
    "sends a bomb": (staying(bomb()), Failure.PROTOCOL_VIOLATION),
    "sends endless fragments": (staying(fragments(MANY)), Failure.FRAME_TOO_LARGE),
    "fragments a ping": (staying(frame(b"", opcode=9, first=0)), Failure.PROTOCOL_VIOLATION),
}


@pytest.mark.parametrize("what", BROKEN)
async def test_a_socket_ends_when_a_host(what: str) -> None:
    talk, expected = BROKEN[what]
    started = time.monotonic()

    async with host(talk) as there:
        tracemalloc.start()
        socket = await connect(there.url("ws"))
        with pytest.raises(StepFailed) as caught:
            await socket.receive()
        await socket.close()
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert (caught.value.failure, caught.value.blame) == (expected, Blame.TARGET)
    assert "secret" not in str(caught.value)
    assert time.monotonic() - started < 8
    assert peak < 64 << 20


async def dripping_frame(caller: Caller) -> None:
    await caller.read_head()
    await caller.say(upgrade(caller.head))
    await caller.drip(frame(b"x" * 1000))


@pytest.mark.parametrize("talk", [chatting(), dripping_frame], ids=["silent", "dripping"])
async def test_waiting_for_a_frame_ends_when_the_caller_says_so(talk: Talk) -> None:
    async with host(talk) as there:
        socket = await connect(there.url("ws"))
        started = time.monotonic()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await socket.receive()
        waited_s = time.monotonic() - started
        await socket.close()

    assert waited_s < 5  # the frame would never have come


async def test_a_flood_of_tiny_frames_waits_outside() -> None:
    async def flood(caller: Caller) -> None:
        await caller.read_head()
        await caller.say(upgrade(caller.head), *([frame(b"x") * 1000] * (MANY // 1000)))
        await caller.listen()

    async with host(flood) as there:
        tracemalloc.start()
        socket = await connect(there.url("ws"))
        for _ in range(MANY):
            await socket.receive()
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        await socket.close()

    assert peak < 64 << 20


async def test_pings_that_are_sent_and_never_read_end_the_connection() -> None:
    async def flood(caller: Caller) -> None:
        await caller.read_head()
        await caller.say(upgrade(caller.head))
        while True:
            await caller.say(frame(b"p" * 125, opcode=9) * 1000)

    async with host(flood) as there:
        socket = await connect(there.url("ws"))
        async with asyncio.timeout(5):
            with pytest.raises(StepFailed) as caught:
                await socket.receive()
        await socket.close()

    assert caught.value.failure is Failure.SOCKET_BROKEN


async def never_answering(caller: Caller) -> None:
    await caller.read_head()
    await caller.say(upgrade(caller.head))
    caller.writer.transport.pause_reading()  # type: ignore[attr-defined]  # it is a Transport
    await caller.hold()


@pytest.mark.parametrize("tls", [False, True])
async def test_a_goodbye_that_nobody_answers_takes_at_most_two_seconds(
    certified: ssl.SSLContext, trusting: ssl.SSLContext, *, tls: bool
) -> None:
    async with host(never_answering, certified if tls else None) as there:
        socket = await connect(there.url("wss" if tls else "ws"), trusting)
        started = time.monotonic()
        await socket.close()

    assert time.monotonic() - started < 8


async def test_a_goodbye_to_somebody_who_is_gone_is_no_error() -> None:
    async with host(chatting(hold=False)) as there:
        socket = await connect(there.url("ws"))

    await socket.close()


@pytest.mark.parametrize("failure", [Failure.SOCKET_AUTH_REFUSED, Failure.SOCKET_BROKEN])
async def test_a_goodbye_over_tls_is_heard_though_they_stay(
    failure: Failure, certified: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    code = 1008 if failure is Failure.SOCKET_AUTH_REFUSED else 1011

    async with host(staying(goodbye(code)), certified) as there:
        socket = await connect(there.url("wss"), trusting)
        async with asyncio.timeout(2):
            with pytest.raises(StepFailed) as caught:
                await socket.receive()
        await socket.close()

    assert caught.value.failure is failure


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "ws://", "ws://127.0.0.1:99999/", "ws://[::"])
async def test_an_address_that_is_none_is_our_own_fault(url: str) -> None:
    with pytest.raises(StepFailed) as caught:
        await connect(url)

    assert (caught.value.failure, caught.value.blame) == (Failure.PROBE_BUG, Blame.PROBE)


async def test_no_traceback_quotes_an_address() -> None:
    async with host(chatting()) as there:
        url = there.url("ws", f"/ws#{'t0ken' * 2}")
        with pytest.raises(StepFailed) as caught:
            await connect(url)

    shown = "".join(traceback.format_exception(caught.value))
    assert caught.value.blame is Blame.PROBE
    assert "t0kent0ken" not in shown
