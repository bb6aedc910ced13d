"""One run that did not pass, told to the person who has to do something about it."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from rich.console import RenderableType
from rich.text import Text

from probes.core import judge
from probes.core.catalogue import CATALOGUE, WHOSE
from probes.core.errors import Failure
from probes.core.model import Json, Run, StepRecord
from scheduler.cli import words
from scheduler.cli.inert import inert
from scheduler.cli.paper import STYLES, WORDS, Paper, grid

_HEARD = 12  # notifications of a chat that the lane shows
_FIRST = 3  # of them from the beginning, the others from the end
_FINDINGS = 5


def parts(run: Run, paper: Paper) -> Iterable[RenderableType]:
    """Tell where a run stopped, why, whose it is, and what to check next."""
    ruling = run.ruling
    title = f"{paper.mark(ruling.verdict)} {inert(run.probe.name, 40)}"
    text = Text(f"{title}: {WORDS[ruling.verdict]}", style=STYLES[ruling.verdict])
    yield text.append(f", {ruling.failure}" if ruling.failure else "")
    if run.steps:
        yield _steps(run, paper)
        yield from _not_taken(run, paper)
    table, padded = grid(6, None)
    for label, said in _facts(run):
        table.add_row(Text(label, style="bold"), said)
    yield padded


def _steps(run: Run, paper: Paper) -> RenderableType:
    table, padded = grid(1, 8, 8, None, indent=4)
    for step in (step for step in run.steps if step.done):
        verdict = judge.step_verdict(step)
        table.add_row(
            Text(paper.mark(verdict), style=STYLES[verdict] if verdict else "dim"),
            Text(inert(step.planned.name, 40)),
            Text(words.seconds(step.took_s), justify="right"),
            Text(_beside(step)),
        )
    return padded


def _not_taken(run: Run, paper: Paper) -> Iterable[RenderableType]:
    names = [inert(step.planned.name, 40) for step in run.steps if not step.done]
    if names:
        table, padded = grid(1, None, indent=4)
        said = Text(f"not taken: {', '.join(names)}", style="dim")
        table.add_row(Text(paper.mark(None), style="dim"), said)
        yield padded


def _beside(step: StepRecord) -> str:
    waited = f" (and {step.waited_s:.1f} s waiting for our budget)" if step.waited_s > 0 else ""
    return f"{step.failure or ''}{waited}".strip()


def _facts(run: Run) -> Iterable[tuple[str, Text]]:
    ruling = run.ruling
    culprit = next((step for step in run.steps if step.failure is ruling.failure), None)
    if ruling.failure is not None:
        yield "means", Text(CATALOGUE[ruling.failure].means)
    yield from _seen(run, culprit)
    if ruling.blame is not None:
        yield "whose", Text(WHOSE[ruling.blame])
    yield from _lane(run)
    if ruling.candidates:
        yield "or", Text(f"it looks the same as {', '.join(ruling.candidates)}")
    if ruling.failure is not None:
        yield from _next(ruling.failure)


def _seen(run: Run, culprit: StepRecord | None) -> Iterable[tuple[str, Text]]:
    """Show the check that named the failure, and the other failed ones in a line each."""
    failed = [finding for finding in culprit.findings if not finding.ok] if culprit else []
    failed.sort(key=lambda finding: finding.failure is not run.ruling.failure)
    if not failed:
        yield "detail", Text(inert(run.ruling.detail or "no more is known", 400))
    for finding in failed[:1]:
        yield "check", Text(inert(finding.check, 60))
        yield "", Text(f"expected  {inert(finding.expected)}")
        yield "", Text(f"seen      {inert(finding.seen)}")
    for finding in failed[1:_FINDINGS]:
        yield "also", Text(f"{inert(finding.check, 60)}, seen {inert(finding.seen, 80)}")
    if len(failed) > _FINDINGS:
        yield "also", Text(f"{len(failed) - _FINDINGS} more failed checks in this step")


def _next(failure: Failure) -> Iterable[tuple[str, Text]]:
    label = "next"
    for line in CATALOGUE[failure].next:
        yield label, Text(line)
        label = ""
    yield "more", Text(f"goldenpath explain {failure}")


def _lane(run: Run) -> Iterable[tuple[str, Text]]:
    """Show when each notification of the chat came, seconds since the question."""
    for step in run.steps:
        for seen in step.observations:
            heard = seen.data.get("heard")
            if seen.kind == "transcript" and isinstance(heard, list):
                yield "heard", Text(_lane_of(heard))


def _lane_of(heard: list[Json]) -> str:
    """Write the notifications in order; equal ones in a row are one, and the last are kept."""
    events = [line for line in heard if isinstance(line, dict) and _is_event(line)]
    rows = [list(equal) for _, equal in groupby(events, key=_what)]
    shown = [_event(row) for row in rows]
    if len(shown) > _HEARD:
        shown = [*shown[:_FIRST], f"{len(shown) - _HEARD} more", *shown[_FIRST - _HEARD :]]
    return ", ".join(shown) or "no notification"


def _is_event(line: Mapping[str, Json]) -> bool:
    return str(line.get("event")).startswith(("agent_", "tool_"))


def _what(line: Mapping[str, Json]) -> tuple[str, str]:
    return str(line.get("event")), str(line.get("tool") or line.get("agent") or "")


def _event(row: Sequence[Mapping[str, Json]]) -> str:
    name, who = _what(row[0])
    after = row[0].get("after_s")
    at = f"+{after:.2f} s" if isinstance(after, int | float) else "at an unknown time"
    times = f" x{len(row)}" if len(row) > 1 else ""
    by = f" ({inert(who, 30)})" if who else ""
    return f"{inert(name, 30).removeprefix('agent_')}{times} {at}{by}"
