"""``goldenpath standin``: the stand-in alone, until it is told to stop."""

import asyncio
import contextlib
import json
import signal
from dataclasses import dataclass
from pathlib import Path

import click

from probes.standin import settings_file
from probes.standin.faults import UnknownFault, checked
from probes.standin.options import Options
from probes.standin.server import StandIn, serve
from scheduler.cli import outlet
from scheduler.cli.exits import Refused

_MOST = 65533  # three ports in a row
_EPILOG = """\b
Examples:
  goldenpath standin --port 8100 --write-config standin.toml
  goldenpath standin --fault auth-down
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The command line of one ``standin``."""

    host: str
    port: int
    fault: tuple[str, ...]
    pace: int
    write_config: str | None

    @property
    def options(self) -> Options:
        """Say it as the stand-in's options."""
        return Options(
            host=self.host,
            port=self.port,
            faults=frozenset(self.fault),
            pace_s=self.pace / 1000,
        )


@click.command(epilog=_EPILOG)
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option(
    "--port",
    metavar="N",
    type=click.IntRange(0, _MOST),
    default=0,
    help="Front end at N, api at N+1, auth at N+2; 0 takes free ones.",
)
@click.option("--fault", metavar="NAME", multiple=True, help="Broken from the start; repeatable.")
@click.option(
    "--pace",
    metavar="MS",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    help="Milliseconds between two agent events.",
)
@click.option("--write-config", metavar="FILE", help="Write settings for it, with secrets.")
@click.pass_context
def standin(ctx: click.Context, /, **_: object) -> None:
    """Be a Netra that does as it is told, on loopback, until Ctrl-C.

    The first line of standard output says where, as JSON, when it is ready.
    """
    asked = Asked(**ctx.params)
    try:
        checked(asked.fault)
    except UnknownFault as exc:
        raise Refused(str(exc)) from exc
    asyncio.run(_stand(asked))


async def _stand(asked: Asked) -> None:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for stop in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(stop, told.set)
    async with contextlib.AsyncExitStack() as stack:
        try:
            running = await stack.enter_async_context(serve(asked.options, _switched))
        except OSError as exc:
            raise Refused(taken(asked.host, asked.port, exc)) from exc
        if asked.write_config is not None:
            _write(asked.write_config, running)
        outlet.tell(ready(running, asked.write_config))
        await told.wait()


def _switched(faults: tuple[str, ...]) -> None:
    click.echo(f"switched: {', '.join(faults) or 'no fault'}", err=True)


def taken(host: str, port: int, exc: OSError) -> str:
    """Say in a sentence why the stand-in cannot listen."""
    where = f"ports {port} to {port + 2} of {host}" if port else host
    return f"cannot listen on {where}: {exc.strerror or type(exc).__name__}"


def ready(running: StandIn, settings: str | None) -> str:
    """Write the line that tells a script where everything is."""
    line = {
        "ready": True,
        "frontend": running.frontend,
        "api": running.api,
        "auth": running.auth,
        "websocket": running.websocket,
        "faults": list(running.faults),
        "settings": settings,
        "switch": running.switch,
    }
    return json.dumps(line) + "\n"


def _write(where: str, running: StandIn) -> None:
    try:
        settings_file.write(Path(where), running)
    except OSError as exc:
        raise Refused(f"cannot write the settings to {where}: {exc.strerror}") from exc
