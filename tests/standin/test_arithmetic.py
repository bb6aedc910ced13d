import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.standin.arithmetic import addends, reply_to, tool_value, wrong_reply_to

numbers = st.integers(100_000, 999_999)
wordings = st.sampled_from(
    [
        "Please add {a} and {b} and reply with the sum.",
        "What is {a} + {b}?",
        "Take {a}, then {b}, and tell me what they make together",
        "Sum of {a} plus {b}.",
        "For invoice 7: how much are {a} and {b}?",
        "{a} to {b}: add them",
        "Task 7. The first number is {a}; the second is {b}",
    ]
)


@given(numbers, numbers, wordings)
def test_two_numbers_are_read_out_of_any_sentence(a: int, b: int, wording: str) -> None:
    found = addends(wording.format(a=a, b=b))

    assert found is not None
    assert (found.a, found.b) == (a, b)


@given(numbers, numbers)
def test_digits_may_be_grouped(a: int, b: int) -> None:
    found = addends(f"Add {a:,} and {b:_}.")

    assert found is not None
    assert found.total == a + b


@given(numbers, numbers, wordings)
def test_the_answer_holds_the_sum_and_the_wrong_one_does_not(a: int, b: int, wording: str) -> None:
    text = wording.format(a=a, b=b)

    assert str(a + b) in reply_to(text).replace(",", "")
    assert str(a + b) not in wrong_reply_to(text)
    assert tool_value(text) == str(a + b)


@pytest.mark.parametrize("text", ["How can I reduce my AI spend?", "", "Add 5."])
def test_without_two_numbers_it_asks_for_them(text: str) -> None:
    assert "two numbers" in reply_to(text)
    assert tool_value(text) == ""


@given(st.text())
def test_no_question_can_crash_it(text: str) -> None:
    assert reply_to(text)
    assert wrong_reply_to(text)
