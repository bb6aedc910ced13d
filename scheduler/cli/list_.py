"""``goldenpath list``: the probes of the settings."""

import click
from rich.text import Text

from probes.core.model import Probe
from scheduler.cli import choice, outlet
from scheduler.cli.exits import Exit
from scheduler.cli.inert import inert
from scheduler.cli.paper import Paper, grid, of_stdout

_HEAD = ("probe", "journey", "target", "as", "every", "last verdict")


@click.command("list", epilog="Example: goldenpath list --config config/staging.toml")
@click.option("--config", metavar="FILE", help="The settings; else GOLDENPATH_CONFIG.")
@click.pass_context
def list_(ctx: click.Context, config: str | None) -> None:
    """List the probes, what they walk, as whom, and how often.

    This version keeps no history, so no probe has a last verdict.  Exits 3 when there is no probe.
    """
    settings = choice.settings_of(config)
    if not settings.probes:
        click.echo(f"{settings.path} has no probe", err=True)
        ctx.exit(Exit.CANNOT_TELL)
    outlet.tell(page(settings.probes, of_stdout()))


def page(probes: tuple[Probe, ...], paper: Paper) -> str:
    """Lay the table out."""
    table, padded = grid(6, 6, 6, None, 6, 12, indent=0)
    table.add_row(*(Text(title, style="bold") for title in _HEAD))
    for probe in probes:
        table.add_row(*(Text(cell) for cell in _row(probe)))
    return paper.lay_out(padded)


def _row(probe: Probe) -> tuple[str, ...]:
    people = "+".join(identity.name for identity in probe.identities)
    names = (probe.name, probe.journey, probe.target.name, people or "nobody")
    return (*(inert(name, 40) for name in names), every(probe.every_s), "none kept")


def every(interval_s: float) -> str:
    """Write a cadence as people say it."""
    if interval_s % 3600 == 0:
        return f"{interval_s / 3600:g} h"
    return f"{interval_s / 60:g} min" if interval_s % 60 == 0 else f"{interval_s:g} s"
