"""``goldenpath faults``: what the stand-in can play, and what a probe must call each."""

import json
from collections.abc import Iterable

import click
from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from probes.standin.faults import FAULTS, Fault
from scheduler.cli import outlet
from scheduler.cli.paper import Paper, of_stdout

_INDENT = (0, 0, 0, 2)
SCHEMA = "goldenpath.faults/v1"


@click.command(epilog="Example: goldenpath faults --format json")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="Of the list."
)
def faults(form: str) -> None:
    """List the faults of the stand-in, each with the failure that a probe must find."""
    outlet.tell(as_json(FAULTS.values()) if form == "json" else page(of_stdout()))


def as_json(known: Iterable[Fault]) -> str:
    """Write the one document."""
    rows = [
        {
            "name": fault.name,
            "incident": fault.incident,
            "probe": fault.probe,
            "step": fault.step,
            "failure": fault.failure.value,
            "verdict": fault.verdict.value,
            "blame": fault.blame.value,
        }
        for fault in known
    ]
    return json.dumps({"schema": SCHEMA, "faults": rows}, indent=2) + "\n"


def page(paper: Paper) -> str:
    """Lay the list out."""
    parts: list[RenderableType] = []
    for fault in FAULTS.values():
        found = f"{fault.probe}/{fault.step}: {fault.verdict}, {fault.failure} ({fault.blame})"
        known = f"; incident {fault.incident}" if fault.incident is not None else ""
        parts += [Text(fault.name, style="bold"), Padding(Text(fault.about), _INDENT)]
        parts += [Padding(Text(f"{found}{known}", style="dim"), _INDENT)]
    return paper.lay_out(*parts, "", f"{len(FAULTS)} faults.")
