"""What goes out over a socket, and how it opens and ends with a host that behaves, or nearly."""

import asyncio
import ssl
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import pytest

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.ports import Handshake, Socket, Sockets
from probes.core.rules import Manners
from probes.drivers.guest import Guest
from probes.drivers.sockets import SocketLimits
from probes.drivers.ws import SocketDoor
from tests.drivers.strangers import (
    Caller,
    Told,
    answer,
    answering,
    chatting,
    field_of,
    frame,
    goodbye,
    host,
    names_of,
    staying,
    upgrade,
    visit,
)

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtZSJ9.c2lnbmF0dXJl"
SHORT = SocketLimits(open_s=0.4)


@asynccontextmanager
async def opened(url: str, guest: Guest | None = None, *offered: str) -> AsyncIterator[Socket]:
    door: Sockets = SocketDoor(guest or visit(), SHORT).bound()
    socket = await door.open(Handshake(url=url, bearer=JWT, subprotocols=offered))
    try:
        yield socket
    finally:
        await socket.close()


async def refused(url: str, guest: Guest | None = None, *offered: str) -> StepFailed:
    started = time.monotonic()
    with pytest.raises(StepFailed) as caught:
        async with opened(url, guest, *offered):
            pass
    assert time.monotonic() - started < 8
    assert JWT not in str(caught.value)
    return caught.value


async def echo(caller: Caller) -> None:
    """Shake hands and send back the next masked short frame."""
    await caller.read_head()
    await caller.say(upgrade(caller.head))
    size = (await caller.reader.readexactly(2))[1] & 0x7F
    mask = await caller.reader.readexactly(4)
    masked = await caller.reader.readexactly(size)
    await caller.say(frame(bytes(byte ^ mask[n % 4] for n, byte in enumerate(masked))))
    await caller.listen()


async def test_text_goes_out_and_comes_back() -> None:
    async with host(echo) as there, opened(there.url("ws", "/ws")) as socket:
        began = time.monotonic()
        await socket.send("héllo")
        got = await socket.receive()

    assert got.text == "héllo"
    assert began <= got.at_s <= time.monotonic()
    assert 0 < socket.opened_s < 5


async def test_a_handshake_carries_both_credentials_and_says_who_asks() -> None:
    offered = ("jwt-auth", f"jwt.{JWT}")
    async with (
        host(chatting(headers=("Sec-WebSocket-Protocol: jwt-auth",))) as there,
        opened(there.url("ws"), None, *offered) as socket,
    ):
        head = there.callers[0].head

    assert field_of(head, "authorization") == f"Bearer {JWT}"
    assert field_of(head, "sec-websocket-protocol") == ", ".join(offered)
    assert "netra-golden-path/" in (field_of(head, "user-agent") or "")
    assert (field_of(head, "traceparent") or "").startswith("00-")
    assert not [name for name in names_of(head) if "test" in name or "e2e" in name]
    assert socket.subprotocol == "jwt-auth"
    assert JWT not in repr(socket)


async def test_a_redirect_is_not_followed_and_the_token_stays_here() -> None:
    async with host(chatting()) as other:
        away = f"Location: {other.url('ws', '/login?token=abc')}"
        async with host(answering(answer(b"", "307 Elsewhere", away))) as there:
            failed = await refused(there.url("ws"), None, f"jwt.{JWT}")

    assert (failed.failure, failed.blame) == (Failure.REDIRECTED, Blame.TARGET)
    assert f"127.0.0.1:{other.port}/login" in failed.detail
    assert "abc" not in failed.detail
    assert other.callers == []


async def test_a_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    async with host(chatting()) as proxy, host(chatting()) as there:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "ws_proxy"):
            monkeypatch.setenv(name, proxy.url())
        async with opened(there.url("ws")):
            pass

    assert proxy.callers == []


@pytest.mark.parametrize(
    ("status", "failure", "blame"),
    [
        ("403 Forbidden", Failure.HANDSHAKE_REFUSED, Blame.TARGET),
        ("200 OK", Failure.HANDSHAKE_REFUSED, Blame.TARGET),
        ("429 Slow Down", Failure.RATE_LIMITED, Blame.PROBE),
        ("500 Oops", Failure.SERVER_ERROR, Blame.TARGET),
        ("503 Busy", Failure.SERVER_ERROR, Blame.TARGET),
        ("304 Same", Failure.REDIRECTED, Blame.TARGET),
    ],
)
async def test_a_refused_handshake_is_named_by_its_status(
    status: str, failure: Failure, blame: Blame
) -> None:
    async with host(answering(answer(b"no", status), hold=True)) as there:
        failed = await refused(there.url("ws"))

    assert (failed.failure, failed.blame) == (failure, blame)
    assert status[:3] in failed.detail


