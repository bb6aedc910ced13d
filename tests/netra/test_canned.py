"""Texts that the target gives instead of an answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.netra.canned import canned_phrase, is_mere_status
from tests.netra.phrasings import CANNED, NOT_CANNED, NOT_THE_VALUE, RIGHT


@pytest.mark.parametrize("text", CANNED)
def test_a_canned_text_is_recognised(text: str) -> None:
    phrase = canned_phrase(text)

    assert phrase is not None


@pytest.mark.parametrize("text", [*NOT_CANNED, *RIGHT, *NOT_THE_VALUE])
def test_other_words_are_not_taken_for_canned_ones(text: str) -> None:
    phrase = canned_phrase(text)

    assert phrase is None


def test_the_phrase_is_named_as_the_target_writes_it() -> None:
    phrases = [canned_phrase("> **mock** x"), canned_phrase("a, USING recovery\nmechanism")]

    assert phrases == ["Mock", "using recovery mechanism"]


@given(st.text())
def test_no_text_can_crash_it(text: str) -> None:
    phrase = canned_phrase(text)

    assert phrase is None or phrase


@pytest.mark.parametrize("piece", [' : "', ": ", '["', "*", " ", "Mock"])
def test_a_long_text_is_read_in_linear_time(piece: str) -> None:
    phrase = canned_phrase("x" + piece * (200_000 // len(piece)))

    assert phrase is None


@pytest.mark.parametrize(
    "text", ["success", " Completed.", "DONE", "0.152981", "310.026000", "ok!"]
)
def test_a_word_about_the_work_is_no_answer(text: str) -> None:
    assert is_mere_status(text)


@pytest.mark.parametrize("text", ["success: 777777", "42", "777777", "done 1", "", "0.15", "Yes"])
def test_a_text_that_says_more_may_be_an_answer(text: str) -> None:
    assert not is_mere_status(text)
