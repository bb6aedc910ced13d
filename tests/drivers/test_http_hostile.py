"""Hosts that lie, stall, flood or talk nonsense over HTTP: each has its name, in time."""

import gzip
import ssl
import time
import tracemalloc
from collections.abc import Mapping

import pytest

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.ports import Request
from probes.drivers.guest import Guest
from probes.drivers.hosts import HttpLimits
from probes.drivers.http import open_http
from tests.drivers.strangers import Caller, Talk, answer, answering, host, visit

SHORT = HttpLimits(answer_s=0.25, body_bytes=1 << 20)
OK = b"HTTP/1.1 200 OK\r\n"


async def failure(guest: Guest, url: str) -> StepFailed:
    started = time.monotonic()
    with pytest.raises(StepFailed) as caught:
        async with open_http(guest, SHORT) as http:
            await http.bound().send(Request(method="GET", url=url, bearer="t0ken-not-to-be-told"))
    assert time.monotonic() - started < 8
    assert "t0ken" not in str(caught.value)
    assert "secret" not in str(caught.value)
    return caught.value


async def silent(caller: Caller) -> None:
    await caller.hold()


async def dripping_head(caller: Caller) -> None:
    await caller.drip(OK + b"X-A: b\r\n" * 100)


async def dripping_body(caller: Caller) -> None:
    await caller.say(OK + b"Content-Length: 1000\r\n\r\n")
    await caller.drip(b"x" * 1000)


async def endless_headers(caller: Caller) -> None:
    await caller.say(OK)
    while True:
        await caller.say(b"X-Filler: " + b"x" * 1000 + b"\r\n")


async def endless_informing(caller: Caller) -> None:
    await caller.read_head()
    while True:
        await caller.say(b"HTTP/1.1 102 Processing\r\n\r\n")


