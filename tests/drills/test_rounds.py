"""The drill of rounds, cut short: no probe raises a false alarm at a healthy stand-in."""

from collections import Counter

import pytest

from tests.drills import rounds

ROUNDS = 3


@pytest.mark.slow
def test_rounds_without_a_fault_raise_no_alarm() -> None:
    code, tallies = rounds.walk(ROUNDS)

    assert [alarm for tally in tallies.values() for alarm in tally.alarms] == []
    assert {*tallies} == {"health", "user-login", "service-login", "chat"}
    assert rounds.clean(ROUNDS, code, tallies)


@pytest.mark.parametrize("verdict", ["fail", "inconclusive"])
def test_one_run_that_does_not_pass_spoils_the_rounds(verdict: str) -> None:
    tallies = {"chat": rounds.Tally(verdicts=Counter({"pass": 2, verdict: 1}))}

    assert not rounds.clean(3, 0, tallies)


def test_rounds_that_were_not_walked_are_not_clean() -> None:
    short = {"chat": rounds.Tally(verdicts=Counter({"pass": 2}))}

    assert not rounds.clean(3, 0, short)
    assert not rounds.clean(3, 0, {})
    assert not rounds.clean(2, 3, short)
