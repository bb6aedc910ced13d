"""The stand-in as a process: ready in one line, gone without a fuss."""

import json
import signal
import socket
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.cli.conftest import Said, start


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_it_is_and_ends_with_0_when_told(
    stop: signal.Signals, tmp_path: Path
) -> None:
    path = tmp_path / "standin.toml"
    process = start("standin", "--fault", "auth-down", "--write-config", path)
    assert process.stdout is not None
    ready = json.loads(process.stdout.readline())
    written = path.exists()

    process.send_signal(stop)
    out, err = process.communicate()

    assert process.returncode == 0
    assert (out, err) == ("", "")
    assert list(ready) == [
        "ready", "frontend", "api", "auth", "websocket", "faults", "settings", "switch"
    ]  # fmt: skip
    assert ready["ready"] is True
    assert ready["faults"] == ["auth-down"]
    assert ready["settings"] == str(path)
    assert ready["websocket"].startswith("ws://127.0.0.1:")
    assert written


def test_a_port_in_use_is_2(goldenpath: Callable[..., Said]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]

        said = goldenpath("standin", "--port", str(port))

    assert said.code == 2
    assert said.out == ""
    assert "in use" in said.err


def test_an_unknown_fault_is_2_and_the_nearest_is_named(goldenpath: Callable[..., Said]) -> None:
    said = goldenpath("standin", "--fault", "auth-dwn")

    assert said.code == 2
    assert "auth-down" in said.err


def test_settings_that_cannot_be_written_are_2(
    goldenpath: Callable[..., Said], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")

    said = goldenpath("standin", "--write-config", tmp_path / "file" / "standin.toml")

    assert said.code == 2
    assert said.out == ""
    assert "cannot write the settings" in said.err


def test_a_live_switch_is_told_in_a_line() -> None:
    process = start("standin")
    assert process.stdout is not None
    switch = json.loads(process.stdout.readline())["switch"]

    for names in (["auth-down"], []):
        httpx.put(switch, json=names, trust_env=False).raise_for_status()
    process.terminate()
    _, err = process.communicate()

    assert err.splitlines() == ["switched: auth-down", "switched: no fault"]
