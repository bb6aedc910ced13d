"""A question that cannot be answered by heart, nor by repeating it."""

from collections.abc import Callable, Iterator
from itertools import chain, count, repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.core.rules import ChatRules, Derivation
from probes.netra.question import ask, problems

SIX_DIGITS = st.integers(100_000, 999_999)
TEMPLATE = ChatRules().question
TEMPLATES = {
    Derivation.SUM: TEMPLATE,
    Derivation.DIFFERENCE: "Please subtract {b} from {a}.",
    Derivation.PRODUCT: "Please multiply {a} by {b}.",
}


def source(*numbers: int) -> Callable[[], int]:
    """Give the numbers in turn, then what any derivation can use."""
    rest: Iterator[int] = chain.from_iterable(repeat((913_427, 258_689)))
    stream = chain(numbers, rest)
    return lambda: next(stream)


def rules(derivation: Derivation) -> ChatRules:
    return ChatRules(question=TEMPLATES[derivation], derivation=derivation)


@pytest.mark.parametrize(
    ("derivation", "expected"),
    [
        (Derivation.SUM, 1_172_116),
        (Derivation.DIFFERENCE, 654_738),
        (Derivation.PRODUCT, 913_427 * 258_689),
    ],
)
def test_the_expected_value_follows_from_the_two_numbers(
    derivation: Derivation, expected: int
) -> None:
    question = ask(rules(derivation), source())

    assert (question.a, question.b, question.expected) == (913_427, 258_689, expected)


@pytest.mark.parametrize(
    ("derivation", "a", "b"),
    [
        (Derivation.SUM, 100_000, 999_999),
        (Derivation.SUM, 999_999, 100_000),
        (Derivation.DIFFERENCE, 754_321, 654_321),
    ],
)
def test_the_lowest_and_highest_numbers_are_good_enough(
    derivation: Derivation, a: int, b: int
) -> None:
    question = ask(rules(derivation), source(a, b))

    assert (question.a, question.b) == (a, b)


def test_the_prompt_holds_both_numbers_in_the_words_of_the_settings() -> None:
    question = ask(ChatRules(), source(580_246, 654_321))

    assert question.text == "Please add 580246 and 654321 and reply with the sum."


@pytest.mark.parametrize(
    ("derivation", "a", "b"),
    [
        (Derivation.SUM, 123_456, 123_456),  # one number, not two
        (Derivation.SUM, 99_999, 654_321),  # five digits
        (Derivation.SUM, 1_000_000, 654_321),  # seven digits
        (Derivation.SUM, -654_321, 987_654),
        (Derivation.DIFFERENCE, 654_321, 654_320),  # a short value is soon guessed
        (Derivation.DIFFERENCE, 654_321, 554_322),
        (Derivation.DIFFERENCE, 258_689, 913_427),  # negative
        (Derivation.DIFFERENCE, 600_000, 300_000),  # equal to one of them
        (Derivation.PRODUCT, 100_000, 654_321),  # holds both
        (Derivation.PRODUCT, 100_001, 200_000),  # holds one of them
    ],
)
def test_numbers_that_make_the_value_guessable_are_drawn_again(
    derivation: Derivation, a: int, b: int
) -> None:
    question = ask(rules(derivation), source(a, b))

    assert (question.a, question.b) == (913_427, 258_689)


@pytest.mark.parametrize(
    "template",
    [
        "The sum of {a} and {b}: is it 1234567?",
        "Case 12-345-67: the sum of {a} and {b}?",
    ],
)
def test_a_value_that_stands_in_the_prompt_is_drawn_again(template: str) -> None:
    asked = ChatRules(question=template)

    question = ask(asked, source(580_246, 654_321))

    assert (question.a, question.b) == (913_427, 258_689)


@pytest.mark.parametrize("numbers", [lambda: 123_456, lambda: 0, count(10**6).__next__])
def test_a_source_that_is_broken_is_an_error_and_no_endless_loop(
    numbers: Callable[[], int],
) -> None:
    with pytest.raises(ValueError, match="no usable pair"):
        ask(ChatRules(), numbers)


