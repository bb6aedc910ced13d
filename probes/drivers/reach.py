"""Names, connections, and whose fault it is that there is none.

A connection error is the target's, unless an address outside (a setting) cannot be reached
either, or not one of the target's names resolves: then it is the network between us.
"""

import asyncio
import socket
import ssl
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import urlsplit

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.ports import Certificate
from probes.drivers import causes, tls

Sockaddr: TypeAlias = tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]

_OF_THE_CONNECTION = {
    Failure.NAME_NOT_RESOLVED,
    Failure.CONNECTION_REFUSED,
    Failure.CONNECTION_LOST,
    Failure.NETWORK_UNREACHABLE,
    Failure.NO_ANSWER,
}
_STREAM = socket.SOCK_STREAM
_EACH_ADDRESS_S = 1.5
_OUTSIDE_S = 3.0


@dataclass(frozen=True, slots=True)
class Address:
    """Where a URL leads: the name, the port, and whether TLS is spoken there."""

    host: str
    port: int
    secure: bool

    def __str__(self) -> str:
        usual = 443 if self.secure else 80
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == usual else f"{host}:{self.port}"


def address(url: str, *schemes: str) -> Address:
    """Take the address from an absolute URL; without a scheme, TLS on port 443 is meant.

    Raises:
        ValueError: it has no host, its port is none, or its scheme is none of ``schemes``.
    """
    parts = urlsplit(url if "://" in url else f"tls://{url}")
    if not parts.hostname or (schemes and parts.scheme not in schemes):
        raise ValueError("an address without a host, or of another kind")
    secure = parts.scheme not in {"http", "ws", "tcp"}
    return Address(parts.hostname, parts.port or (443 if secure else 80), secure)


async def dial(host: str, port: int) -> socket.socket:
    """Open a TCP connection to the first address that takes one, in the resolver's order.

    Raises:
        OSError: none did; each address's error is among the causes.
    """
    try:  # an address needs no resolver, nor the thread that one runs in
        found = socket.getaddrinfo(host, port, type=_STREAM, flags=socket.AI_NUMERICHOST)
    except socket.gaierror:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=_STREAM)
    return await first_of([(entry[0], entry[4]) for entry in found])


async def first_of(there: list[tuple[int, Sockaddr]]) -> socket.socket:
    """Connect to the first of several addresses; a silent one holds up the next but shortly."""
    failed: list[OSError] = []
    for number, (family, one) in enumerate(there, start=1):
        sock = socket.socket(
            family, _STREAM, socket.IPPROTO_TCP
        )  # named: asyncio then sets NODELAY
        try:
            sock.setblocking(False)  # noqa: FBT003  (the library's own way of asking)
            async with asyncio.timeout(None if number == len(there) else _EACH_ADDRESS_S):
                await asyncio.get_running_loop().sock_connect(sock, one)
        except OSError as exc:
            sock.close()
            failed.append(exc)
        except BaseException:
            sock.close()
            raise
        else:
            return sock
    raise OSError("no address took the connection") from ExceptionGroup("each", failed)


class Reach:
    """The way to one target's hosts, and the question whether it is the way that is broken.

    ``hosts`` are the target's addresses, ``outside`` is asked before the target is blamed.
    """

    def __init__(
        self,
        hosts: tuple[str, ...],
        trust: ssl.SSLContext,
        outside: str | None = None,
        connect_s: float = 4.0,
    ) -> None:
        self._names = tuple(dict.fromkeys(address(host).host for host in hosts))
        self._trust = trust
        self._outside = None if outside is None else address(outside)
        self.connect_s = connect_s

    async def blame(self, failed: StepFailed) -> StepFailed:
        """Say whose a failure is: as it was named, or the network's."""
        if failed.blame is not Blame.TARGET or failed.failure not in _OF_THE_CONNECTION:
            return failed
        if self._outside is not None and not await _takes_connections(self._outside):
            detail = f"{failed.detail}, and {self._outside} outside cannot be reached either"
            return StepFailed(Failure.NETWORK_UNREACHABLE, Blame.NETWORK, detail)
        if failed.failure is Failure.NAME_NOT_RESOLVED and not await self._any_name_resolves():
            detail = f"{failed.detail}, nor does any other name of the target"
            return StepFailed(failed.failure, Blame.NETWORK, detail)
        return failed

    async def resolve(self, host: str) -> tuple[str, ...]:
        """Give the distinct IP addresses of a name.

        Raises:
            StepFailed: it has none.
        """
        try:
            async with asyncio.timeout(self.connect_s):
                return await _resolved(host)
        except (OSError, ValueError) as exc:
            raise await self.blame(causes.named(exc, host) or causes.unaskable(host)) from exc

    async def certificate(self, url: str) -> Certificate:
        """Shake hands over TLS and give the certificate that was shown.

        Raises:
            StepFailed: no connection, or a certificate that we do not accept.
        """
        there = address(url)
        try:
            async with asyncio.timeout(2 * self.connect_s):
                return await self._shown(there)
        except (OSError, EOFError, ValueError) as exc:
            failed = causes.named(exc, str(there)) or causes.unaskable(str(there))
            raise await self.blame(failed) from exc

    async def _shown(self, there: Address) -> Certificate:
        sock = await dial(there.host, there.port)
        _, writer = await asyncio.open_connection(
            sock=sock, ssl=self._trust, server_hostname=there.host
        )
        try:
            channel: ssl.SSLObject = writer.get_extra_info("ssl_object")
            return tls.read(channel)
        finally:
            writer.transport.abort()

    async def _any_name_resolves(self) -> bool:
        async with asyncio.TaskGroup() as tasks:
            asked = [tasks.create_task(_resolves(name)) for name in self._names]
        return any(task.result() for task in asked)


async def _resolved(host: str) -> tuple[str, ...]:
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


async def _resolves(host: str) -> bool:
    try:
        async with asyncio.timeout(_OUTSIDE_S):
            return bool(await _resolved(host))
    except (OSError, ValueError):
        return False


async def _takes_connections(there: Address) -> bool:
    try:
        async with asyncio.timeout(_OUTSIDE_S):
            (await dial(there.host, there.port)).close()
    except (OSError, ValueError):
        return False
    return True
