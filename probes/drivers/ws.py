"""websockets, reduced to one line of text frames.  The only file that imports it.

The library would follow a redirect to another host and hand over the token in the subprotocol; it
would wait for a peer that has said goodbye, or nonsense, until the peer also hangs up.  Neither
happens here: see :class:`_Straight` and :class:`_Wire`.  It sends no ping of its own accord, asks
for no compression (so no frame is larger than what was sent) and reads no proxy settings.
"""

import asyncio
import contextlib
import socket

from websockets import exceptions as errors
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.ports import Handshake
from probes.drivers import causes, guest, heads, sockets
from probes.drivers.reach import Address

_LOGGER = guest.silent("probes.drivers.ws.wire")
_GOODBYE_S = 0.5  # for a peer that should hang up by now
_CLOSE_S = 1.5
_UNSENT_BYTES = 1 << 20  # of pongs to a peer that pings and does not read
_TARGET, _PROBE = Blame.TARGET, Blame.PROBE

# What a class means by itself; an error of the operating system or of TLS is named by its kind.
NAMED: dict[type[Exception], tuple[Failure, Blame, str]] = {
    errors.InvalidHandshake: (Failure.PROTOCOL_VIOLATION, _TARGET, "broke RFC 6455 shaking hands"),
    errors.InvalidMessage: (Failure.PROTOCOL_VIOLATION, _TARGET, "does not speak HTTP/1.1"),
    errors.SecurityError: (Failure.PROTOCOL_VIOLATION, _TARGET, "answered beyond all bounds"),
    errors.InvalidHeader: (Failure.PROTOCOL_VIOLATION, _TARGET, "upgraded with a wrong header"),
    errors.NegotiationError: (Failure.PROTOCOL_VIOLATION, _TARGET, "chose what was not offered"),
    errors.ProtocolError: (Failure.PROTOCOL_VIOLATION, _TARGET, "sent frames against RFC 6455"),
    UnicodeDecodeError: (Failure.PROTOCOL_VIOLATION, _TARGET, "sent text that is not UTF-8"),
    errors.PayloadTooBig: (Failure.FRAME_TOO_LARGE, _TARGET, "sent a message that is too large"),
    errors.TooManyFragments: (Failure.FRAME_TOO_LARGE, _TARGET, "sent too many fragments"),
    errors.InvalidURI: (Failure.PROBE_BUG, _PROBE, "was asked with no ws or wss address"),
    errors.InvalidState: (Failure.PROBE_BUG, _PROBE, "was written to when it was closed"),
    errors.ConcurrencyError: (Failure.PROBE_BUG, _PROBE, "was read by two at once"),
}


class _Straight(connect):
    """A connect that goes where it was sent and nowhere else."""

    def process_redirect(self, exc: Exception) -> Exception:
        return exc


class _Wire(ClientConnection):
    """A connection that ends when it is over, whether the peer hangs up or not."""

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        protocol = self.protocol
        garbled = self.response is None and protocol.handshake_exc is not None
        over = protocol.close_rcvd is not None or protocol.parser_exc is not None
        deaf = self.transport.get_write_buffer_size() > _UNSENT_BYTES
        if garbled or over or deaf:
            self.transport.abort()  # our own goodbye has been written by now


class Line:
    """A connection after its handshake.  ``hidden`` is what no detail may quote."""

    def __init__(self, wire: ClientConnection, host: str, hidden: tuple[str, ...]) -> None:
        self._wire = wire
        self._host = host
        self._hidden = hidden
        self.subprotocol: str | None = wire.subprotocol

    async def send(self, text: str) -> None:
        """Send one text frame.

        Raises:
            StepFailed: the peer closed or broke the connection.
        """
        try:
            await self._wire.send(text)
        except errors.ConnectionClosed as exc:
            raise self._ended(exc) from exc

    async def receive(self) -> str:
        """Wait for one text frame, without a limit of its own.

        Raises:
            StepFailed: the peer closed or broke the connection, or sent what is no text.
        """
        try:
            text = await self._wire.recv()
        except errors.ConnectionClosed as exc:
            raise self._ended(exc) from exc
        except errors.ConcurrencyError as exc:
            raise _by_class(exc, self._host) from exc
        if isinstance(text, bytes):
            detail = f"{self._host} sent a binary frame of {len(text)} bytes"
            raise StepFailed(Failure.PROTOCOL_VIOLATION, _TARGET, detail)
        return text

    async def hang_up(self) -> None:
        """Say goodbye, wait a moment for theirs, and hang up; whatever they do is no error."""
        try:
            async with asyncio.timeout(_CLOSE_S):
                await self._wire.close()
        except (errors.WebSocketException, OSError):
            pass
        finally:
            self._wire.transport.abort()

    def _ended(self, exc: errors.ConnectionClosed) -> StepFailed:
        return ended(exc, self._wire.protocol.parser_exc, self._host, self._hidden)


