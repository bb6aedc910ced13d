"""Numbers, as they are written in prose."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.netra.numerals import numbers_in
from tests.netra.phrasings import NOT_THE_VALUE, RIGHT, VALUE

VALUES = st.integers(100_000, 10**12 - 1)
SEPARATORS = [",", ".", " ", "'", "_", "\u00a0", "\u202f", "\u2009", "\u2019", "{,}", "\\,"]


def grouped(value: int, separator: str) -> str:
    return f"{value:,}".replace(",", separator)


@pytest.mark.parametrize("text", RIGHT)
def test_a_value_is_read_however_it_is_put(text: str) -> None:
    numbers = numbers_in(text)

    assert VALUE in numbers


@pytest.mark.parametrize("text", NOT_THE_VALUE)
def test_what_only_looks_like_the_value_is_not_read_as_it(text: str) -> None:
    numbers = numbers_in(text)

    assert VALUE not in numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("no number", ()),
        ("1, 2 and 3", (1, 2, 3)),
        ("580246,654321,1234567", (580246, 654321, 1234567)),
        ("580246 654321 1 234", (580246, 654321, 1, 234)),
        ("654321-123456=530865", (530865,)),
        ("-5 and - 7", (-5, 7)),
        ("0", (0,)),
        ("9" * 40, (10**40 - 1,)),
        ("9" * 41, ()),
        ("9" * 5000, ()),
    ],
)
def test_the_numbers_of_a_text_are_read_in_its_order(text: str, numbers: tuple[int, ...]) -> None:
    read = numbers_in(text)

    assert read == numbers


@given(VALUES, st.sampled_from(SEPARATORS), st.sampled_from(["", ".", "!", " (sum)", "**", "\n"]))
def test_every_grouping_is_read(value: int, separator: str, tail: str) -> None:
    text = f"It is {grouped(value, separator)}{tail}"

    numbers = numbers_in(text)

    assert numbers == (value,)


@given(VALUES, st.text("0123456789", max_size=4), st.text("0123456789", max_size=4))
def test_a_value_among_more_digits_is_not_read(value: int, before: str, after: str) -> None:
    text = f"It is {before}{value}{after}."

    numbers = numbers_in(text)

    assert (value in numbers) == (before == after == "")


@given(VALUES, st.sampled_from("abcxyz\u00e9\u03b1\u0436"), st.sampled_from(["", "_", "__"]))
def test_a_value_in_an_identifier_is_not_read(value: int, letter: str, glue: str) -> None:
    texts = (f"{letter}{glue}{value}", f"{value}{glue}{letter}", f"{letter}-{value}")

    numbers = [number for text in texts for number in numbers_in(text)]

    assert value not in numbers


@given(VALUES, st.integers(1, 999_999))
def test_a_value_with_a_fraction_is_not_read(value: int, fraction: int) -> None:
    texts = (f"{value}.{fraction:06d}", f"{value},{fraction:07d}", f"0.{value}", f"0,{value}")

    numbers = [number for text in texts for number in numbers_in(text)]

    assert numbers == []


@given(VALUES)
def test_digits_of_other_scripts_are_read(value: int) -> None:
    for zero in (0x0660, 0x06F0, 0x0966, 0x0E50, 0xFF10):
        text = "".join(chr(zero + int(digit)) for digit in str(value))

        numbers = numbers_in(text)

        assert numbers == (value,)


@given(st.text() | st.text("0123456789 ,.'_-+eE*^/\\{}$%x\u00d7\u202f\u2212\u0663", max_size=80))
def test_no_text_can_crash_it(text: str) -> None:
    numbers = numbers_in(text)

    assert all(isinstance(number, int) for number in numbers)


@pytest.mark.parametrize(
    "piece", ["1", "1 ", "1,", "1,234,", "-", "_", "- ", "\\,", "{", "1&nbsp;"]
)
def test_a_long_text_is_read_in_linear_time(piece: str) -> None:
    text = piece * (200_000 // len(piece))

    numbers = numbers_in(text)

    assert len(numbers) <= len(text)
