"""What a target sent obeys, and is not obeyed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.cli.inert import inert


@given(st.text(), st.integers(min_value=10, max_value=300))
def test_whatever_comes_is_one_printable_line_of_bounded_length(text: str, longest: int) -> None:
    shown = inert(text, longest)

    assert shown.isprintable()
    assert len(shown) <= longest


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=200))
def test_plain_text_is_left_alone(text: str) -> None:
    assert inert(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", "\\x1b[31mred"),
        ("\x1b]0;title\x07", "\\x1b]0;title\\x07"),
        ("two\nlines\r\t", "two\\nlines\\r\\t"),
        ("\u202egpj.exe", "\\u202egpj.exe"),
        ("\u2066a\u2069", "\\u2066a\\u2069"),
        ("zero\u200bwidth", "zero\\u200bwidth"),
        ("\x9b31m", "\\x9b31m"),
        ("\ud800", "\\ud800"),
        ("[bold]not bold[/bold]", "[bold]not bold[/bold]"),
        ("größer 漢字", "größer 漢字"),
    ],
)
def test_what_a_terminal_would_obey_is_written_out(text: str, shown: str) -> None:
    assert inert(text) == shown


def test_what_is_too_long_is_cut_visibly() -> None:
    assert inert("x" * 1_000_000, 20) == "x" * 17 + "..."
