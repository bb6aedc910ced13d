"""What a status and a close code mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.core.errors import Blame, Failure
from probes.drivers import heads

URL = "https://api.example/start?token=secret"


@given(st.integers(100, 599))
def test_over_http_only_a_redirect_and_429_are_ruled_on(status: int) -> None:
    failed = heads.ruled_out(status, {}, URL, "api.example")

    assert (failed is None) == (status != 429 and not 300 <= status < 400)


@given(st.integers(100, 599))
def test_every_other_status_of_a_handshake_has_a_name(status: int) -> None:
    failed = heads.not_upgraded(status, {"location": "/login"}, URL, "api.example")

    assert str(status) in failed.detail
    assert (failed.blame is Blame.PROBE) == (status == 429)
    assert (failed.failure is Failure.SERVER_ERROR) == (status >= 500)


@given(st.integers(1000, 4999), st.text())
def test_every_goodbye_of_theirs_is_theirs(code: int, reason: str) -> None:
    failed = heads.goodbye(code, reason, "api.example")

    assert failed.blame is Blame.TARGET
    assert (failed.failure is Failure.SOCKET_CLOSED_EARLY) == (code in {1000, 1001, 1005})
    assert (failed.failure is Failure.SOCKET_AUTH_REFUSED) == (code == 1008)


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        ("/login?next=secret", "api.example/login"),
        ("https://login.example:8443/x#secret", "login.example:8443/x"),
        ("https://user:secret@login.example/x", "login.example/x"),
        ("//other.example", "other.example"),
        (None, "nowhere"),
        ("https://[", "what is no address"),
    ],
)
def test_a_redirect_is_told_by_host_and_path(location: str | None, shown: str) -> None:
    assert heads.whither(URL, location) == shown


@given(st.text())
def test_no_location_crashes_it(location: str) -> None:
    shown = heads.whither(URL, location)

    assert shown.isprintable()
    assert "?" not in shown
