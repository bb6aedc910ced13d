"""From what was seen to a verdict.  The one place that may say *pass*.

A run passes only if every planned step was done, every planned check was evaluated, at least one
check exists, and none failed.  Everything else is ``fail`` (the target is to blame) or
``inconclusive`` (we could not look, or looked at nothing).
"""

from collections.abc import Iterable, Sequence

from probes.core.errors import Blame, Failure
from probes.core.model import Broken, Ruling, StepRecord, Verdict

UNANSWERED = "unanswered"  # the warning of a step that only observes, and could not
PASS = Ruling(verdict=Verdict.PASS)


def judge(steps: Sequence[StepRecord], broken: Broken | None = None) -> Ruling:
    """Rule on a run.  ``broken`` says why it was cut off outside any step, if it was.

    A step that failed by the target's fault outranks everything; among equals the first in
    declared order is the run's failure.
    """
    failed = [step for step in steps if step.failure is not None]
    theirs = [step for step in failed if step.blame is Blame.TARGET]
    if theirs:
        return _of_step(theirs[0], Verdict.FAIL)
    if broken is not None:
        verdict = Verdict.FAIL if broken.blame is Blame.TARGET else Verdict.INCONCLUSIVE
        return Ruling(
            verdict=verdict, failure=broken.failure, blame=broken.blame, detail=broken.detail
        )
    if failed:
        return _of_step(failed[0], Verdict.INCONCLUSIVE)
    gap = _unproven(steps)
    if gap is not None:
        return Ruling(
            verdict=Verdict.INCONCLUSIVE,
            failure=Failure.NOTHING_CHECKED,
            blame=Blame.PROBE,
            detail=gap,
        )
    return PASS


def top_verdict(verdicts: Iterable[Verdict]) -> Verdict:
    """Sum up several runs: any fail, else any inconclusive or none at all, else pass."""
    seen = set(verdicts)
    if Verdict.FAIL in seen:
        return Verdict.FAIL
    if not seen or Verdict.INCONCLUSIVE in seen:
        return Verdict.INCONCLUSIVE
    return Verdict.PASS


def step_verdict(step: StepRecord) -> Verdict | None:
    """Say how one step went, or None for one that was not taken."""
    if step.failure is not None:
        return Verdict.FAIL if step.blame is Blame.TARGET else Verdict.INCONCLUSIVE
    if not step.done:
        return None
    blind = any(warned.warning == UNANSWERED for warned in step.warnings)
    return Verdict.INCONCLUSIVE if blind or _unanswered(step) else Verdict.PASS


def checks_planned(steps: Iterable[StepRecord]) -> int:
    """Count the checks that a run promised to evaluate."""
    return sum(len(step.planned.checks) for step in steps)


def checks_evaluated(steps: Iterable[StepRecord]) -> int:
    """Count the planned checks that have an answer."""
    return sum(len(step.planned.checks) - len(_unanswered(step)) for step in steps)


def checks_failed(steps: Iterable[StepRecord]) -> int:
    """Count the checks that were answered with no."""
    return sum(not finding.ok for step in steps for finding in step.findings)


def _of_step(step: StepRecord, verdict: Verdict) -> Ruling:
    return Ruling(
        verdict=verdict,
        failure=step.failure,
        blame=step.blame,
        detail=step.detail,
        candidates=step.candidates,
    )


def _unanswered(step: StepRecord) -> tuple[str, ...]:
    answered = {finding.check for finding in step.findings}
    return tuple(check for check in step.planned.checks if check not in answered)


def _unproven(steps: Sequence[StepRecord]) -> str | None:
    """Name the first gap between what was planned and what was looked at."""
    if not steps:
        return "the run had no step"
    for step in steps:
        if not step.done:
            return f"step {step.planned.name} was never taken"
        if any(not finding.ok for finding in step.findings):
            return f"step {step.planned.name} has a failed check but no failure"
        missing = _unanswered(step)
        if missing:
            return f"step {step.planned.name} ended without an answer to {', '.join(missing)}"
    if checks_planned(steps) == 0:
        return "the run had no check"
    return None
