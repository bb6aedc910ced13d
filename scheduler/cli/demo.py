"""``goldenpath demo``: the probes against the built-in stand-in, nothing else needed."""

import asyncio
import contextlib
import tempfile
from pathlib import Path

import click

from probes.core.model import Probe, Run
from probes.netra import question
from probes.settings import file
from probes.standin import settings_file
from probes.standin.options import Options
from probes.standin.server import serve
from scheduler.cli import config, outlet, progress
from scheduler.cli.exits import Refused
from scheduler.cli.paper import of_stdout
from scheduler.cli.report import Walked, report
from scheduler.cli.run import code_of
from scheduler.cli.standin import taken
from scheduler.cli.walk import walk

_HOST = "127.0.0.1"
_LATER = "the always-on demo is not in this version; use goldenpath demo --once"
_NOTE = "This was the built-in stand-in, not a real target: it shows that the probes work."


@click.command(epilog="Example: goldenpath demo --once")
@click.option("--once", is_flag=True, help="Every probe once, a report, and out.")
@click.option(
    "--port",
    metavar="N",
    type=click.IntRange(0, 65533),
    default=0,
    help="The stand-in's first port; 0 takes free ones.",
)
@click.option("-v", "--verbose", is_flag=True, help="Log steps and runs to stderr.")
@click.pass_context
def demo(ctx: click.Context, once: bool, port: int, verbose: bool) -> None:  # noqa: FBT001  (click's)
    """Start a stand-in of Netra, walk every probe once against it, and report.

    It needs no settings, no secret and no network.  Exits like ``run``.
    """
    if not once:
        raise Refused(_LATER)
    runs: list[Run] = []
    order: list[Probe] = []
    interrupted = False
    try:
        asyncio.run(_demo(port, order, runs, verbose=verbose))
    except (KeyboardInterrupt, asyncio.CancelledError):
        interrupted = True
    walked = Walked(
        runs=runs, unwalked=len(order) - len(runs), interrupted=interrupted, notes=(_NOTE,)
    )
    outlet.tell(report(walked, of_stdout()))
    ctx.exit(code_of(walked))


async def _demo(port: int, order: list[Probe], runs: list[Run], *, verbose: bool) -> None:
    async with contextlib.AsyncExitStack() as stack:
        try:
            running = await stack.enter_async_context(serve(Options(host=_HOST, port=port)))
        except OSError as exc:
            raise Refused(taken(_HOST, port, exc)) from exc
        room = stack.enter_context(tempfile.TemporaryDirectory(prefix="goldenpath-"))
        path = Path(room) / "demo.toml"
        settings_file.write(path, running)
        settings = file.load(path, config.facts(), question.problems)
        order.extend(settings.probes)
        watching = progress.choose(order, verbose=verbose)
        with watching.shown():
            await walk(settings, order, watching, runs)
