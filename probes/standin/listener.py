"""One door of the stand-in: a uvicorn server that lives in somebody else's event loop.

It touches no signal, writes no log and does not poll.
"""

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp

_GRACE_S = 2
_KEEP_ALIVE_S = 75  # a client may sit through a long silence and go on


def bound(host: str, port: int) -> socket.socket:
    """Take a port, 0 for a free one.

    Raises:
        OSError: it is in use.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle's 40 ms off only where the protocol is spelled out
    opened = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((host, port))
        opened.listen()
    except OSError:
        opened.close()
        raise
    return opened


class Listener(uvicorn.Server):
    """Uvicorn without its signals, its logs and its polling."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http="h11",
                ws="wsproto",
                lifespan="off",
                log_config=None,
                access_log=False,
                timeout_keep_alive=_KEEP_ALIVE_S,
                date_header=False,  # the application writes it, from a clock that may be wrong
            )
        )
        self.ready = asyncio.Event()
        self.leave = asyncio.Event()
        self.gone = asyncio.Event()

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """Run from ``ready`` over ``leave`` to ``gone``."""
        try:
            await super().serve(sockets)
        finally:
            self.gone.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to the program around."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start listening and say so."""
        await self.on_tick(0)
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        """Wait until told to leave."""
        await self.leave.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close the door and see everybody out, without uvicorn's tenths of a second."""
        for server in self.servers:
            server.close()
        for bound in sockets or ():
            bound.close()
        for connection in tuple(self.server_state.connections):
            connection.shutdown()
        if self.server_state.tasks:
            await asyncio.wait(tuple(self.server_state.tasks), timeout=_GRACE_S)
        await asyncio.sleep(0)  # closed transports say so in the loop's next round
        for connection in tuple(self.server_state.connections):
            connection.transport.abort()
        for task in tuple(self.server_state.tasks):
            task.cancel()
        if self.server_state.tasks:
            await asyncio.wait(tuple(self.server_state.tasks))