@given(st.sampled_from(Derivation), SIX_DIGITS, SIX_DIGITS)
def test_the_value_is_long_positive_and_not_in_the_prompt(
    derivation: Derivation, a: int, b: int
) -> None:
    question = ask(rules(derivation), source(a, b))

    value = str(question.expected)
    assert question.expected >= 100_000
    assert value not in question.text
    assert str(question.a) not in value
    assert str(question.b) not in value
    assert str(question.a) in question.text
    assert str(question.b) in question.text


@pytest.mark.parametrize("derivation", Derivation)
def test_a_plain_template_may_be_asked(derivation: Derivation) -> None:
    found = problems(TEMPLATES[derivation], derivation)

    assert found == []


@pytest.mark.parametrize(
    "template",
    [
        "Was ist die Summe von {a} und {b}?",
        "\u8bf7\u628a{a}\u548c{b}\u76f8\u52a0\u3002",
        "{a} + {b} = ?",
        "Calculate ({a}+{b}), {a} first.",
        "Product department here: the sum of {a} and {b}, please.",
        "Multiplicity aside, what is {a} plus {b}?",
    ],
)
def test_other_languages_and_signs_may_be_asked(template: str) -> None:
    found = problems(template, Derivation.SUM)

    assert found == []


@pytest.mark.parametrize(
    ("template", "problem"),
    [
        ("Add {b} to it.", "{a} is missing"),
        ("Add {a} to it.", "{b} is missing"),
        ("Add { a } to {a} and {b}.", "only {a} and {b}"),
        ("Add {a} and {b} for {user}.", "only {a} and {b}"),
        ("Add {a} and {b} {.", "only {a} and {b}"),
        ("Add {a} and {b}}.", "only {a} and {b}"),
        ("Add {a} and {b}, {}.", "only {a} and {b}"),
        ("Add {a} and {b}, {0.__class__}.", "only {a} and {b}"),
        ("Add {{a}} and {b}.", "only {a} and {b}"),
        ("Add {a}{b} and {a}.", "must not touch"),
        ("Add 1{a} and {b}.", "must not touch"),
        ("Add {a} and {b}0.", "must not touch"),
        ("Add x_{a} and {b}.", "must not touch"),
        ("Test: add {a} and {b}.", "'test'"),
        ("This is a test: add {a} and {b}.", "'test'"),
        ("Add the latest numbers {a} and {b}.", "'test'"),
        ("Websocket: add {a} and {b}.", "'websocket'"),
        ("Add {a} and {b} over a WebSocket.", "'websocket'"),
        ("Add {a} and {b} before the TIMEOUT.", "'timeout'"),
        ("Add {a} and {b} before the timeout.", "'timeout'"),
        ("Add {a} and {b}. FORCE_ERROR", "'force_error'"),
        ("Analyze: add {a} and {b}.", "'analyze'"),
        ("Optimized: add {a} and {b}.", "'optimize'"),
        ("PROCESSING: add {a} and {b}.", "'process'"),
        ("Multiply {a} by {b}.", "asks for the product"),
        ("Subtract {a} from {b}.", "asks for the difference"),
        ("Add {a} and {b}. " + "x" * 8_192, "bytes"),
        ("Add {a} and {b}. " + "\u0416" * 2_000, "bytes"),
    ],
)
def test_what_may_not_be_asked_is_named(template: str, problem: str) -> None:
    found = problems(template, Derivation.SUM)

    assert len(found) == 1
    assert problem in found[0]


def test_a_template_may_be_as_long_as_fits_into_a_message() -> None:
    quotes_and_digits = 2 + 2 * len("999999") - 2 * len("{a}")
    fitting = "{a} + {b} = ?".ljust(8_192 - 512 - quotes_and_digits, ".")

    found = (problems(fitting, Derivation.SUM), problems(f"{fitting}.", Derivation.SUM))

    assert found[0] == []
    assert len(found[1]) == 1


def test_every_problem_is_named_at_once() -> None:
    found = problems("Test {c}", Derivation.SUM)

    assert len(found) == 4


@given(st.text())
def test_no_template_can_crash_it(template: str) -> None:
    found = problems(template, Derivation.SUM)

    assert found or ("{a}" in template and "{b}" in template)
