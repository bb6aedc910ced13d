import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from probes.settings.addresses import HttpAddress, WsAddress, is_loopback

HTTP: TypeAdapter[str] = TypeAdapter(HttpAddress)
WS: TypeAdapter[str] = TypeAdapter(WsAddress)


def test_a_trailing_slash_is_stripped() -> None:
    assert HTTP.validate_python("https://app.example/") == "https://app.example"
    assert WS.validate_python("wss://api.example/ws/") == "wss://api.example/ws"


@pytest.mark.parametrize("text", ["http://a:80/x", "https://[::1]:8443", "http://127.0.0.1:1"])
def test_host_port_and_path_stay(text: str) -> None:
    assert HTTP.validate_python(text) == text


@pytest.mark.parametrize(
    "text", ["ftp://a", "a.example", "//a", "https://", "https:///x", "http://a:0", "http://a:x"]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        HTTP.validate_python(text)


@given(st.text(max_size=30))
def test_no_address_whatever_keeps_more_than_scheme_host_port_and_path(rest: str) -> None:
    try:
        address = HTTP.validate_python(f"https://{rest}")
    except ValidationError:
        return

    assert not set(address) & set("?# \n\t\\")
    assert "@" not in address.removeprefix("https://").split("/")[0]


@pytest.mark.parametrize(
    "text", ["http://localhost", "http://127.0.0.9:1", "ws://[::1]/ws", "http://a.localhost"]
)
def test_loopback_is_this_machine(text: str) -> None:
    assert is_loopback(text)


@pytest.mark.parametrize(
    "text",
    ["http://10.0.0.1", "http://localhost.example", "http://127.0.0.1.example", "http://0.0.0.0"],
)
def test_what_only_looks_like_this_machine_is_not(text: str) -> None:
    assert not is_loopback(text)
