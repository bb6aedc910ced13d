"""What a set of probes costs its target.  Arithmetic only; a plan beyond a limit is refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from probes.core.model import Probe
from probes.core.rules import Manners
from probes.settings.probes import Bound
from probes.settings.problems import Problems
from probes.settings.values import JourneyFacts, Settings

_HOUR_S = 3600.0
_DAY_S = 86400.0
_MINUTE_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one probe asks of its target."""

    probe: Probe
    runs_per_hour: float
    requests_per_day: float
    questions_per_day: float


def costs(settings: Settings, journeys: Mapping[str, JourneyFacts]) -> tuple[Cost, ...]:
    """Say what each probe costs, in the order of the file."""
    return tuple(_cost(settings, probe, journeys[probe.journey]) for probe in settings.probes)


def check_plan(bound: Sequence[Bound], manners: Mapping[str, Manners], problems: Problems) -> None:
    """Refuse probes that together ask more of a target than its budget allows.

    The budget belongs to a target, all its hosts and probes counted together.  Where it is lifted
    there is no limit to exceed.
    """
    for target, budget in manners.items():
        if not budget.lifted:
            mine = [one for one in bound if one.target == target]
            _check_questions(target, mine, budget, problems)
            _check_requests(target, mine, budget, problems)


def _cost(settings: Settings, probe: Probe, facts: JourneyFacts) -> Cost:
    runs_per_day = _DAY_S / probe.every_s
    twice = settings.chat[probe.target.name].second_question
    return Cost(
        probe=probe,
        runs_per_hour=_HOUR_S / probe.every_s,
        requests_per_day=runs_per_day * facts.requests,
        questions_per_day=runs_per_day * facts.questions * (2 if twice else 1),
    )


def _check_questions(
    target: str, mine: Sequence[Bound], budget: Manners, problems: Problems
) -> None:
    asked = {one.row: one.cadence.questions * _DAY_S / one.cadence.every_s for one in mine}
    total = sum(asked.values())
    if total > budget.questions_per_day:
        row = max(asked, key=lambda one: asked[one])
        message = (
            f"the plan asks {target} {total:.0f} questions a day and [chat] questions_per_day "
            f"allows {budget.questions_per_day}; ask less often, or allow more"
        )
        problems.add(("probes", row, "every_s"), message)


def _check_requests(
    target: str, mine: Sequence[Bound], budget: Manners, problems: Problems
) -> None:
    made = {one.row: one.facts.requests * _MINUTE_S / one.cadence.every_s for one in mine}
    total = sum(made.values())
    if total > budget.requests_per_minute:
        row = max(made, key=lambda one: made[one])
        message = (
            f"the plan makes about {total:.0f} requests a minute to {target} and its manners allow "
            f"{budget.requests_per_minute}; look less often"
        )
        problems.add(("probes", row, "every_s"), message)
