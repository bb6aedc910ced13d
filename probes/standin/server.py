"""Start one stand-in inside a running event loop: three doors, one memory.

No signal is touched and no task outlives the ``async with``.
"""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Iterable, Sequence

from starlette.types import ASGIApp

from probes.standin.addresses import Addresses
from probes.standin.auth_app import auth_app
from probes.standin.backend_app import backend_app
from probes.standin.effects import behaviour_of
from probes.standin.faults import checked
from probes.standin.frontend_app import frontend_app
from probes.standin.listener import Listener, bound
from probes.standin.options import Options
from probes.standin.state import PASSWORD_EMAIL, Secrets, World

_DOORS = 3


Switched = Callable[[tuple[str, ...]], None]


def _nobody(_: tuple[str, ...]) -> None:
    """Hear nothing."""


class StandIn:
    """A running stand-in: its addresses, what a client needs, and what is broken."""

    def __init__(self, options: Options, addresses: Addresses, switched: Switched) -> None:
        self._world = World(options)
        self._switched: Switched = _nobody
        self.addresses = addresses
        self.set_faults(options.faults)
        self._switched = switched

    @property
    def frontend(self) -> str:
        """Give the front end's address."""
        return self.addresses.frontend

    @property
    def api(self) -> str:
        """Give the backend's address."""
        return self.addresses.api

    @property
    def auth(self) -> str:
        """Give the auth service's address."""
        return self.addresses.auth

    @property
    def websocket(self) -> str:
        """Give the socket's address."""
        return self.addresses.websocket

    @property
    def switch(self) -> str:
        """Give the address that faults are PUT to."""
        return self.addresses.switch

    @property
    def secrets(self) -> Secrets:
        """Give what a client signs in with."""
        return self._world.secrets

    @property
    def password_email(self) -> str:
        """Give the address that ``secrets.password`` belongs to."""
        return PASSWORD_EMAIL

    @property
    def faults(self) -> tuple[str, ...]:
        """List the faults that are on."""
        return self._world.faults

    def set_faults(self, names: Iterable[str]) -> None:
        """Turn exactly these faults on.

        Raises:
            ValueError: a name is no fault; it says which would be nearest.
        """
        wanted = checked(names)
        self._world.faults = wanted
        self._world.behaviour = behaviour_of(wanted)
        self._switched(wanted)

    def doors(self) -> tuple[ASGIApp, ASGIApp, ASGIApp]:
        """Build the applications, in the order of their ports."""
        return (
            frontend_app(self._world, self.addresses, self.set_faults),
            backend_app(self._world, self.addresses),
            auth_app(self._world),
        )


@contextlib.asynccontextmanager
async def serve(
    options: Options = Options(),  # noqa: B008  (frozen)
    switched: Switched = _nobody,
) -> AsyncIterator[StandIn]:
    """Run a stand-in until the block is left, open sockets or not; ``switched`` hears of changes.

    Raises:
        OSError: a port is in use; nothing was started.
        ValueError: an unknown fault.
    """
    with contextlib.ExitStack() as held:
        wanted = [options.port + door if options.port else 0 for door in range(_DOORS)]
        sockets = [held.enter_context(bound(options.host, port)) for port in wanted]
        ports = [taken.getsockname()[1] for taken in sockets]
        standin = StandIn(
            options, Addresses(*(_url(options.host, port) for port in ports)), switched
        )
        listeners = [Listener(app) for app in standin.doors()]
        async with _running(listeners, sockets):
            yield standin


@contextlib.asynccontextmanager
async def _running(
    listeners: Sequence[Listener], sockets: Sequence[socket.socket]
) -> AsyncIterator[None]:
    try:
        async with asyncio.TaskGroup() as running:
            for listener, taken in zip(listeners, sockets, strict=True):
                running.create_task(listener.serve([taken]))
            try:
                for listener in listeners:
                    await listener.ready.wait()
                yield
            finally:  # before the group cancels anything: doors are closed, not torn off
                for listener in listeners:
                    listener.leave.set()
                for listener in listeners:
                    await listener.gone.wait()
    except BaseExceptionGroup as group:
        only, *others = group.exceptions
        if others:
            raise
        raise only from only.__cause__  # what the block raised, not a group around it


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