class SocketDoor(sockets.Door):
    """The way over websockets."""

    async def shake(self, handshake: Handshake, sock: socket.socket, there: Address) -> Line:
        """Shake hands over a connection, which is this method's to close from here on."""
        host = str(there)
        with contextlib.ExitStack() as unused:
            unused.callback(sock.close)
            try:
                attempt = self._attempt(handshake, sock, secure=there.secure)
                unused.pop_all()
                wire = await attempt
            except (errors.WebSocketException, OSError, EOFError) as exc:
                failed = unopened(exc, handshake.url, host)
                raise failed from (None if failed.blame is _PROBE else exc)
            except ValueError:  # its text would quote a header or a subprotocol
                raise causes.unaskable(host) from None
        return Line(wire, host, (handshake.bearer or "", *handshake.subprotocols))

    def _attempt(self, handshake: Handshake, sock: socket.socket, *, secure: bool) -> _Straight:
        headers = guest.introduction()
        if handshake.bearer is not None:
            headers["authorization"] = f"Bearer {handshake.bearer}"
        return _Straight(
            handshake.url,
            subprotocols=[Subprotocol(name) for name in handshake.subprotocols] or None,
            compression=None,
            additional_headers=headers,
            user_agent_header=None,
            proxy=None,
            open_timeout=None,
            ping_interval=None,
            close_timeout=_GOODBYE_S,
            max_size=self._limits.frame_bytes,
            logger=_LOGGER,
            create_connection=_Wire,
            sock=sock,
            ssl=self._visit.trust if secure else None,
            ssl_shutdown_timeout=_GOODBYE_S if secure else None,
        )


def unopened(exc: Exception, url: str, host: str) -> StepFailed:
    """Name an exception that came instead of an open connection."""
    if isinstance(exc, errors.InvalidStatus):
        status = exc.response.status_code
        headers = {name.lower(): value for name, value in exc.response.headers.raw_items()}
        return heads.not_upgraded(status, headers, url, host)
    beneath = causes.named(exc, host) if _is_of_the_connection(exc) else None
    return beneath or _by_class(exc, host)


def ended(
    exc: errors.ConnectionClosed, wrong: Exception | None, host: str, hidden: tuple[str, ...]
) -> StepFailed:
    """Name the end of a connection; ``wrong`` is what the parser could not read, if anything."""
    if exc.rcvd is not None:
        return heads.goodbye(exc.rcvd.code, guest.plain(exc.rcvd.reason, hidden), host)
    for beneath in (wrong, exc.__cause__):
        if any(isinstance(beneath, kind) for kind in NAMED):
            return _by_class(beneath, host)
    detail = f"{host} dropped the connection without a goodbye (1006)"
    return StepFailed(Failure.SOCKET_BROKEN, _TARGET, detail)


def _is_of_the_connection(exc: Exception) -> bool:
    return isinstance(exc, OSError | EOFError) or isinstance(exc.__cause__, EOFError)


def _by_class(exc: BaseException | None, host: str) -> StepFailed:
    for kind in type(exc).__mro__:
        if kind in NAMED:
            failure, blame, what = NAMED[kind]
            return StepFailed(failure, blame, f"{host} {what}")
    return StepFailed(Failure.PROBE_BUG, _PROBE, f"websockets raised {type(exc).__name__}")
