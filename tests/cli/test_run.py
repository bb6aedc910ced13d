"""One run of each chosen probe: what is printed, and what it exits with."""

import json
import signal
from collections.abc import Callable
from pathlib import Path
from typing import NotRequired, TypedDict

import jsonschema
import pytest

from probes.document import schema_text
from probes.standin.server import StandIn
from scheduler.cli import run
from tests.cli.conftest import Said, start

Call = Callable[..., Said]


class Written(TypedDict):
    """As much of the document as is asked about here."""

    verdict: str
    runs: list[dict[str, str | None]]
    rates: NotRequired[list[dict[str, str | int]]]


def _document(said: Said) -> Written:
    written: Written = json.loads(said.out)
    jsonschema.validate(written, json.loads(schema_text()))
    return written


def test_a_healthy_target_is_0_and_a_page(goldenpath: Call, settings: Path) -> None:
    said = goldenpath("run", "user-login", "health", "--config", settings)

    assert said.code == 0
    assert said.out.startswith("PASS: all 2 runs passed at standin.\n")
    assert said.out.index("health") < said.out.index("user-login")
    assert "without a limit of rate" in said.out
    assert "PASS" not in said.err


def test_a_broken_target_is_1_and_named(goldenpath: Call, settings: Path, standin: StandIn) -> None:
    standin.set_faults(["login-outage"])

    said = goldenpath("run", "health", "user-login", "--config", settings)

    assert said.code == 1
    assert said.out.startswith("FAIL: 1 of 2 runs failed at standin: user-login")
    assert "goldenpath explain sign_in_unavailable" in said.out


def test_a_secret_that_is_missing_is_3_and_the_other_probes_run(
    goldenpath: Call, settings: Path
) -> None:
    (settings.parent / "standin.toml.secrets" / "e2e_key").unlink()

    said = goldenpath("run", "health", "user-login", "--config", settings, "--format", "json")

    written = _document(said)
    assert said.code == 3
    assert [one["verdict"] for one in written["runs"]] == ["pass", "inconclusive"]
    assert written["runs"][1]["failure"] == "secret_missing"


def test_json_is_one_document_on_standard_output(goldenpath: Call, settings: Path) -> None:
    said = goldenpath("run", "health", "--config", settings, "--format", "json")

    assert said.code == 0
    assert _document(said)["verdict"] == "pass"
    assert "without a limit of rate" in said.err


def test_repeated_runs_have_rates(goldenpath: Call, settings: Path, standin: StandIn) -> None:
    standin.set_faults(["login-outage"])

    said = goldenpath(
        "run", "user-login", "--config", settings, "--repeat", "3", "--format", "json"
    )

    rate = {"probe": "user-login", "failure": "sign_in_unavailable", "count": 3, "of": 3}
    assert said.code == 1
    assert _document(said).get("rates") == [rate]


def test_an_unknown_probe_is_2_and_the_nearest_is_named(goldenpath: Call, settings: Path) -> None:
    said = goldenpath("run", "helth", "--config", settings, "--format", "json")

    assert said.code == 2
    assert said.out == ""
    assert "did you mean 'health'?" in said.err


def test_without_settings_it_is_2_and_both_ways_are_named(goldenpath: Call) -> None:
    said = goldenpath("run")

    assert said.code == 2
    assert said.out == ""
    assert "--config" in said.err
    assert "GOLDENPATH_CONFIG" in said.err


def test_settings_are_found_by_the_environment(
    goldenpath: Call, settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOLDENPATH_CONFIG", str(settings))

    assert goldenpath("run", "health").code == 0


def test_broken_settings_are_2_with_file_line_and_key(goldenpath: Call, settings: Path) -> None:
    settings.write_text(settings.read_text().replace("every_s", "x") + "\n[chat2]\n")

    said = goldenpath("run", "--config", settings)

    assert said.code == 2
    assert said.out == ""
    assert f"{settings}:" in said.err
    assert "chat2" in said.err


def test_an_authority_that_cannot_be_read_is_2_and_names_the_key(
    goldenpath: Call, settings: Path
) -> None:
    text = settings.read_text()
    settings.write_text(text.replace("too_fast_ms", 'ca = "ca.pem"\ntoo_fast_ms', 1))
    (settings.parent / "ca.pem").write_text("no certificate")

    said = goldenpath("run", "health", "--config", settings)

    assert said.code == 2
    assert said.out == ""
    assert "targets.standin.ca" in said.err


@pytest.mark.parametrize(("more", "code"), [([], 3), (["--allow-empty"], 0)])
def test_a_tag_that_selects_nothing_is_3_unless_that_is_allowed(
    goldenpath: Call, settings: Path, more: list[str], code: int
) -> None:
    said = goldenpath("run", "--tag", "none", "--config", settings, "--format", "json", *more)

    assert said.code == code
    assert _document(said)["verdict"] == "inconclusive"
    assert _document(said)["runs"] == []
    assert "nothing" in said.err


def test_a_tag_selects_the_probes_that_bear_it(goldenpath: Call, settings: Path) -> None:
    said = goldenpath("run", "--tag", "smoke", "--config", settings, "--format", "json")

    assert said.code == 0
    assert [one["probe"] for one in _document(said)["runs"]] == ["health"]


def test_a_report_can_go_to_a_file(goldenpath: Call, settings: Path, tmp_path: Path) -> None:
    path = tmp_path / "run.json"

    said = goldenpath("run", "health", "--config", settings, "--format", "json", "-o", path)

    assert said.code == 0
    assert said.out == ""
    assert str(path) in said.err
    assert json.loads(path.read_text())["verdict"] == "pass"


def test_a_pass_that_cannot_be_written_is_3_and_reads_as_none(
    goldenpath: Call, settings: Path
) -> None:
    said = goldenpath("run", "health", "--config", settings, "-o", "/dev/full")

    assert said.code == 3
    assert said.out == ""
    assert "/dev/full: No space left on device" in said.err
    assert "pass" not in said.err.lower()


def test_a_failure_that_cannot_be_written_is_still_1(
    goldenpath: Call, settings: Path, standin: StandIn
) -> None:
    standin.set_faults(["login-outage"])

    said = goldenpath("run", "user-login", "--config", settings, "-o", "/dev/full")

    assert said.code == 1
    assert "FAIL" in said.err


def test_a_bug_under_way_is_3_and_one_document_without_runs(
    goldenpath: Call, settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> bool:
        raise RuntimeError

    monkeypatch.setattr(run, "walk_now", broken)

    said = goldenpath("run", "health", "--config", settings, "--format", "json")

    assert said.code == 3
    assert _document(said)["runs"] == []
    assert "the report is" in said.err


@pytest.mark.slow
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_told_to_stop_it_is_130_and_what_had_run_is_reported(
    stop: signal.Signals, settings: Path, standin: StandIn
) -> None:
    standin.set_faults(["silent-agent"])
    process = start("run", "health", "chat", "--config", settings, "--format", "json", "-v")
    assert process.stderr is not None
    for line in process.stderr:
        if '"step.started"' in line and '"notifications"' in line:
            break

    process.send_signal(stop)
    out, err = process.communicate()

    written = _document(Said(0, out, ""))
    assert process.returncode == 130
    assert [one["failure"] for one in written["runs"]] == [None, "interrupted"]
    assert "Traceback" not in err


def test_verbose_is_json_on_standard_error(goldenpath: Call, settings: Path) -> None:
    said = goldenpath("run", "health", "--config", settings, "-v")

    events = [json.loads(line)["event"] for line in said.err.splitlines()]
    assert events[0] == "run.started"
    assert events[-1] == "run.finished"
