"""The one place that may say pass."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.core.errors import Blame, Failure
from probes.core.judge import (
    UNANSWERED,
    checks_evaluated,
    checks_failed,
    checks_planned,
    judge,
    step_verdict,
    top_verdict,
)
from probes.core.model import Broken, Finding, PlannedStep, StepRecord, Verdict, Warned

YES = Finding(check="it_answers", ok=True, expected="so", seen="so")
NO = Finding(check="it_answers", ok=False, expected="so", seen="not", failure=Failure.ANSWER_WRONG)
PLANNED = PlannedStep(name="answer", checks=("it_answers",), within_s=5.0)
GOOD = StepRecord(planned=PLANNED, done=True, took_s=0.1, findings=(YES,))
BARE = StepRecord(planned=replace(PLANNED, checks=()), done=True)


def failed(failure: Failure, blame: Blame) -> StepRecord:
    return replace(GOOD, findings=(), failure=failure, blame=blame, detail="why")


THEIRS = failed(Failure.SERVER_ERROR, Blame.TARGET)
OURS = failed(Failure.SECRET_MISSING, Blame.CREDENTIAL)


def test_a_run_whose_every_check_was_answered_with_yes_passes() -> None:
    ruling = judge([GOOD, BARE, GOOD])

    assert ruling.verdict is Verdict.PASS
    assert ruling.failure is None


@pytest.mark.parametrize(
    ("steps", "gap"),
    [
        ([], "the run had no step"),
        ([BARE], "the run had no check"),
        ([GOOD, replace(GOOD, done=False)], "step answer was never taken"),
        ([GOOD, replace(GOOD, findings=())], "ended without an answer to it_answers"),
        ([replace(GOOD, findings=(NO,))], "has a failed check but no failure"),
        ([replace(GOOD, findings=(YES, NO))], "has a failed check but no failure"),
    ],
)
def test_a_run_with_a_gap_cannot_tell(steps: list[StepRecord], gap: str) -> None:
    ruling = judge(steps)

    assert (ruling.verdict, ruling.failure) == (Verdict.INCONCLUSIVE, Failure.NOTHING_CHECKED)
    assert ruling.blame is Blame.PROBE
    assert (ruling.detail or "").endswith(gap)


def test_a_step_failed_by_the_target_outranks_everything() -> None:
    broken = Broken(Failure.PROBE_BUG, Blame.PROBE, "KeyError")

    ruling = judge([GOOD, OURS, THEIRS, failed(Failure.CLOCK_SKEW, Blame.TARGET)], broken)

    assert (ruling.verdict, ruling.failure) == (Verdict.FAIL, Failure.SERVER_ERROR)
    assert ruling.detail == "why"


@pytest.mark.parametrize("blame", [Blame.PROBE, Blame.CREDENTIAL, Blame.NETWORK])
def test_a_step_failed_by_anybody_else_is_inconclusive(blame: Blame) -> None:
    ruling = judge([GOOD, failed(Failure.SIGN_IN_REFUSED, blame), GOOD])

    assert (ruling.verdict, ruling.blame) == (Verdict.INCONCLUSIVE, blame)


def test_the_first_failed_step_names_an_inconclusive_run() -> None:
    ruling = judge([OURS, failed(Failure.USER_IN_USE, Blame.PROBE)])

    assert ruling.failure is Failure.SECRET_MISSING


@pytest.mark.parametrize(
    ("blame", "verdict"), [(Blame.TARGET, Verdict.FAIL), (Blame.PROBE, Verdict.INCONCLUSIVE)]
)
def test_a_run_that_was_cut_off_never_passes(blame: Blame, verdict: Verdict) -> None:
    ruling = judge([GOOD, OURS], Broken(Failure.DEADLINE_EXCEEDED, blame, "late"))

    assert (ruling.verdict, ruling.failure) == (verdict, Failure.DEADLINE_EXCEEDED)
    assert (ruling.blame, ruling.detail) == (blame, "late")


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ("", Verdict.INCONCLUSIVE),
        ("pp", Verdict.PASS),
        ("pi", Verdict.INCONCLUSIVE),
        ("pif", Verdict.FAIL),
    ],
)
def test_several_runs_are_as_good_as_the_worst(verdicts: str, expected: Verdict) -> None:
    letters = {verdict.value[0]: verdict for verdict in Verdict}

    assert top_verdict(letters[letter] for letter in verdicts) is expected


def test_a_step_has_a_verdict_of_its_own() -> None:
    blind = replace(BARE, warnings=(Warned(UNANSWERED, "no answer"),))
    slow = replace(BARE, warnings=(Warned("slow", "2 s"),))
    steps = [GOOD, THEIRS, OURS, replace(GOOD, done=False), replace(GOOD, findings=()), blind, slow]

    assert [step_verdict(step) for step in steps] == [
        Verdict.PASS, Verdict.FAIL, Verdict.INCONCLUSIVE, None, Verdict.INCONCLUSIVE,
        Verdict.INCONCLUSIVE, Verdict.PASS,
    ]  # fmt: skip


def test_checks_are_counted_as_planned_evaluated_and_failed() -> None:
    steps = [GOOD, GOOD, replace(GOOD, findings=(NO,)), replace(GOOD, findings=(), done=False)]

    assert (checks_planned(steps), checks_evaluated(steps), checks_failed(steps)) == (4, 3, 1)


def test_the_candidates_of_the_failed_step_are_the_runs() -> None:
    alike = (Failure.JWT_SPLIT, Failure.AUTH_SLOW)

    assert judge([replace(THEIRS, candidates=alike)]).candidates == alike


def test_every_check_without_an_answer_is_named() -> None:
    planned = replace(PLANNED, checks=("a", "it_answers", "b"))

    ruling = judge([replace(GOOD, planned=planned)])

    assert ruling.detail == "step answer ended without an answer to a, b"


RECORDS = st.builds(
    StepRecord,
    planned=st.sampled_from([PLANNED, BARE.planned]),
    done=st.booleans(),
    findings=st.lists(st.sampled_from([YES, NO]), max_size=2).map(tuple),
    failure=st.none() | st.sampled_from(Failure),
    blame=st.sampled_from(Blame),
)


@given(st.lists(RECORDS, max_size=5), st.none() | st.builds(
    Broken, st.sampled_from(Failure), st.sampled_from(Blame), st.just("x")))  # fmt: skip
def test_nothing_passes_that_was_not_proven(steps: list[StepRecord], broken: Broken | None) -> None:
    ruling = judge(steps, broken)

    if ruling.verdict is Verdict.PASS:
        assert broken is None
        assert checks_planned(steps) == checks_evaluated(steps) > 0
        assert all(step.done and step.failure is None for step in steps)
        assert all(finding.ok for step in steps for finding in step.findings)
    else:
        assert ruling.failure is not None
        assert (ruling.verdict is Verdict.FAIL) == (ruling.blame is Blame.TARGET)
