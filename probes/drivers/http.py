"""httpx, reduced to one request and one bounded answer.  The only file that imports it.

The transport is asked directly and not a client: so no redirect is followed, no cookie kept, no
proxy or netrc of the environment read and nothing decompressed, by construction.  A status is an
answer and judged elsewhere, but for 3xx and 429, which are never what a journey asked for.

A connection kept alive may be closed by the peer in the instant in which it is used again, and a
probe would call that an outage.  So only a request that may be repeated uses one, and is repeated
once, on a connection of its own, if the kept one turns out to be gone (RFC 9110 §9.2.2, RFC 9112
§9.3.1).  Every other request opens its own.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol, runtime_checkable

import httpx

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.ports import Request
from probes.drivers import causes, guest, heads, hosts
from probes.drivers.guest import Guest
from probes.drivers.reach import address

for _name in ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.proxy"):
    guest.silent(_name)

_TARGET, _PROBE = Blame.TARGET, Blame.PROBE
HANDLED = (httpx.HTTPError, httpx.StreamError, OSError, EOFError)

# What a class means when no error of the operating system, the resolver or TLS is under it.
NAMED: dict[type[Exception], tuple[Failure, Blame, str]] = {
    httpx.ConnectTimeout: (Failure.NO_ANSWER, _TARGET, "took no connection in time"),
    httpx.ReadTimeout: (Failure.NO_ANSWER, _TARGET, "did not answer in time"),
    httpx.WriteTimeout: (Failure.NO_ANSWER, _TARGET, "did not read our request in time"),
    httpx.TimeoutException: (Failure.NO_ANSWER, _TARGET, "did not answer in time"),
    httpx.ConnectError: (Failure.CONNECTION_LOST, _TARGET, "broke off while connecting"),
    httpx.ReadError: (Failure.CONNECTION_LOST, _TARGET, "dropped the connection"),
    httpx.WriteError: (Failure.CONNECTION_LOST, _TARGET, "dropped the connection"),
    httpx.CloseError: (Failure.CONNECTION_LOST, _TARGET, "dropped the connection"),
    httpx.NetworkError: (Failure.CONNECTION_LOST, _TARGET, "dropped the connection"),
    httpx.RemoteProtocolError: (Failure.PROTOCOL_VIOLATION, _TARGET, "does not speak HTTP"),
    httpx.ProtocolError: (Failure.PROTOCOL_VIOLATION, _TARGET, "does not speak HTTP"),
    httpx.LocalProtocolError: (Failure.PROBE_BUG, _PROBE, "was sent no valid HTTP by us"),
    httpx.UnsupportedProtocol: (Failure.PROBE_BUG, _PROBE, "is no http or https address"),
}


REPEATABLE = frozenset({"GET", "HEAD", "DELETE"})
DROPPED = (httpx.ReadError, httpx.WriteError, httpx.CloseError, httpx.RemoteProtocolError)
OPENED = frozenset({"connection.connect_tcp.complete", "connection.start_tls.complete"})
KEPT_S = 2.0  # less than any server waits before it closes an idle connection


class _Gone(Exception):  # noqa: N818  (what became of a kept connection)
    pass


@dataclass(frozen=True, slots=True)
class Ways:
    """A transport that opens a connection for each request, and one that may use one again."""

    fresh: httpx.AsyncBaseTransport
    kept: httpx.AsyncBaseTransport


@runtime_checkable
class _Stream(Protocol):
    async def aclose(self) -> None: ...


class HttpDoor(hosts.Door):
    """The way over httpx.  The transports are the caller's to close."""

    def __init__(self, ways: Ways, visit: Guest, limits: hosts.HttpLimits) -> None:
        super().__init__(visit, limits)
        self._ways = ways
        self._timeout = httpx.Timeout(None, connect=visit.reach.connect_s).as_dict()

    async def exchange(self, request: Request) -> hosts.Heard:
        """Ask, and read the whole answer, at any speed."""
        built, host = _built(request)
        try:
            way = self._ways.kept if request.method in REPEATABLE else self._ways.fresh
            response = await self._head(way, built, host)
        except _Gone:
            response = await self._head(self._ways.fresh, built, host)
        try:
            headers = MappingProxyType(dict(response.headers))
            failed = heads.ruled_out(response.status_code, headers, request.url, host)
            if failed is not None:
                raise failed
            return hosts.Heard(response.status_code, headers, await self._body(response, host))
        finally:
            with contextlib.suppress(*HANDLED):  # what was read is read
                await response.aclose()

    async def _head(
        self, way: httpx.AsyncBaseTransport, built: httpx.Request, host: str
    ) -> httpx.Response:
        opened: list[_Stream] = []

        async def trace(event: str, facts: Mapping[str, object]) -> None:
            stream = facts.get("return_value") if event in OPENED else None
            if isinstance(stream, _Stream):
                opened.append(stream)

        built.extensions = {"timeout": self._timeout, "trace": trace}
        try:
            return await way.handle_async_request(built)
        except HANDLED as exc:
            if not opened and way is self._ways.kept and isinstance(exc, DROPPED):
                raise _Gone from exc
            raise unanswered(exc, host) from exc
        except ValueError:  # a name that the resolver cannot encode
            raise causes.unaskable(host) from None
        except asyncio.CancelledError:  # within TLS httpcore would leave the connection open
            for stream in opened:
                await stream.aclose()
            raise

    async def _body(self, response: httpx.Response, host: str) -> bytes:
        encoding = response.headers.get("content-encoding", "identity").strip().lower()
        body = bytearray()
        try:
            async for chunk in response.aiter_raw():
                if encoding not in {"", "identity"}:
                    detail = f"{host} sent a body encoded as {guest.plain(encoding, limit=20)}"
                    raise StepFailed(Failure.UNEXPECTED_BODY, _TARGET, detail)
                body += chunk
                if len(body) > self._limits.body_bytes:
                    detail = f"{host} sent more than {self._limits.body_bytes} bytes"
                    raise StepFailed(Failure.BODY_TOO_LARGE, _TARGET, detail)
        except HANDLED as exc:
            raise broken_off(exc, host) from exc
        return bytes(body)


