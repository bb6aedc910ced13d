"""The one command: quick to help, and every way out is a code and a word."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from scheduler.cli import main
from scheduler.cli.main import COMMANDS, cli
from tests.cli.conftest import Said, start

SECRET = "hunter2-and-more"
CLIENTS = ("httpx", "websockets", "playwright", "starlette", "uvicorn", "pydantic", "rich")


def test_help_loads_no_client_library() -> None:
    code = (
        "import sys\n"
        "from scheduler.cli.main import outermost\n"
        "code = outermost(['--help'])\n"
        f"print([one for one in {CLIENTS!r} if one in sys.modules], file=sys.stderr)\n"
        "sys.exit(code)\n"
    )

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert said.stderr.strip() == "[]"
    assert all(name in said.stdout for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name: str, goldenpath: Callable[..., Said]) -> None:
    said = goldenpath(name, "--help")

    assert said.code == 0
    assert "Example" in said.out
    assert f"goldenpath {name}" in said.out
    assert all(len(line) <= 80 for line in said.out.splitlines())


@pytest.mark.parametrize("name", COMMANDS)
def test_the_table_names_commands_that_exist(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)

    assert command is not None
    assert command.name == name


def test_the_version_is_one_line(goldenpath: Callable[..., Said]) -> None:
    said = goldenpath("--version")

    assert said.code == 0
    assert said.out.startswith("goldenpath ")
    assert said.out.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["rnu"], "Did you mean 'run'?"),
        (["run", "--no-such-option"], "No such option"),
        (["run", "--repeat", "0"], "--repeat"),
        (["run", "--format", "junit"], "--format"),
        (["standin", "--port", "65534"], "--port"),
        (["demo"], "demo --once"),
        ([], "Usage"),
    ],
)
def test_wrong_usage_is_2_and_says_nothing_on_standard_output(
    words: list[str], told: str, goldenpath: Callable[..., Said]
) -> None:
    said = goldenpath(*words)

    assert said.code == 2
    assert said.out == ""
    assert told in said.err


def test_a_bug_is_3_and_a_sentence_with_the_reports_path(
    goldenpath: Callable[..., Said], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(_: object) -> int:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(main, "_command", broken)

    said = goldenpath("list")

    (path,) = (tmp_path / "state" / "goldenpath").iterdir()
    assert said.code == 3
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert str(path) in said.err
    assert SECRET not in said.err + path.read_text()


def test_ctrl_c_is_130_without_a_traceback(
    goldenpath: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(main, "_command", stopped)

    said = goldenpath("list")

    assert said == Said(130, "", "")


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["explain"]])
def test_what_cannot_be_printed_is_3_and_a_sentence(words: list[str]) -> None:
    full = os.open("/dev/full", os.O_WRONLY)

    process = start(*words, stdout=full)
    _, err = process.communicate()

    os.close(full)
    assert process.returncode == 3
    assert "No space left on device" in err
    assert err.count("\n") == 1


def test_a_reader_who_has_gone_is_3_and_a_sentence() -> None:
    reader, writer = os.pipe()
    os.close(reader)

    process = start("faults", "--format", "json", stdout=writer)
    os.close(writer)
    _, err = process.communicate()

    assert process.returncode == 3
    assert "Broken pipe" in err
    assert err.count("\n") == 1


def test_a_closed_standard_output_is_3_and_a_sentence() -> None:
    code = "import os; os.close(1); os.execv({0!r}, [{0!r}, '-c', {1!r}, 'explain'])"
    entry = "from scheduler.cli.entry import main; main()"

    said = subprocess.run(
        [sys.executable, "-c", code.format(sys.executable, entry)],
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )

    assert said.returncode == 3
    assert "it is closed" in said.stderr


def test_the_faults_are_json_on_standard_output(goldenpath: Callable[..., Said]) -> None:
    said = goldenpath("faults", "--format", "json")

    assert said.code == 0
    assert said.err == ""
    assert json.loads(said.out)["schema"] == "goldenpath.faults/v1"


def test_a_shell_that_completes_words_cannot_stand_in_for_a_run(
    goldenpath: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_GOLDENPATH_COMPLETE", "bash_source")
    monkeypatch.delenv("GOLDENPATH_CONFIG", raising=False)

    said = goldenpath("run")

    assert said.code == 2
    assert "--config" in said.err
