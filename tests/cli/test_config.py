import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from scheduler.cli.config import config

STAGING = Path(__file__).parents[2] / "config" / "staging.toml"
SECRETS = {"GOLDENPATH_E2E_BYPASS_KEY": "hunter2", "GOLDENPATH_SERVICE_SECRET": "hunter3"}
TARGET = """\
[targets.staging]
frontend = "http://127.0.0.1:8000"
api = "http://127.0.0.1:8001"
auth = "http://127.0.0.1:8002"
websocket = "ws://127.0.0.1:8001/ws"
"""


def command(*words: str, environ: dict[str, str] | None = None) -> Result:
    gone = dict.fromkeys(("GOLDENPATH_CONFIG", *SECRETS))
    return CliRunner(env={**gone, **(environ or {})}).invoke(config, words)


def written(folder: Path, text: str) -> str:
    path = folder / "goldenpath.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_right_settings_with_all_secrets_are_a_yes() -> None:
    said = command("check", "--config", str(STAGING), environ=SECRETS)

    assert said.exit_code == 0
    assert "staging.toml is right: 4 probes, 1 target (staging), 2 identities" in said.stdout
    assert "The secret of user resolves" in said.stdout


def test_no_secret_is_printed() -> None:
    said = command("check", "--config", str(STAGING), environ=SECRETS)

    assert "hunter" not in said.output


def test_the_next_hour_and_the_day_are_priced() -> None:
    said = command("check", "--config", str(STAGING), environ=SECRETS).stdout

    rows = [line.split() for line in said.splitlines() if line.startswith("  ")]
    assert [(row[0], row[-1]) for row in rows[1:]] == [
        ("health", "60"),
        ("user-login", "12"),
        ("service-login", "12"),
        ("chat", "4"),
    ]
    assert "and 96 questions; allowed are 86400 and 200." in said


def test_the_variable_names_the_settings() -> None:
    said = command("check", environ={**SECRETS, "GOLDENPATH_CONFIG": str(STAGING)})

    assert said.exit_code == 0


def test_a_secret_that_does_not_resolve_cannot_tell() -> None:
    said = command("check", "--config", str(STAGING))

    assert said.exit_code == 3
    assert "GOLDENPATH_SERVICE_SECRET is not set" in said.stdout


def test_settings_without_probes_cannot_tell(tmp_path: Path) -> None:
    said = command("check", "--config", written(tmp_path, TARGET))

    assert said.exit_code == 3
    assert "There is no probe" in said.stdout


def test_wrong_settings_are_named_by_line_and_nothing_is_attempted(tmp_path: Path) -> None:
    path = written(tmp_path, TARGET + '[[probes]]\nname = "a"\njourney = "helth"\n')

    said = command("check", "--config", path)

    assert said.exit_code == 2
    assert said.stdout == ""
    assert f"{path}:8: probes[0].journey: unknown journey 'helth'; did you mean" in said.stderr


def test_without_settings_both_ways_to_name_them_are_said() -> None:
    said = command("check")

    assert said.exit_code == 2
    assert "--config FILE" in said.stderr
    assert "GOLDENPATH_CONFIG" in said.stderr


def test_a_question_that_would_trip_the_target_is_refused(tmp_path: Path) -> None:
    question = '[chat]\nquestion = "As a test, please add {a} and {b} and reply with the sum."\n'

    said = command("check", "--config", written(tmp_path, TARGET + question))

    assert said.exit_code == 2
    assert "chat.question" in said.stderr


def test_what_takes_no_effect_yet_is_said(tmp_path: Path) -> None:
    said = command("check", "--config", written(tmp_path, TARGET + "[log]\n[web]\n"))

    assert "[log] is read and takes no effect yet." in said.stdout
    assert "[web] is read and takes no effect yet." in said.stdout


def test_lifted_manners_are_said(tmp_path: Path) -> None:
    lifted = "[targets.staging.manners]\nlifted = true\n"

    said = command("check", "--config", written(tmp_path, TARGET + lifted))

    assert "0 requests and 0 questions; its manners are lifted." in said.stdout


def test_the_schema_is_printed_as_json() -> None:
    said = command("schema")

    schema = json.loads(said.stdout)
    assert said.exit_code == 0
    jsonschema.Draft202012Validator.check_schema(schema)
    assert "probes" in schema["properties"]


@pytest.mark.parametrize("words", [["--help"], ["check", "--help"], ["schema", "--help"]])
def test_each_command_shows_an_example(words: list[str]) -> None:
    said = command(*words)

    assert said.exit_code == 0
    assert "Example: goldenpath config" in said.stdout


def test_the_command_starts_without_a_client_library() -> None:
    code = (
        "import sys, scheduler.cli.config\n"
        "print(sorted({'httpx', 'websockets', 'wsproto'} & set(sys.modules)))"
    )

    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30
    )

    assert said.stdout.strip() == "[]"