@contextlib.asynccontextmanager
async def open_http(
    visit: Guest, limits: hosts.HttpLimits | None = None
) -> AsyncIterator[HttpDoor]:
    """Open the way to one target's HTTP hosts, for as long as the process looks at it."""
    async with _way(visit, kept=0) as fresh, _way(visit, kept=len(visit.target.hosts)) as kept:
        yield HttpDoor(Ways(fresh, kept), visit, limits or hosts.HttpLimits())


def _way(visit: Guest, kept: int) -> httpx.AsyncHTTPTransport:
    limits = httpx.Limits(
        max_connections=None, max_keepalive_connections=kept, keepalive_expiry=KEPT_S
    )
    return httpx.AsyncHTTPTransport(verify=visit.trust, trust_env=False, limits=limits)


def unanswered(exc: Exception, host: str) -> StepFailed:
    """Name an exception that came instead of an answer's head."""
    beneath = causes.named(exc, host)
    if beneath is None and isinstance(exc, httpx.RemoteProtocolError) and _is_silence(exc):
        detail = f"{host} closed the connection without an answer"
        return StepFailed(Failure.CONNECTION_LOST, _TARGET, detail)
    return beneath or _blamed(exc, host)


def broken_off(exc: Exception, host: str) -> StepFailed:
    """Name an exception that came within an answer's body."""
    if isinstance(exc, httpx.RemoteProtocolError):
        detail = f"{host} broke its body off, or framed it against HTTP"
        return StepFailed(Failure.UNEXPECTED_BODY, _TARGET, detail)
    return causes.named(exc, host) or _blamed(exc, host)


def _built(request: Request) -> tuple[httpx.Request, str]:
    """Build what goes over the wire, and the name of its host for details."""
    try:
        host = str(address(request.url, "http", "https"))
        ours = {"accept": "*/*", "accept-encoding": "identity", **guest.introduction()}
        headers = {name.lower(): value for name, value in request.headers.items()} | ours
        if request.bearer is not None:
            headers["authorization"] = f"Bearer {request.bearer}"
        built = httpx.Request(request.method, request.url, headers=headers, json=request.json)
    except (httpx.InvalidURL, ValueError):  # its text would quote the URL or a header
        raise causes.unaskable("the request") from None
    return built, host


def _is_silence(exc: httpx.RemoteProtocolError) -> bool:
    beneath = exc.__cause__  # httpcore's own; what h11 could not read would be under that
    return beneath is not None and beneath.__context__ is None


def _blamed(exc: Exception, host: str) -> StepFailed:
    for kind in type(exc).__mro__:
        if kind in NAMED:
            failure, blame, what = NAMED[kind]
            return StepFailed(failure, blame, f"{host} {what}")
    return StepFailed(Failure.PROBE_BUG, _PROBE, f"httpx raised {type(exc).__name__}")