async def endless_body(caller: Caller) -> None:
    await caller.read_head()
    await caller.say(OK + b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        await caller.say(b"10000\r\n" + b"x" * 65_536 + b"\r\n")


async def garbled(caller: Caller) -> None:
    await caller.say(answer(b"what?", "400 Bad Request"))
    await caller.listen()


async def hanging_up(caller: Caller) -> None:
    await caller.read_head()


async def resetting(caller: Caller) -> None:
    await caller.read_head()
    caller.reset()


BOMB = gzip.compress(b"\0" * (64 << 20))
HOSTILE: Mapping[str, tuple[Talk, Failure]] = {
    "silent": (silent, Failure.NO_ANSWER),
    "drips its head": (dripping_head, Failure.NO_ANSWER),
    "drips its body": (dripping_body, Failure.NO_ANSWER),
    "informs for ever": (endless_informing, Failure.NO_ANSWER),
    "claims too much": (
        answering(OK + b"Content-Length: 100\r\n\r\nshort", hold=True),
        Failure.NO_ANSWER,
    ),
    "claims too much and leaves": (
        answering(OK + b"Content-Length: 100\r\n\r\nshort"),
        Failure.UNEXPECTED_BODY,
    ),
    "has endless headers": (endless_headers, Failure.PROTOCOL_VIOLATION),
    "speaks another protocol": (
        answering(b"220 mail.example ESMTP\r\n\r\n"),
        Failure.PROTOCOL_VIOLATION,
    ),
    "speaks binary": (answering(bytes(range(256)) * 9, hold=True), Failure.PROTOCOL_VIOLATION),
    "contradicts itself": (
        answering(OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nx"),
        Failure.PROTOCOL_VIOLATION,
    ),
    "chunks nonsense": (
        answering(OK + b"Transfer-Encoding: chunked\r\n\r\nzzz\r\nnot hex\r\n", hold=True),
        Failure.UNEXPECTED_BODY,
    ),
    "compresses": (
        answering(answer(gzip.compress(b"{}"), "200 OK", "Content-Encoding: gzip")),
        Failure.UNEXPECTED_BODY,
    ),
    "sends a bomb": (
        answering(answer(BOMB, "200 OK", "Content-Encoding: gzip")),
        Failure.UNEXPECTED_BODY,
    ),
    "sends 4 MB": (answering(answer(b"x" * (4 << 20))), Failure.BODY_TOO_LARGE),
    "never ends its body": (endless_body, Failure.BODY_TOO_LARGE),
    "hangs up": (hanging_up, Failure.CONNECTION_LOST),
    "resets": (resetting, Failure.CONNECTION_LOST),
}


@pytest.mark.parametrize("what", HOSTILE)
async def test_a_host_that(what: str) -> None:
    talk, expected = HOSTILE[what]

    async with host(talk) as there:
        failed = await failure(visit(), there.url(path="/?secret=1"))

    assert (failed.failure, failed.blame) == (expected, Blame.TARGET)
    assert f"127.0.0.1:{there.port}" in failed.detail


@pytest.mark.parametrize("what", ["sends a bomb", "sends 4 MB", "never ends its body"])
async def test_no_body_takes_much_memory(what: str) -> None:
    async with host(HOSTILE[what][0]) as there:
        tracemalloc.start()
        await failure(visit(), there.url())
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert peak < 16 << 20


async def test_a_closed_port_refuses_the_connection() -> None:
    async with host(silent) as there:
        url = there.url()

    failed = await failure(visit(), url)

    assert (failed.failure, failed.blame) == (Failure.CONNECTION_REFUSED, Blame.TARGET)


async def test_a_closed_port_of_a_name_with_two_addresses_refuses_as_well() -> None:
    async with host(silent) as there:
        url = there.url(name="localhost")

    failed = await failure(visit(), url)

    assert failed.failure is Failure.CONNECTION_REFUSED


async def test_a_name_that_is_gone_is_the_targets_while_another_resolves() -> None:
    failed = await failure(visit(), "http://gone.invalid/")

    assert (failed.failure, failed.blame) == (Failure.NAME_NOT_RESOLVED, Blame.TARGET)


@pytest.mark.parametrize("why", ["another name", "has expired", "unknown issuer", "self-signed"])
async def test_a_certificate_is_refused_and_the_reason_told(
    why: str, badly_certified: Mapping[str, ssl.SSLContext], trusting: ssl.SSLContext
) -> None:
    async with host(answering(answer()), badly_certified[why]) as there:
        failed = await failure(visit(trust=trusting), there.url("https", name="localhost"))

    assert (failed.failure, failed.blame) == (Failure.CERTIFICATE_INVALID, Blame.TARGET)
    assert why in failed.detail
    assert f"localhost:{there.port}" in failed.detail


async def test_plain_http_on_a_tls_port_is_a_tls_failure(trusting: ssl.SSLContext) -> None:
    async with host(garbled) as there:
        failed = await failure(visit(trust=trusting), there.url("https"))

    assert failed.failure is Failure.TLS_FAILED


async def test_a_tls_handshake_that_is_never_answered_ends(trusting: ssl.SSLContext) -> None:
    async with host(silent) as there:
        failed = await failure(visit(trust=trusting), there.url("https"))

    assert failed.failure is Failure.NO_ANSWER


@pytest.mark.parametrize(
    "url",
    [
        "ftp://127.0.0.1/",
        "/relative",
        "http://127.0.0.1:99999/",
        "http://[::1/",
        "http://",
        "http://\x00/",
        "http://\ud800/",
    ],
)
async def test_an_address_that_is_none_is_our_own_fault(url: str) -> None:
    failed = await failure(visit(), url)

    assert (failed.failure, failed.blame) == (Failure.PROBE_BUG, Blame.PROBE)


@pytest.mark.parametrize("value", ["two\r\nlines", "end\n", "ünïcode", "\ud800"])
async def test_a_secret_that_is_no_header_is_our_own_fault_and_not_quoted(value: str) -> None:
    async with host(answering(answer())) as there, open_http(visit(), SHORT) as http:
        request = Request(method="GET", url=there.url(), headers={"X-Key": value})
        with pytest.raises(StepFailed) as caught:
            await http.bound().send(request)

    assert caught.value.failure is Failure.PROBE_BUG
    assert value.strip() not in str(caught.value)