@pytest.mark.parametrize(
    ("code", "reason", "failure"),
    [
        (1000, b"main cleanup", Failure.SOCKET_CLOSED_EARLY),
        (1001, b"", Failure.SOCKET_CLOSED_EARLY),
        (1008, b"Authentication failed", Failure.SOCKET_AUTH_REFUSED),
        (1011, b"main mode error", Failure.SOCKET_BROKEN),
        (1013, b"", Failure.SOCKET_BROKEN),
        (4401, b"", Failure.SOCKET_BROKEN),
    ],
)
@pytest.mark.parametrize("stays", [True, False])
async def test_a_close_of_theirs_is_named_by_its_code(
    code: int, reason: bytes, failure: Failure, *, stays: bool
) -> None:
    frames = (frame(b"{}"), goodbye(code, reason))
    talk = staying(*frames) if stays else chatting(*frames, hold=False)

    async with host(talk) as there, opened(there.url("ws")) as socket, asyncio.timeout(2):
        first = await socket.receive()
        with pytest.raises(StepFailed) as caught:
            await socket.receive()
        with pytest.raises(StepFailed) as again:
            await socket.send("{}")

    assert first.text == "{}"
    assert (caught.value.failure, caught.value.blame) == (failure, Blame.TARGET)
    assert str(code) in caught.value.detail
    assert reason.decode() in caught.value.detail
    assert again.value.failure is failure


async def test_a_reason_that_quotes_the_token_or_plays_tricks_is_cleaned() -> None:
    talk = chatting(goodbye(1011, b"\x1b[2J" + JWT.encode() + b"\r\n"))

    async with host(talk) as there, opened(there.url("ws")) as socket:
        with pytest.raises(StepFailed) as caught:
            await socket.receive()

    assert caught.value.detail.isprintable()
    assert JWT not in caught.value.detail


async def test_a_close_of_ours_is_no_failure_of_theirs() -> None:
    async with host(chatting()) as there, opened(there.url("ws")) as socket:
        await socket.close()
        await socket.close()
        for use in (socket.receive(), socket.send("{}")):
            with pytest.raises(StepFailed) as caught:
                await use
            assert (caught.value.failure, caught.value.blame) == (Failure.PROBE_BUG, Blame.PROBE)


async def test_a_close_of_ours_while_we_still_read_is_no_failure_of_theirs() -> None:
    seen: list[StepFailed] = []

    async def read(socket: Socket) -> None:
        with pytest.raises(StepFailed) as caught:
            await socket.receive()
        seen.append(caught.value)

    async with (
        host(chatting(hold=True)) as there,
        opened(there.url("ws")) as socket,
        asyncio.TaskGroup() as tasks,
    ):
        tasks.create_task(read(socket))
        await asyncio.sleep(0)
        await socket.close()

    assert seen[0].blame is Blame.PROBE


async def test_a_message_larger_than_a_guest_sends_does_not_leave() -> None:
    async with host(echo) as there, opened(there.url("ws")) as socket:
        for text in ("x" * 8193, "é" * 4097, "\ud800"):
            with pytest.raises(StepFailed) as caught:
                await socket.send(text)
            assert caught.value.blame is Blame.PROBE
        await socket.send("still open")
        assert (await socket.receive()).text == "still open"


async def test_a_fourth_socket_of_a_user_waits_for_a_free_one() -> None:
    told = Told()
    guest = visit(Manners(token_spacing_s=0.0))
    door = SocketDoor(guest, SHORT).bound(told)

    async with host(chatting()) as there, asyncio.TaskGroup() as tasks:
        handshake = Handshake(url=there.url("ws"), bearer=JWT)
        three = [await door.open(handshake) for _ in range(3)]
        fourth = tasks.create_task(door.open(handshake))
        await asyncio.sleep(0.05)
        assert not fourth.done()
        await three[0].close()
        last = await fourth
        for socket in (*three, last):
            await socket.close()

    assert len(told.seconds) == 1


async def test_a_refused_handshake_gives_its_place_back() -> None:
    door = SocketDoor(visit(Manners(token_spacing_s=0.0)), SHORT).bound()

    async with host(answering(answer(b"", "403 No"))) as there, asyncio.timeout(2):
        for _ in range(5):
            with pytest.raises(StepFailed):
                await door.open(Handshake(url=there.url("ws"), bearer=JWT))

    assert len(there.callers) == 5


async def test_a_good_certificate_opens_the_door(
    certified: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    async with (
        host(chatting(frame(b"hi")), certified) as there,
        opened(there.url("wss", name="localhost"), visit(trust=trusting)) as socket,
    ):
        assert (await socket.receive()).text == "hi"


@pytest.mark.parametrize("why", ["another name", "has expired", "unknown issuer", "self-signed"])
async def test_a_certificate_is_refused_and_the_reason_told(
    why: str, badly_certified: Mapping[str, ssl.SSLContext], trusting: ssl.SSLContext
) -> None:
    async with host(chatting(), badly_certified[why]) as there:
        failed = await refused(there.url("wss", name="localhost"), visit(trust=trusting))

    assert failed.failure is Failure.CERTIFICATE_INVALID
    assert why in failed.detail
