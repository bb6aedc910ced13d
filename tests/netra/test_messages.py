import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.core.model import Json
from probes.netra import messages


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (1795453200, 1795453200.0),
        (1795453200.25, 1795453200.25),
        (1795453200250, 1795453200.25),
        ("2026-11-23T17:00:00+00:00", 1795453200.0),
        ("2026-11-23T17:00:00Z", 1795453200.0),
        ("2026-11-23T17:00:00", 1795453200.0),
        ("2026-11-23T18:00:00+01:00", 1795453200.0),
        ("soon", None),
        (True, None),
        (-1, None),
        (10**400, None),
        (None, None),
        ({}, None),
    ],
)
def test_an_instant_is_read_in_each_spelling(value: Json, seconds: float | None) -> None:
    assert messages.seconds(value) == seconds


@given(st.text() | st.integers() | st.floats())
def test_no_instant_breaks_the_reading(value: Json) -> None:
    found = messages.seconds(value)

    assert found is None or isinstance(found, float)


def test_a_nested_content_is_read_to_a_depth() -> None:
    entry: dict[str, Json] = {"sender": " AGENT ", "body": {"parts": [{"text": "a"}, "b", 3]}}

    found = messages.read(entry)

    assert (found.role, found.text, found.created_s) == ("agent", "a b", None)
