"""How we introduce ourselves, and what we never say."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.drivers import guest

AUTH = "https://auth.example/base"


@pytest.mark.parametrize(
    "word", ["bot", "crawler", "spider", "scraper", "scanner", "factory", "isolated", "test"]
)
def test_the_user_agent_has_no_word_that_the_edge_or_the_backend_acts_upon(word: str) -> None:
    assert word not in guest.USER_AGENT.lower()
    assert guest.USER_AGENT.startswith("netra-golden-path/")


def test_every_trace_is_new_and_well_formed() -> None:
    traces = {guest.introduction()["traceparent"] for _ in range(99)}

    assert len({trace.split("-")[1] for trace in traces}) == 99
    assert all(re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-01", trace) for trace in traces)


@pytest.mark.parametrize(
    "url",
    [
        "https://auth.example.evil/base/login",
        "https://auth.example/other",
        "https://auth.example/basement",
        "http://auth.example/base",
        "https://auth.example:8443/base",
        "https://auth.example@evil/base",
        "https://api.example/base",
    ],
)
def test_a_bypass_header_goes_nowhere_near_the_auth_service(url: str) -> None:
    with pytest.raises(ValueError, match="auth service only"):
        guest.refuse_marked(["X-E2E-Bypass-Key"], url, AUTH)


@pytest.mark.parametrize("url", [AUTH, f"{AUTH}/e2e/test-auth?x=1", "https://AUTH.example/base/"])
def test_a_bypass_header_goes_to_the_auth_service(url: str) -> None:
    guest.refuse_marked(["X-E2E-Bypass-Key"], url, AUTH)


def test_other_headers_go_anywhere() -> None:
    guest.refuse_marked(["Accept", "X-Service-ID"], "https://api.example/", AUTH)


@given(st.text(), st.integers(min_value=1, max_value=200))
def test_a_strangers_text_is_printable_and_bounded(text: str, limit: int) -> None:
    shown = guest.plain(text, limit=limit)

    assert shown.isprintable()
    assert len(shown) <= limit + 1


@given(st.text(), st.text(alphabet="abcdef0123456789", min_size=16), st.text())
def test_a_hidden_text_is_not_quoted(before: str, secret: str, after: str) -> None:
    quoted = f"{before}{secret}{after}"

    assert secret not in guest.plain(quoted, [f"jwt.{secret}"], limit=10**6)
    assert secret not in guest.plain(quoted, [secret], limit=10**6)
