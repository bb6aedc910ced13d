"""Answers, real and fabricated."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.core.errors import Blame, Failure
from probes.core.model import Finding
from probes.netra.answer import CHECKS, holds, judge_answer
from probes.netra.question import Question
from probes.netra.reply import Reply
from tests.netra import phrasings
from tests.netra.phrasings import PROMPT, VALUE, A, B

QUESTION = Question(text=PROMPT, a=A, b=B, expected=VALUE)
NEXT = Question(
    text="Please add 111115 and 222229 and reply.", a=111_115, b=222_229, expected=333_344
)


def judged(
    *texts: str,
    question: Question = QUESTION,
    took_s: float = 2.0,
    previous: Reply | None = None,
    seen_before: bool = False,
) -> tuple[Finding, ...]:
    reply = Reply(texts, took_s)
    return judge_answer(
        question, reply, too_fast_s=0.05, previous=previous, seen_before=seen_before
    )


def failure_of(findings: tuple[Finding, ...]) -> Failure | None:
    return findings[-1].failure


@pytest.mark.parametrize("text", [*phrasings.RIGHT, *phrasings.NOT_CANNED])
def test_a_right_answer_passes_every_check_however_it_is_put(text: str) -> None:
    findings = judged(text)

    assert tuple(finding.check for finding in findings) == CHECKS
    assert all(finding.ok for finding in findings)


@pytest.mark.parametrize("text", phrasings.NOT_THE_VALUE)
def test_what_only_looks_like_the_value_is_no_right_answer(text: str) -> None:
    failure = failure_of(judged(text))

    assert failure in {Failure.ANSWER_WRONG, Failure.ANSWER_ECHOED}


@pytest.mark.parametrize("text", phrasings.ECHOED)
def test_the_prompt_or_its_numbers_sent_back_are_an_echo(text: str) -> None:
    failure = failure_of(judged(text))

    assert failure is Failure.ANSWER_ECHOED


def test_a_prompt_whose_numbers_cannot_be_told_apart_is_still_an_echo() -> None:
    question = Question(text="654321-580246 = ?", a=654_321, b=580_246, expected=74_075)

    findings = judged("received", "You asked: 654321-580246 = ?", question=question)

    assert failure_of(findings) is Failure.ANSWER_ECHOED


@pytest.mark.parametrize("text", phrasings.WRONG_NOT_ECHOED)
def test_another_number_beside_the_prompts_is_wrong_and_no_echo(text: str) -> None:
    failure = failure_of(judged(text))

    assert failure is Failure.ANSWER_WRONG


@pytest.mark.parametrize("text", phrasings.CANNED)
def test_a_canned_text_is_named_so_even_if_the_value_stands_in_it(text: str) -> None:
    failures = {failure_of(judged(text)), failure_of(judged("1234567", "completed", text))}

    assert failures == {Failure.ANSWER_CANNED}


@pytest.mark.parametrize("texts", [(), ("",), (" \n\t", "\u00a0")])
def test_no_text_at_all_is_a_missing_answer(texts: tuple[str, ...]) -> None:
    findings = judged(*texts)

    assert len(findings) == 1
    assert failure_of(findings) is Failure.ANSWER_MISSING


def test_the_value_may_stand_in_any_of_several_texts() -> None:
    findings = judged("completed", "0.153", PROMPT, "1234567", "orchestrated")

    assert failure_of(findings) is None


@pytest.mark.parametrize(
    ("took_s", "failure"),
    [
        (0.05, None),
        (0.049, Failure.ANSWER_TOO_FAST),
        (0.0, Failure.ANSWER_TOO_FAST),
        (-1.0, Failure.ANSWER_TOO_FAST),
        (math.nan, Failure.ANSWER_TOO_FAST),
        (100.0, None),
    ],
)
def test_an_answer_that_takes_no_time_was_not_worked_out(
    took_s: float, failure: Failure | None
) -> None:
    findings = judged("1234567", took_s=took_s)

    assert failure_of(findings) is failure


@pytest.mark.parametrize(
    ("then", "now"),
    [
        (("I am on it.",), ("I am on it.",)),
        (("The sum is 1,234,567.",), ("The  sum is\n1,234,567. ",)),
        (("1234567 and 333344",), ("1234567 and 333344",)),
        (("The sum is 1234567.", "0.21"), ("0.34", "The sum is 1234567.")),
        (("a", "b"), ("b", "a")),
    ],
)
def test_the_same_text_for_two_questions_is_repeated(
    then: tuple[str, ...], now: tuple[str, ...]
) -> None:
    findings = judged(*now, question=NEXT, previous=Reply(then, 2.0))

    assert failure_of(findings) is Failure.ANSWER_REPEATED


@pytest.mark.parametrize(
    ("then", "now", "failure"),
    [
        ("The sum is 1234567.", "The sum is 333344.", None),
        ("The sum is 1234567.", "The sum is 333345.", Failure.ANSWER_WRONG),
        ("Here you are, as you have asked me:", "333344", None),
    ],
)
def test_two_texts_of_one_pattern_are_not_repeated(
    then: str, now: str, failure: Failure | None
) -> None:
    previous = Reply((then, "completed successfully, all steps"), 2.0)

    findings = judged(
        now, "completed successfully, all steps of 2", question=NEXT, previous=previous
    )

    assert failure_of(findings) is failure


def test_a_state_that_is_the_same_beside_two_right_answers_is_no_repetition() -> None:
    previous = Reply(("1234567", "completed", "the_long_name_of_an_agent"), 2.0)

    findings = judged(
        "333344", "completed", "the_long_name_of_an_agent", question=NEXT, previous=previous
    )

    assert failure_of(findings) is None


def test_a_first_answer_needs_no_word_on_what_came_before() -> None:
    findings = judge_answer(QUESTION, Reply(("1234567",), 2.0), too_fast_s=0.05)

    assert failure_of(findings) is None


def test_a_value_that_came_before_the_question_proves_nothing() -> None:
    findings = judged("1234567", seen_before=True)

    assert failure_of(findings) is Failure.ANSWER_WRONG
    assert "before the question" in findings[-1].seen


@pytest.mark.parametrize(
    ("others", "failure"),
    [(19, None), (20, Failure.ANSWER_WRONG), (900, Failure.ANSWER_WRONG)],
)
def test_a_list_of_guesses_is_wrong_even_if_one_is_right(
    others: int, failure: Failure | None
) -> None:
    guesses = [str(VALUE + step) for step in range(others + 1)]

    together, apart = judged(", ".join(guesses)), judged(*guesses)

    assert failure_of(together) is failure
    assert failure_of(apart) is failure


def test_the_names_of_failures_have_an_order_of_rank() -> None:
    before = Reply(("Mock 1",), 2.0)

    ranks = [
        failure_of(judged("Mock 1", took_s=0.0, previous=before)),
        failure_of(judged(PROMPT, took_s=0.0, previous=Reply((PROMPT,), 2.0))),
        failure_of(judged(PROMPT, previous=Reply((PROMPT,), 2.0))),
        failure_of(judged(PROMPT, seen_before=True)),
        failure_of(judged("I do not know.", seen_before=True)),
        failure_of(judged(took_s=0.0, previous=Reply((), 0.0))),
    ]

    assert ranks == [
        Failure.ANSWER_CANNED,
        Failure.ANSWER_TOO_FAST,
        Failure.ANSWER_REPEATED,
        Failure.ANSWER_ECHOED,
        Failure.ANSWER_WRONG,
        Failure.ANSWER_MISSING,
    ]


def test_what_was_seen_is_short_and_cannot_move_a_terminal() -> None:
    findings = judged("\x1b[31m\x00red\r\n\u202e\ud800" + "x" * 10_000)

    seen = findings[-1].seen
    assert seen.startswith(r"\x1b[31m\x00red\r\n\u202e\ud800xxx")
    assert seen.endswith("...")
    assert len(seen) == 200


def test_a_text_that_only_grows_too_long_by_being_made_visible_is_cut() -> None:
    findings = judged("\x00" * 100)

    assert findings[-1].seen == "\\x00" * 49 + "\\..."


def test_a_text_that_fits_is_shown_whole() -> None:
    findings = judged("y" * 200)

    assert findings[-1].seen == "y" * 200


def test_a_value_is_held_only_as_a_number_of_its_own() -> None:
    held = [holds(VALUE, ["no", "1,234,567"]), holds(VALUE, ["91234567"]), holds(VALUE, [])]

    assert held == [True, False, False]


@given(
    st.lists(st.text(), max_size=4),
    st.floats(),
    st.none() | st.builds(Reply, st.lists(st.text(), max_size=4).map(tuple), st.floats()),
)
def test_no_text_can_crash_it_nor_pass_by_chance(
    texts: list[str], took_s: float, previous: Reply | None
) -> None:
    findings = judged(*texts, took_s=took_s, previous=previous)

    assert failure_of(findings) is not None
    assert all(finding.blame is Blame.TARGET for finding in findings)
    assert all(len(part) <= 200 for each in findings for part in (each.expected, each.seen))
    assert all(part.isprintable() for each in findings for part in (each.expected, each.seen))
    assert [finding.ok for finding in findings] == [True] * (len(findings) - 1) + [False]


@given(st.integers(0, 10**9), st.text())
def test_a_wrong_number_never_passes(number: int, tail: str) -> None:
    text = f"The sum of {A} and {B} is {number}. {tail}"

    findings = judged(text)

    assert (failure_of(findings) is None) == (number == VALUE)
