from datetime import timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.model import Json
from probes.netra import wire
from tests.netra.answers import HOSTILE_BODIES, NOW, outcome, said


@pytest.mark.parametrize(
    ("status", "body", "failure", "blame"),
    [
        (302, b"", Failure.REDIRECTED, Blame.TARGET),
        (403, b"<html>Forbidden</html>", Failure.UNEXPECTED_BODY, Blame.TARGET),
        (404, b'{"detail": "Not Found"}', Failure.UNEXPECTED_STATUS, Blame.TARGET),
        (429, b"<html>slow down</html>", Failure.RATE_LIMITED, Blame.PROBE),
        (500, b"{}", Failure.SERVER_ERROR, Blame.TARGET),
        (503, b"<html>no healthy upstream</html>", Failure.SERVER_ERROR, Blame.TARGET),
    ],
)
def test_each_unwanted_status_has_a_name(
    status: int, body: bytes, failure: Failure, blame: Blame
) -> None:
    answer = said(status, body)

    with pytest.raises(StepFailed) as caught:
        wire.require(answer, 200)

    assert (caught.value.failure, caught.value.blame) == (failure, blame)


@pytest.mark.parametrize("body", HOSTILE_BODIES, ids=range(len(HOSTILE_BODIES)))
def test_no_body_breaks_the_reading(body: bytes) -> None:
    answer = said(200, body)

    found = outcome(lambda: wire.fields(answer))

    if isinstance(found, StepFailed):
        assert found.failure in {Failure.UNEXPECTED_BODY, Failure.BODY_TOO_LARGE}
    else:
        assert isinstance(found, dict)


def test_a_body_that_is_too_large_is_not_even_parsed() -> None:
    answer = said(200, b"[" * 10_000_000)

    with pytest.raises(StepFailed) as caught:
        wire.body(answer)

    assert caught.value.failure is Failure.BODY_TOO_LARGE


@given(st.binary(max_size=200) | st.text().map(str.encode))
def test_no_bytes_raise_anything_but_a_failed_step(body: bytes) -> None:
    answer = said(200, body)

    found = outcome(lambda: wire.fields(answer))

    assert not isinstance(found, StepFailed) or "hidden" not in found.detail


def test_what_is_no_number_in_json_is_read_as_nothing() -> None:
    answer = said(200, b'{"a": NaN, "b": -Infinity, "c": 1e999, "d": 1.5}')

    found = wire.fields(answer)

    assert found == {"a": None, "b": None, "c": None, "d": 1.5}


@pytest.mark.parametrize(
    "body",
    [[1], {"threads": [1]}, {"data": [1]}, {"data": {"threads": [1]}}, {"items": [1], "total": 1}],
)
def test_a_list_is_found_in_each_envelope(body: Json) -> None:
    answer = said(200, body)

    found = wire.listed(answer, "threads")

    assert list(found) == [1]


@pytest.mark.parametrize("body", [{}, {"threads": {"threads": {"threads": []}}}, "x", 1, None])
def test_what_holds_no_list_is_an_unexpected_body(body: str) -> None:
    answer = said(200, body)

    with pytest.raises(StepFailed) as caught:
        wire.listed(answer, "threads")

    assert caught.value.failure is Failure.UNEXPECTED_BODY


def test_a_field_is_found_at_the_root_before_an_envelope() -> None:
    found: wire.Fields = {"data": {"id": "inner", "email": "e"}, "id": "outer"}

    picked = wire.pick_text(found, "id"), wire.pick_text(found, "email"), wire.pick(found, "no")

    assert picked == ("outer", "e", None)


@pytest.mark.parametrize(
    "secret",
    ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl", "3f9ac0b47e1d86527bf04ca98e6d0b71"],
)
def test_a_detail_shows_no_long_word(secret: str) -> None:
    text = f"Invalid token '{secret}' was given"

    shown = wire.brief(text)

    assert secret not in shown
    assert shown.startswith("Invalid token")


def test_an_identifier_is_shown_whole_but_a_token_never() -> None:
    user, token = "auth_user_1795452492225_4_c57dc3db", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln"

    shown = wire.ident(user), wire.ident(token)

    assert shown[0] == user
    assert token not in shown[1]


@given(st.text())
def test_whatever_is_shown_can_be_written_down(text: str) -> None:
    shown = wire.brief(text), wire.ident(text)

    assert all(len(line.encode()) <= 4 * 80 for line in shown)


@pytest.mark.parametrize(
    ("ahead_s", "took_s", "off_s"), [(0, 0.1, 0), (90, 0.1, 90), (-90, 5, -84)]
)
def test_skew_is_what_the_latency_and_whole_seconds_cannot_explain(
    ahead_s: float, took_s: float, off_s: float
) -> None:
    date = format_datetime(NOW + timedelta(seconds=ahead_s), usegmt=True)

    skew_s = wire.skew_s(said(200, {}, {"date": date}, took_s=took_s))

    assert skew_s == pytest.approx(off_s, abs=0.001)


@pytest.mark.parametrize("date", ["", "yesterday", "Mon, 99 Nov 2026 17:00:00 GMT", "1e9"])
def test_a_date_that_cannot_be_read_is_no_date(date: str) -> None:
    answer = said(200, {}, {"date": date})

    skew_s = wire.skew_s(answer)

    assert skew_s is None


@given(st.text())
def test_no_date_breaks_the_reading(date: str) -> None:
    answer = said(200, {}, {"date": date})

    skew_s = wire.skew_s(answer)

    assert skew_s is None or isinstance(skew_s, float)


@pytest.mark.parametrize(
    ("body", "form"),
    [
        (b"  ", "an empty body"),
        (b" <html>", "HTML"),
        (b"{", "a JSON object"),
        (b"[1", "a list"),
        (b'"x"', "a string"),
        (b"null", "null"),
        (b"7", "something else than a JSON object"),
    ],
)
def test_a_form_is_named_for_a_person(body: bytes, form: str) -> None:
    assert wire.form(said(200, body)) == form


def test_a_content_type_alone_makes_a_page() -> None:
    answer = said(200, b"Forbidden", {"content-type": "text/html; charset=utf-8"})

    assert wire.is_html(answer)


def test_a_body_of_just_the_bound_is_read() -> None:
    body = b'"' + b"x" * (wire.MAX_BODY_BYTES - 2) + b'"'

    assert len(str(wire.body(said(200, body)))) == wire.MAX_BODY_BYTES - 2


def test_an_endpoint_is_kept_without_its_query() -> None:
    kept = wire.seen(said(200, {}, url="https://api.example.org?code=hidden"), "api")

    assert kept.kind == "endpoint"
    assert (kept.data["path"], kept.data["role"], kept.data["status"]) == ("/", "api", 200)
