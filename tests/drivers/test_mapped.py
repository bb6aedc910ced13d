"""Every exception class of the two libraries is named, or cannot come, and why."""

import socket
import ssl
from collections.abc import Iterator

import httpx
import pytest
import websockets.exceptions
from websockets.frames import Close
from websockets.http11 import Response

from probes.core.errors import Blame, Failure, StepFailed
from probes.drivers import http, ws

UNRAISED_HTTP = {
    "HTTPError": "abstract; what is raised is a subclass",
    "RequestError": "abstract; what is raised is a subclass",
    "TransportError": "abstract; what is raised is a subclass",
    "HTTPStatusError": "only raise_for_status, which is never called",
    "TooManyRedirects": "only a client that follows redirects; the transport follows none",
    "ProxyError": "only with a proxy; there is none",
    "PoolTimeout": "only with a limit of connections; there is none",
    "DecodingError": "only when a body is decompressed; it is read raw",
    "CookieConflict": "only a client with a jar; there is none",
    "StreamError": "abstract; what is raised is a subclass",
    "StreamConsumed": "a body is read once",
    "StreamClosed": "a body is read before its answer is closed",
    "ResponseNotRead": "content is never asked for",
    "RequestNotRead": "content is never asked for",
    "InvalidURL": "caught where a request is built (test_http_hostile)",
}
UNRAISED_WS = {
    "WebSocketException": "abstract; what is raised is a subclass",
    "InvalidProxy": "only with a proxy; there is none",
    "ProxyError": "only with a proxy; there is none",
    "InvalidProxyMessage": "only with a proxy; there is none",
    "InvalidProxyStatus": "only with a proxy; there is none",
    "RequestLineTooLong": "only a server reads requests",
    "InvalidMethod": "only a server reads requests",
    "InvalidProtocol": "only a server reads requests",
    "InvalidOrigin": "only a server reads requests",
    "AbortHandshake": "the legacy API",
    "RedirectHandshake": "the legacy API",
    "InvalidStatusCode": "the legacy API",
}
ANSWERS = {301: Failure.REDIRECTED, 429: Failure.RATE_LIMITED, 403: Failure.HANDSHAKE_REFUSED}


def family(root: type[BaseException]) -> Iterator[type[BaseException]]:
    yield root
    for child in root.__subclasses__():
        yield from family(child)


def of_httpx() -> list[type[BaseException]]:
    roots = (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, httpx.CookieConflict)
    return sorted({kind for root in roots for kind in family(root)}, key=lambda k: k.__name__)


def of_websockets() -> list[type[BaseException]]:
    listed = {getattr(websockets.exceptions, name) for name in websockets.exceptions.__all__}
    found = set(family(websockets.exceptions.WebSocketException)) | listed
    ours = {kind for kind in found if kind.__module__.startswith("websockets")}
    return sorted(ours, key=lambda kind: kind.__name__)


def test_the_families_are_whole() -> None:
    names = {kind.__name__ for kind in of_httpx()}
    documented = {name for name in httpx.__all__ if is_exception(getattr(httpx, name))}

    assert documented <= names
    assert len(of_websockets()) >= len(websockets.exceptions.__all__) > 20


def is_exception(thing: object) -> bool:
    return isinstance(thing, type) and issubclass(thing, BaseException)


@pytest.mark.parametrize("kind", of_httpx(), ids=lambda kind: kind.__name__)
def test_every_exception_of_httpx_is_named_or_cannot_come(kind: type[BaseException]) -> None:
    if kind.__name__ in UNRAISED_HTTP:
        assert kind not in http.NAMED
        return

    assert kind in http.NAMED
    exc = kind("told by nobody: t0ken")
    assert isinstance(exc, http.HANDLED)
    for name in (http.unanswered, http.broken_off):
        failed = name(exc, "api.example")
        assert failed.detail.startswith("api.example")
        assert "t0ken" not in failed.detail


@pytest.mark.parametrize("kind", of_websockets(), ids=lambda kind: kind.__name__)
def test_every_exception_of_websockets_is_named_or_cannot_come(
    kind: type[BaseException],
) -> None:
    if kind.__name__ in UNRAISED_WS:
        return

    failed = named(kind)

    assert failed.failure is not Failure.PROBE_BUG or failed.blame is Blame.PROBE
    assert "websockets raised" not in failed.detail


def named(kind: type[BaseException]) -> StepFailed:
    """Name an exception of this kind as the driver would."""
    if issubclass(kind, websockets.exceptions.ConnectionClosed):
        close = Close(1011, "x")
        return ws.ended(kind(close, close, rcvd_then_sent=True), None, "api.example", ())
    if kind is websockets.exceptions.InvalidStatus:
        exc: Exception = websockets.exceptions.InvalidStatus(Response(403, "No", Headers()))
        return ws.unopened(exc, "ws://api.example/", "api.example")
    blank = kind.__new__(kind)
    assert isinstance(blank, Exception)
    return ws.unopened(blank, "ws://api.example/", "api.example")


Headers = websockets.Headers


@pytest.mark.parametrize("status", ANSWERS)
def test_a_status_of_a_handshake_is_named(status: int) -> None:
    said = Response(status, "x", Headers([("Location", "/a"), ("Location", "/b")]))

    failed = ws.unopened(
        websockets.exceptions.InvalidStatus(said), "ws://api.example/", "api.example"
    )

    assert failed.failure is ANSWERS[status]


@pytest.mark.parametrize(
    ("beneath", "failure"),
    [
        (websockets.exceptions.PayloadTooBig(9, 8), Failure.FRAME_TOO_LARGE),
        (websockets.exceptions.TooManyFragments(8), Failure.FRAME_TOO_LARGE),
        (websockets.exceptions.ProtocolError("x"), Failure.PROTOCOL_VIOLATION),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "x"), Failure.PROTOCOL_VIOLATION),
        (EOFError("x"), Failure.SOCKET_BROKEN),
        (ConnectionResetError(104, "x"), Failure.SOCKET_BROKEN),
        (ssl.SSLError(1, "bad record mac"), Failure.SOCKET_BROKEN),
        (TimeoutError("closing"), Failure.SOCKET_BROKEN),
        (None, Failure.SOCKET_BROKEN),
    ],
)
def test_an_end_without_a_goodbye_is_named_by_its_cause(
    beneath: Exception | None, failure: Failure
) -> None:
    exc = websockets.exceptions.ConnectionClosedError(None, None)

    by_parser = ws.ended(exc, beneath, "api.example", ())
    exc.__cause__ = beneath
    by_cause = ws.ended(exc, None, "api.example", ())

    assert by_parser.failure is by_cause.failure is failure


@pytest.mark.parametrize(
    ("beneath", "failure"),
    [
        (socket.gaierror(-2, "x"), Failure.NAME_NOT_RESOLVED),
        (ConnectionRefusedError(), Failure.CONNECTION_REFUSED),
        (ConnectionResetError(), Failure.CONNECTION_LOST),
        (ssl.SSLCertVerificationError(1, "x"), Failure.CERTIFICATE_INVALID),
        (ssl.SSLError(1, "x"), Failure.TLS_FAILED),
        (TimeoutError(), Failure.NO_ANSWER),
        (EOFError(), Failure.CONNECTION_LOST),
    ],
)
def test_the_cause_under_a_libraries_exception_is_named(
    beneath: Exception, failure: Failure
) -> None:
    wrapped = httpx.ConnectError("x")
    wrapped.__cause__ = beneath

    assert http.unanswered(wrapped, "api.example").failure is failure
    assert ws.unopened(beneath, "ws://api.example/", "api.example").failure is failure
