"""Runs as a page that people like to read, on 80 columns.

The verdict first, one line a run, then what did not pass: where it stopped, what was expected and
seen, whose it is and what to check next.  Never colour alone, and nothing of a target's text alive.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rich.console import RenderableType
from rich.text import Text

from probes.core import judge
from probes.core.model import Run, Verdict
from probes.document import Rate
from scheduler.cli import detail, words
from scheduler.cli.inert import inert
from scheduler.cli.paper import STYLES, WORDS, Paper, grid

_WARNINGS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """What came of an order: its runs, and how many had not begun when it was cut off."""

    runs: Sequence[Run]
    unwalked: int = 0
    interrupted: bool = False
    rates: Sequence[Rate] | None = None
    notes: Sequence[str] = field(default=())


def report(walked: Walked, paper: Paper) -> str:
    """Lay the whole report out."""
    return paper.lay_out(*_parts(walked, paper))


def _parts(walked: Walked, paper: Paper) -> Iterable[RenderableType]:
    yield _headline(walked)
    if walked.runs:
        yield ""
        yield _table(walked.runs, paper)
    for run in _telling(walked.runs):
        yield ""
        yield from detail.parts(run, paper)
    if walked.rates is not None:
        yield ""
        yield from _rates(walked.rates)
    yield from _warnings(walked.runs)
    if walked.notes:
        yield ""
        yield from (Text(note, style="dim") for note in walked.notes)


def _headline(walked: Walked) -> Text:
    verdict = judge.top_verdict(run.ruling.verdict for run in walked.runs)
    text = Text(words.headline(walked.runs, walked.unwalked), overflow="fold")
    text.stylize(STYLES[verdict], 0, len(WORDS[verdict]))
    return text


def _table(runs: Sequence[Run], paper: Paper) -> RenderableType:
    table, padded = grid(13, 8, 7, None)
    for run in runs:
        verdict = run.ruling.verdict
        table.add_row(
            Text(f"{paper.mark(verdict)} {WORDS[verdict]}", style=STYLES[verdict]),
            Text(inert(run.probe.name, 40)),
            Text(words.seconds(run.took_s), justify="right"),
            Text(words.cause(run)),
        )
    return padded


def _telling(runs: Sequence[Run]) -> Iterable[Run]:
    """Leave out what passed, and the second run of a probe that failed in the same way."""
    seen = set()
    for run in runs:
        key = (run.probe.name, run.ruling.failure)
        if run.ruling.verdict is not Verdict.PASS and key not in seen:
            seen.add(key)
            yield run


def _rates(rates: Sequence[Rate]) -> Iterable[RenderableType]:
    yield Text("How often", style="bold")
    if not rates:
        yield Text("  no failure in any run")
        return
    table, padded = grid(8, 8, 8)
    for rate in rates:
        share = f"{rate.count} of {rate.of} runs ({100 * rate.count / rate.of:.0f} %)"
        table.add_row(Text(inert(rate.probe, 40)), Text(rate.failure), Text(share))
    yield padded


def _warnings(runs: Sequence[Run]) -> Iterable[RenderableType]:
    found = list(
        dict.fromkeys(
            (f"{run.probe.name}/{step.planned.name}", warned.warning, warned.detail)
            for run in runs
            for step in run.steps
            for warned in step.warnings
        )
    )
    if not found:
        return
    yield ""
    yield Text("Warnings (they change no verdict)", style="bold")
    table, padded = grid(8, None)
    for place, warning, said in found[:_WARNINGS]:
        table.add_row(Text(inert(place, 40)), Text(f"{inert(warning, 60)}: {inert(said)}"))
    if len(found) > _WARNINGS:
        table.add_row(Text("..."), Text(f"and {len(found) - _WARNINGS} more"))
    yield padded
