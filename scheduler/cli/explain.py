"""``goldenpath explain``: what a failure means and what to check next."""

import difflib

import click
from rich.console import RenderableType
from rich.text import Text

from probes.core.catalogue import CATALOGUE
from probes.core.errors import Failure
from scheduler.cli import outlet
from scheduler.cli.exits import Refused
from scheduler.cli.inert import inert
from scheduler.cli.paper import Paper, bullets, grid, of_stdout


@click.command(epilog="Example: goldenpath explain notification_missing")
@click.argument("failure", required=False)
def explain(failure: str | None) -> None:
    """Explain FAILURE: what it means, how it looks, what may be behind it, what to check next.

    Without a name it lists them all.
    """
    paper = of_stdout()
    outlet.tell(index(paper) if failure is None else page(named(failure), paper))


def named(name: str) -> Failure:
    """Find a failure by its name.

    Raises:
        Refused: there is none; it names the nearest.
    """
    try:
        return Failure(name)
    except ValueError:
        near = difflib.get_close_matches(name, list(Failure), n=1, cutoff=0.0)[0]
        raise Refused(f"no failure is called '{inert(name, 60)}'; the nearest is {near}") from None


def page(failure: Failure, paper: Paper) -> str:
    """Lay one entry of the catalogue out."""
    meaning = CATALOGUE[failure]
    parts: list[RenderableType] = [Text(failure, style="bold"), meaning.means]
    parts += ["", _title("From outside"), bullets((meaning.looks,))]
    parts += ["", _title("What may be behind it"), bullets(meaning.causes)]
    parts += ["", _title("What to check next"), bullets(meaning.next)]
    if meaning.incidents:
        numbers = ", ".join(str(number) for number in meaning.incidents)
        parts += ["", Text(f"Seen before in incidents {numbers} of the catalogue.", style="dim")]
    return paper.lay_out(*(Text(part) if isinstance(part, str) else part for part in parts))


def index(paper: Paper) -> str:
    """Lay the list of all failures out."""
    table, padded = grid(12, None, indent=0)
    for failure, meaning in CATALOGUE.items():
        table.add_row(Text(failure, style="bold"), Text(meaning.means))
    return paper.lay_out(padded)


def _title(text: str) -> Text:
    return Text(text, style="bold")
