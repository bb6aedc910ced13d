from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.settings import deadlines
from probes.settings.deadlines import Cadence
from probes.settings.problems import Problems

SECONDS = st.floats(1, 100_000)
CADENCES = st.builds(
    Cadence,
    every_s=SECONDS,
    usual_deadline_s=SECONDS,
    questions=st.integers(0, 2),
    question_s=SECONDS,
)


def none_yet() -> Problems:
    return Problems(Path("x.toml"), lambda _: 1)


@given(CADENCES)
def test_a_derived_deadline_nests_or_is_refused(cadence: Cadence) -> None:
    problems = none_yet()

    deadline_s = deadlines.derived(("probes", 0), cadence, problems)

    assert deadline_s < cadence.every_s
    assert (cadence.step_s < deadline_s) is not bool(problems)


@given(CADENCES, SECONDS)
def test_a_chosen_deadline_nests_or_is_refused(cadence: Cadence, deadline_s: float) -> None:
    problems = none_yet()

    deadlines.chosen(("probes", 0), deadline_s, cadence, problems)

    assert (cadence.step_s < deadline_s < cadence.every_s) is not bool(problems)


@pytest.mark.parametrize(("questions", "deadline_s"), [(0, 30.0), (1, 180.0), (2, 300.0)])
def test_there_is_room_for_every_question(questions: int, deadline_s: float) -> None:
    cadence = Cadence(every_s=900.0, usual_deadline_s=30.0, questions=questions, question_s=120.0)

    assert deadlines.derived((), cadence, none_yet()) == deadline_s


def test_a_deadline_that_equals_its_step_s_limit_is_no_room() -> None:
    problems = none_yet()
    cadence = Cadence(every_s=100.0, usual_deadline_s=30.0, questions=1, question_s=90.0)

    assert deadlines.derived((), cadence, problems) == 90.0
    assert len(problems) == 1
