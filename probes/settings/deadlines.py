"""Limits nest: step < deadline < interval.  The inner ends first, so the outer can still write."""

from dataclasses import dataclass

from probes.settings.problems import Key, Problems

SLACK_S = 60.0  # what a run needs beside its questions: signing in, a thread, connecting
_TIGHT = 0.9  # of the interval, for a deadline that was left out


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    """How often a probe runs, and what one run waits for at most."""

    every_s: float
    usual_deadline_s: float
    questions: int
    question_s: float

    @property
    def step_s(self) -> float:
        """The longest limit of a step that settings know; 0 when they know none."""
        return self.question_s if self.questions else 0.0


def derived(key: Key, cadence: Cadence, problems: Problems) -> float:
    """Choose the deadline that was left out: room for every question, within the interval."""
    asking_s = cadence.questions * cadence.step_s + SLACK_S if cadence.questions else 0.0
    deadline_s = min(float(max(cadence.usual_deadline_s, asking_s)), cadence.every_s * _TIGHT)
    if deadline_s <= cadence.step_s:
        message = (
            f"{cadence.every_s:g} s leaves a run no room for its step's limit, [chat] total_s, "
            f"{cadence.step_s:g} s; run less often or shorten it"
        )
        problems.add((*key, "every_s"), message)
    return deadline_s


def chosen(key: Key, deadline_s: float, cadence: Cadence, problems: Problems) -> float:
    """Check the deadline that the file gives."""
    if deadline_s >= cadence.every_s:
        message = (
            f"{deadline_s:g} s must be shorter than every_s, {cadence.every_s:g} s, "
            "or runs would overlap"
        )
        problems.add((*key, "deadline_s"), message)
    if cadence.questions and deadline_s <= cadence.step_s:
        message = (
            f"{deadline_s:g} s must be longer than the limit of its step, [chat] total_s, "
            f"{cadence.step_s:g} s"
        )
        problems.add((*key, "deadline_s"), message)
    return deadline_s
