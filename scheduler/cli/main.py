"""The commands of ``goldenpath``, and its outermost line: every way out is an exit code and a word.

It imports no client library; a command's file does when the command is asked for.
"""

import os
import sys
from collections.abc import Sequence

import click

from scheduler.cli import crash, outlet, release
from scheduler.cli.exits import Exit
from scheduler.cli.lazy import Entry, LazyGroup

COMMANDS = {
    "run": Entry("scheduler.cli.run:run", "Run probes once against their target and report."),
    "list": Entry("scheduler.cli.list_:list_", "List the probes of the settings."),
    "config": Entry(
        "scheduler.cli.config:config", "Check the settings, or print what they may hold."
    ),
    "explain": Entry("scheduler.cli.explain:explain", "Explain a failure and what to check next."),
    "demo": Entry("scheduler.cli.demo:demo", "Run every probe against the built-in stand-in."),
    "standin": Entry("scheduler.cli.standin:standin", "Be the stand-in: a Netra that obeys."),
    "faults": Entry("scheduler.cli.faults:faults", "List the faults that the stand-in can play."),
}

_NAME = "goldenpath"
_COMPLETION = "_GOLDENPATH_COMPLETE"
_EPILOG = """\b
Examples:
  goldenpath demo --once
  goldenpath run --config config/staging.toml
  goldenpath explain notification_missing

Exit codes: 0 yes, 1 no, 2 usage or settings, 3 cannot tell, 130 interrupted.
"""


class Goldenpath(LazyGroup):
    """The commands of this program."""

    entries = COMMANDS


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001  (click's)
    if wanted and not ctx.resilient_parsing:
        outlet.tell(f"goldenpath {release.version()}\n")
        ctx.exit(Exit.YES)


@click.group(
    cls=Goldenpath,
    epilog=_EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_print_version,
    help="Say which version this is.",
)
def cli() -> None:
    """Walk the golden path of a Netra Apex target, and say what does not work and whose it is."""


def outermost(args: Sequence[str] | None = None) -> int:
    """Run one command line, and turn every way out into an exit code."""
    outlet.prepare()
    try:
        return _command(sys.argv[1:] if args is None else args)
    except click.ClickException as exc:
        exc.show()
        return Exit.USAGE
    except outlet.CannotWrite as exc:
        return _cannot_write(exc)
    except (click.Abort, KeyboardInterrupt):
        return Exit.INTERRUPTED
    except Exception as exc:  # noqa: BLE001  (the outermost line: a bug is no verdict)
        if isinstance(exc, BrokenPipeError) or (isinstance(exc, OSError) and outlet.is_gone()):
            return _cannot_write(outlet.CannotWrite("standard output", exc))
        click.echo(crash.sentence(exc), err=True)
        return Exit.CANNOT_TELL


def _command(args: Sequence[str]) -> int:
    """Do what click's own ``main`` does, but for its exit 1 when nobody reads the output."""
    if _COMPLETION in os.environ and not args:  # a shell asks without a word; others want a run
        cli.main(args, prog_name=_NAME)
    code: int = Exit.YES
    try:
        with cli.make_context(_NAME, list(args)) as ctx:
            cli.invoke(ctx)
    except click.exceptions.Exit as exc:
        code = exc.exit_code
    outlet.flush()
    return code


def _cannot_write(exc: outlet.CannotWrite) -> int:
    outlet.abandon()
    click.echo(f"goldenpath: cannot tell: {exc}", err=True)
    return Exit.CANNOT_TELL
