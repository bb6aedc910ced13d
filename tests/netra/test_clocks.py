from datetime import timedelta
from email.utils import format_datetime

import pytest

from probes.core.errors import Blame, Failure
from probes.core.ports import Answer
from probes.netra import clocks
from tests.netra.answers import NOW, said


def dated(off_s: float) -> Answer:
    return said(200, {}, {"date": format_datetime(NOW + timedelta(seconds=off_s), usegmt=True)})


@pytest.mark.parametrize(
    ("off_s", "failure", "warned"),
    [
        (0, None, 0),
        (5, None, 0),
        (20, None, 1),
        (-20, None, 1),
        (61, Failure.CLOCK_SKEW, 1),
        (3600, Failure.CLOCK_SKEW, 1),
        (-3600, Failure.CLOCK_SKEW, 1),
    ],
)
def test_a_clock_that_is_off_is_warned_of_and_then_a_failure(
    off_s: float, failure: Failure | None, warned: int
) -> None:
    answers = [("api", dated(0)), ("auth", dated(off_s))]

    found, warnings = clocks.agree(answers), clocks.warnings(answers)

    assert [one.failure for one in found] == [failure]
    assert len(warnings) == warned


@pytest.mark.parametrize("answers", [[], [("api", said(200, {}, {"date": ""}))]])
def test_without_any_date_we_cannot_tell(answers: list[tuple[str, Answer]]) -> None:
    found = clocks.agree(answers)

    assert [(one.failure, one.blame) for one in found] == [(Failure.NOTHING_CHECKED, Blame.PROBE)]


def test_the_worst_answer_of_a_host_counts() -> None:
    answers = [("api", dated(0)), ("api", dated(-30)), ("api", dated(10))]

    found = clocks.skews_of(answers)

    assert [role for role, _ in found] == ["api"]
    assert found[0][1] == pytest.approx(-29, abs=0.1)


def test_a_skew_is_kept_with_its_host() -> None:
    kept = clocks.seen("auth", -1.23456)

    assert dict(kept.data) == {"role": "auth", "skew_s": -1.235}
