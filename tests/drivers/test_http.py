"""What goes out over HTTP, and what comes back from a host that behaves."""

import asyncio
import json
import ssl
from datetime import UTC

import pytest

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.ports import Answer, Http, Request
from probes.core.rules import Manners
from probes.drivers.guest import Guest
from probes.drivers.http import open_http
from tests.drivers.strangers import Caller, Told, answer, answering, field_of, host, names_of, visit

SECRET = "s3cret-of-the-test-suite"


async def ask(guest: Guest, request: Request) -> Answer:
    async with open_http(guest) as http:
        port: Http = http.bound()
        return await port.send(request)


async def refused(guest: Guest, request: Request) -> StepFailed:
    with pytest.raises(StepFailed) as caught:
        await ask(guest, request)
    return caught.value


async def test_an_answer_is_handed_over_whole_whatever_its_status() -> None:
    body = b'{"detail": "Not authenticated"}'

    async with host(answering(answer(body, "503 Busy", "X-Service-Name: auth-service"))) as there:
        got = await ask(visit(), Request(method="GET", url=there.url(path="/health?x=1")))

    assert (got.status, got.body, got.headers["x-service-name"]) == (503, body, "auth-service")
    assert got.url.endswith("/health?x=1")
    assert 0 < got.took_s < 5
    assert got.received_at.tzinfo is UTC


async def test_a_request_says_who_asks_and_carries_a_trace() -> None:
    async with host(answering(answer())) as there, open_http(visit()) as http:
        for _ in range(2):
            await http.bound().send(Request(method="GET", url=there.url(), bearer="t0ken"))

    first, second = (caller.head for caller in there.callers)
    agent = field_of(first, "user-agent") or ""
    assert "netra-golden-path/" in agent
    assert field_of(first, "authorization") == "Bearer t0ken"
    assert field_of(first, "accept-encoding") == "identity"
    assert (field_of(first, "traceparent") or "").startswith("00-")
    assert field_of(first, "traceparent") != field_of(second, "traceparent")


async def test_a_body_goes_out_as_json_and_none_as_no_body() -> None:
    bodies: list[bytes] = []

    async def talk(caller: Caller) -> None:
        await caller.read_head()
        size = int(field_of(caller.head, "content-length") or 0)
        bodies.append(await caller.reader.readexactly(size))
        await caller.say(answer())

    async with host(talk) as there:
        await ask(visit(), Request(method="POST", url=there.url(), json={"email": "a@b.c"}))
        await ask(visit(), Request(method="POST", url=there.url()))

    assert json.loads(bodies[0]) == {"email": "a@b.c"}
    assert bodies[1] == b""


async def test_cookies_are_not_kept() -> None:
    async with (
        host(answering(answer(b"", "200 OK", "Set-Cookie: sid=1; Path=/"))) as there,
        open_http(visit()) as http,
    ):
        for _ in range(2):
            await http.bound().send(Request(method="POST", url=there.url()))

    assert field_of(there.callers[1].head, "cookie") is None


async def test_a_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    async with host(answering(answer())) as proxy, host(answering(answer())) as there:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url())
        got = await ask(visit(), Request(method="GET", url=there.url()))

    assert got.status == 200
    assert proxy.callers == []


async def test_a_redirect_is_not_followed_and_its_query_not_told() -> None:
    async with host(answering(answer())) as other:
        away = f"Location: {other.url(path='/login?token=abc#frag')}"
        async with host(answering(answer(b"", "302 Found", away))) as there:
            failed = await refused(visit(), Request(method="GET", url=there.url(), bearer="t0ken"))

    assert (failed.failure, failed.blame) == (Failure.REDIRECTED, Blame.TARGET)
    assert f"127.0.0.1:{other.port}/login" in failed.detail
    assert "abc" not in failed.detail
    assert other.callers == []


@pytest.mark.parametrize("location", ["", "Location: http://[::1", "Location: http://a:99999/"])
async def test_a_redirect_to_nowhere_is_a_redirect(location: str) -> None:
    async with host(answering(answer(b"", "301 Moved", location or "X: y"))) as there:
        failed = await refused(visit(), Request(method="GET", url=there.url()))

    assert failed.failure is Failure.REDIRECTED


async def test_being_told_to_slow_down_is_our_own_fault() -> None:
    async with host(answering(answer(b"<html>", "429 Slow", "Retry-After: 600"))) as there:
        failed = await refused(visit(), Request(method="GET", url=there.url()))

    assert (failed.failure, failed.blame) == (Failure.RATE_LIMITED, Blame.PROBE)
    assert "600 s" in failed.detail


@pytest.mark.parametrize("name", ["X-E2E-Bypass-Key", "x-test-mode", "E2e"])
async def test_a_bypass_header_goes_to_the_auth_service_alone(name: str) -> None:
    async with host(answering(answer())) as auth, host(answering(answer())) as backend:
        guest = visit(auth=auth.url(path=""))
        await ask(guest, Request(method="GET", url=auth.url(), headers={name: SECRET}))
        with pytest.raises(ValueError, match="auth service only"):
            await ask(guest, Request(method="GET", url=backend.url(), headers={name: SECRET}))

    assert field_of(auth.callers[0].head, name.lower()) == SECRET
    assert backend.callers == []


async def test_no_header_of_our_own_looks_like_a_bypass() -> None:
    async with host(answering(answer())) as there:
        request = Request(method="POST", url=there.url(), json={}, bearer="t")
        await ask(visit(), request)

    assert not [name for name in names_of(there.callers[0].head) if "test" in name or "e2e" in name]


async def test_a_good_certificate_opens_the_door(
    certified: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    async with host(answering(answer()), certified) as there:
        got = await ask(visit(trust=trusting), Request(method="GET", url=there.url("https")))

    assert got.status == 200


async def test_waiting_for_the_budget_is_told_and_is_no_latency() -> None:
    told = Told()
    guest = visit(Manners(token_spacing_s=1.0))

    async with host(answering(answer())) as there, open_http(guest) as http:
        port = http.bound(told)
        request = Request(method="GET", url=there.url(), bearer="t0ken")
        answers = [await port.send(request) for _ in range(2)]

    assert len(told.seconds) == 1
    assert 0 < told.seconds[0] <= 1.0
    assert answers[1].took_s < told.seconds[0]


async def test_a_caller_who_gives_up_within_tls_leaves_nothing_open(
    trusting: ssl.SSLContext,
) -> None:
    left = asyncio.Event()

    async def silent(caller: Caller) -> None:
        await caller.listen()
        left.set()

    async with host(silent) as there, open_http(visit(trust=trusting)) as http:
        request = Request(method="GET", url=there.url("https"))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await http.bound().send(request)
        async with asyncio.timeout(1):
            await left.wait()
