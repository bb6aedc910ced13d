"""The sentences of a report that sum up several runs.  Pure: runs in, words out."""

from collections.abc import Iterable, Mapping, Sequence

from probes.core import judge
from probes.core.model import Run, Verdict
from probes.core.rules import Manners
from scheduler.cli.inert import inert
from scheduler.cli.paper import WORDS

_LEAST_S = 0.0005
_NAMED = 3  # failures that a headline names; the rest is counted


def headline(runs: Sequence[Run], unwalked: int = 0) -> str:
    """Say in one sentence how it went.  ``unwalked`` runs were planned and had not begun."""
    verdict = judge.top_verdict(run.ruling.verdict for run in runs)
    word = WORDS[verdict]
    left = f" Interrupted: {unwalked} had not begun." if unwalked else ""
    if not runs:
        return f"{word}: nothing was run, so nothing is known.{left}"
    where = ", ".join(dict.fromkeys(inert(run.probe.target.name, 40) for run in runs))
    if verdict is Verdict.PASS:
        which = "the run" if len(runs) == 1 else f"all {len(runs)} runs"
        return f"{word}: {which} passed at {where}.{left}"
    counted = [run for run in runs if run.ruling.verdict is verdict]
    did = "failed" if verdict is Verdict.FAIL else "could not be judged"
    of = f"{len(counted)} of {len(runs)} runs" if len(runs) > 1 else "the run"
    return f"{word}: {of} {did} at {where}: {_named(counted)}.{left}"


def manners(runs: Sequence[Run], allowed: Mapping[str, Manners], share: float) -> tuple[str, ...]:
    """Say how much of each target's budget was taken, and how long that made us wait."""
    lines = []
    for name in dict.fromkeys(run.probe.target.name for run in runs):
        waited = sum(
            step.waited_s for run in runs if run.probe.target.name == name for step in run.steps
        )
        where, most = inert(name, 40), max(1, int(allowed[name].requests_per_minute * share))
        if allowed[name].lifted:
            lines.append(f"{where} was asked without a limit of rate: its manners are lifted.")
        else:
            limit = f"at most {most} requests a minute (half of its budget)"
            lines.append(f"{where} was asked {limit}; waited {waited:.1f} s for that.")
    return tuple(lines)


def seconds(duration_s: float | None) -> str:
    """Write a duration as a column of a table does."""
    if duration_s is None:
        return ""
    if duration_s >= 1:
        return f"{duration_s:.2f} s"
    return f"{duration_s * 1000:.0f} ms" if duration_s >= _LEAST_S else "<1 ms"


def cause(run: Run) -> str:
    """Name a run's failure and whose it is; nothing for a pass."""
    ruling = run.ruling
    if ruling.failure is None:
        return ""
    return f"{ruling.failure} ({ruling.blame})" if ruling.blame else str(ruling.failure)


def _named(runs: Iterable[Run]) -> str:
    names = list(
        dict.fromkeys(f"{inert(run.probe.name, 40)} ({run.ruling.failure})" for run in runs)
    )
    rest = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + rest
