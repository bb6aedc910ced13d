"""Names, connections, certificates, and whose fault it is that there is none."""

import socket
import ssl
import time
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.core.errors import Blame, Failure, StepFailed
from probes.drivers.reach import Reach, address, dial, first_of
from tests.drivers.strangers import Caller, answer, answering, host, usual_trust

REFUSED = StepFailed(Failure.CONNECTION_REFUSED, Blame.TARGET, "api refused the connection")
UNRESOLVED = StepFailed(Failure.NAME_NOT_RESOLVED, Blame.TARGET, "api does not resolve")
HERE, NOWHERE = "http://127.0.0.1", "https://one.invalid"


def reach(*hosts: str, outside: str | None = None, trust: ssl.SSLContext | None = None) -> Reach:
    return Reach(hosts, trust or usual_trust(), outside, connect_s=0.3)


async def silent(caller: Caller) -> None:
    await caller.hold()


async def closed_port() -> int:
    async with host(silent) as there:
        return there.port


@pytest.mark.parametrize(
    ("url", "expected", "shown"),
    [
        ("https://api.example/x?y=1", ("api.example", 443, True), "api.example"),
        ("http://api.example", ("api.example", 80, False), "api.example"),
        ("wss://api.example:8443/ws", ("api.example", 8443, True), "api.example:8443"),
        ("ws://127.0.0.1:9/ws", ("127.0.0.1", 9, False), "127.0.0.1:9"),
        ("https://u:p@[::1]:9/", ("::1", 9, True), "[::1]:9"),
        ("one.one.one.one", ("one.one.one.one", 443, True), "one.one.one.one"),
        ("1.1.1.1:53", ("1.1.1.1", 53, True), "1.1.1.1:53"),
        ("tcp://1.1.1.1:80", ("1.1.1.1", 80, False), "1.1.1.1"),
    ],
)
def test_an_address_is_taken_from_a_url(
    url: str, expected: tuple[str, int, bool], shown: str
) -> None:
    got = address(url)

    assert (got.host, got.port, got.secure) == expected
    assert str(got) == shown


@given(st.text())
def test_no_text_crashes_the_reading_of_an_address(text: str) -> None:
    try:
        got = address(text)
    except ValueError:
        return

    assert got.host


async def test_without_an_address_outside_a_connection_error_is_the_targets() -> None:
    assert await reach(HERE).blame(REFUSED) is REFUSED


async def test_with_the_outside_in_reach_a_connection_error_is_the_targets() -> None:
    async with host(silent) as outside:
        failed = await reach(HERE, outside=f"127.0.0.1:{outside.port}").blame(REFUSED)

    assert failed is REFUSED


async def test_with_the_outside_out_of_reach_it_is_the_network() -> None:
    outside = f"127.0.0.1:{await closed_port()}"

    failed = await reach(HERE, outside=outside).blame(REFUSED)

    assert (failed.failure, failed.blame) == (Failure.NETWORK_UNREACHABLE, Blame.NETWORK)
    assert "api refused the connection" in failed.detail
    assert outside in failed.detail


async def test_one_name_that_is_gone_is_the_targets() -> None:
    assert await reach(HERE, NOWHERE).blame(UNRESOLVED) is UNRESOLVED


async def test_when_no_name_resolves_it_is_the_network() -> None:
    failed = await reach(NOWHERE, "wss://two.invalid/ws").blame(UNRESOLVED)

    assert (failed.failure, failed.blame) == (Failure.NAME_NOT_RESOLVED, Blame.NETWORK)


@pytest.mark.parametrize(
    "failed",
    [
        StepFailed(Failure.CERTIFICATE_INVALID, Blame.TARGET, "expired"),
        StepFailed(Failure.REDIRECTED, Blame.TARGET, "to a login page"),
        StepFailed(Failure.RATE_LIMITED, Blame.PROBE, "429"),
    ],
)
async def test_what_was_answered_is_nobody_elses_fault(failed: StepFailed) -> None:
    outside = f"127.0.0.1:{await closed_port()}"

    assert await reach(NOWHERE, outside=outside).blame(failed) is failed


async def test_a_name_is_resolved_to_its_addresses() -> None:
    assert "127.0.0.1" in await reach(HERE).resolve("localhost")
    assert await reach(HERE).resolve("127.0.0.1") == ("127.0.0.1",)


async def test_a_name_that_does_not_resolve_is_named() -> None:
    with pytest.raises(StepFailed) as caught:
        await reach(HERE).resolve("one.invalid")

    assert (caught.value.failure, caught.value.blame) == (Failure.NAME_NOT_RESOLVED, Blame.TARGET)
    assert "one.invalid" in caught.value.detail


async def test_a_name_that_cannot_be_asked_is_our_own_fault() -> None:
    with pytest.raises(StepFailed) as caught:
        await reach(HERE).resolve("ü" * 64 + ".example")

    assert caught.value.blame is Blame.PROBE


async def test_an_address_that_refuses_does_not_hide_the_next() -> None:
    async with host(silent) as there:
        ports = (await closed_port(), there.port)
        sock = await first_of([(socket.AF_INET, ("127.0.0.1", port)) for port in ports])
        peer = sock.getpeername()
        sock.close()

    assert peer == ("127.0.0.1", there.port)


async def test_a_connection_goes_to_the_first_address_that_takes_it() -> None:
    async with host(silent) as there:
        sock = await dial("localhost", there.port)
        peer = sock.getpeername()
        sock.close()

    assert peer[1] == there.port


async def test_a_certificate_is_shown_with_its_names_and_its_end(
    certified: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    async with host(answering(answer()), certified) as there:
        url = there.url("https", name="localhost")
        shown = await reach(url, trust=trusting).certificate(url)

    assert set(shown.names) == {"127.0.0.1", "localhost"}
    assert shown.expires_at > datetime.now(UTC)


@pytest.mark.parametrize("why", ["another name", "has expired", "unknown issuer", "self-signed"])
async def test_a_bad_certificate_is_named(
    why: str, badly_certified: Mapping[str, ssl.SSLContext], trusting: ssl.SSLContext
) -> None:
    async with host(answering(answer()), badly_certified[why]) as there:
        url = there.url("https", name="localhost")
        with pytest.raises(StepFailed) as caught:
            await reach(url, trust=trusting).certificate(url)

    assert caught.value.failure is Failure.CERTIFICATE_INVALID
    assert why in caught.value.detail


async def test_a_silent_tls_port_ends_in_time(trusting: ssl.SSLContext) -> None:
    started = time.monotonic()

    async with host(silent) as there:
        url = there.url("https")
        with pytest.raises(StepFailed) as caught:
            await reach(url, trust=trusting).certificate(url)

    assert caught.value.failure is Failure.NO_ANSWER
    assert time.monotonic() - started < 8


async def test_a_closed_tls_port_refuses(trusting: ssl.SSLContext) -> None:
    url = f"https://localhost:{await closed_port()}"

    with pytest.raises(StepFailed) as caught:
        await reach(url, trust=trusting).certificate(url)

    assert caught.value.failure is Failure.CONNECTION_REFUSED
