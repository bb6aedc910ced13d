"""``goldenpath run``: one run of each chosen probe, now."""

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

import click

from probes.core import judge
from probes.core.model import Run
from probes.document import document, rates_of
from probes.settings.values import Settings
from scheduler.cli import choice, outlet, progress, words
from scheduler.cli.exits import Exit, of_verdict
from scheduler.cli.paper import PLAIN_WIDTH, Paper, of_stdout
from scheduler.cli.report import Walked, report
from scheduler.cli.walk import SHARE, walk_now

_EPILOG = """\b
Examples:
  goldenpath run --config config/staging.toml
  goldenpath run chat --repeat 10
  goldenpath run --tag smoke --format json -o run.json
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The command line of one ``run``."""

    probe: tuple[str, ...]
    config: str | None
    tag: tuple[str, ...]
    repeat: int
    form: str
    output: str
    allow_empty: bool
    verbose: bool


@click.command(epilog=_EPILOG)
@click.argument("probe", nargs=-1)
@click.option("--config", metavar="FILE", help="The settings; else GOLDENPATH_CONFIG.")
@click.option("--tag", metavar="T", multiple=True, help="Only probes with this tag.")
@click.option(
    "--repeat", metavar="N", type=click.IntRange(min=1), default=1, help="N times, with rates."
)
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="Of the report."
)
@click.option("-o", "--output", metavar="FILE", default=outlet.STDOUT, help="Else stdout.")
@click.option("--allow-empty", is_flag=True, help="Exit 0 when nothing is selected.")
@click.option("-v", "--verbose", is_flag=True, help="Log steps and runs to stderr.")
@click.pass_context
def run(ctx: click.Context, /, **_: object) -> None:
    """Run each named PROBE once (all, when none is named) and report.

    Exits 0 when all passed, 1 when one failed, 3 when one could not be judged or nothing was run,
    130 on Ctrl-C: what had run is still reported.
    """
    asked = Asked(**ctx.params)
    outlet.check(asked.output)
    settings = choice.settings_of(asked.config)
    probes = choice.chosen(settings, asked.probe, asked.tag)
    choice.check_trust(settings, probes)
    runs: list[Run] = []
    interrupted = False
    with _one_document(asked):
        order = probes * asked.repeat
        if order:
            watching = progress.choose(order, verbose=asked.verbose)
            interrupted = walk_now(settings, order, watching, runs)
    walked = Walked(
        runs=runs,
        unwalked=len(order) - len(runs),
        interrupted=interrupted,
        rates=rates_of(runs) if asked.repeat > 1 else None,
        notes=words.manners(runs, settings.manners, SHARE),
    )
    ctx.exit(_deliver(walked, asked, settings))


def _deliver(walked: Walked, asked: Asked, settings: Settings) -> Exit:
    """Hand the report over, and say what to exit with."""
    code = code_of(walked)
    try:
        outlet.deliver(_text(walked, asked), asked.output)
    except outlet.CannotWrite:
        if code is not Exit.NO:
            raise
        click.echo(words.headline(walked.runs), err=True)
        click.echo("goldenpath: the report of it cannot be written", err=True)
        outlet.abandon()
        return code
    _say(walked, asked)
    if not walked.runs and not walked.interrupted:
        what = f"nothing in {settings.path} was selected, so nothing was run"
        click.echo(f"{what}; --allow-empty was given" if asked.allow_empty else what, err=True)
        return Exit.YES if asked.allow_empty else code
    return code


def code_of(walked: Walked) -> Exit:
    """Say what a walk exits with."""
    if walked.interrupted:
        return Exit.INTERRUPTED
    return of_verdict(judge.top_verdict(one.ruling.verdict for one in walked.runs))


def _text(walked: Walked, asked: Asked) -> str:
    if asked.form == "json":
        return as_json(walked)
    if asked.output == outlet.STDOUT:
        return report(walked, of_stdout())
    return report(walked, Paper(width=PLAIN_WIDTH))


def as_json(walked: Walked) -> str:
    """Write the one document, in ASCII so that no terminal obeys it."""
    return json.dumps(document(walked.runs, walked.rates), indent=2, allow_nan=False) + "\n"


def _say(walked: Walked, asked: Asked) -> None:
    """Tell on standard error what the reader of a file or of JSON would not see."""
    if asked.form == "text" and asked.output == outlet.STDOUT:
        return
    click.echo(words.headline(walked.runs, walked.unwalked), err=True)
    for note in walked.notes:
        click.echo(note, err=True)
    if asked.output != outlet.STDOUT:
        click.echo(f"The report is in {asked.output}.", err=True)


@contextlib.contextmanager
def _one_document(asked: Asked) -> Iterator[None]:
    """Keep the promise of one JSON document also when a bug of ours ends the runs.

    It then holds no run: a part of them could read as a pass.
    """
    done = False
    try:
        yield
        done = True
    finally:
        if not done and asked.form == "json":
            with contextlib.suppress(outlet.CannotWrite):
                outlet.deliver(as_json(Walked(runs=())), asked.output)
