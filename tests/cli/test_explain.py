"""Every failure can be asked about by its name."""

import pytest
from click.testing import CliRunner

from probes.core.errors import Failure
from scheduler.cli.explain import explain


@pytest.mark.parametrize("failure", list(Failure))
def test_each_failure_is_explained_in_80_columns(failure: Failure) -> None:
    outcome = CliRunner().invoke(explain, [failure.value])

    assert outcome.exit_code == 0
    assert outcome.output.startswith(failure.value)
    assert "What to check next" in outcome.output
    assert all(len(line) <= 80 for line in outcome.output.splitlines())


def test_without_a_name_all_are_listed() -> None:
    outcome = CliRunner().invoke(explain)

    assert outcome.exit_code == 0
    assert all(failure.value in outcome.output for failure in Failure)


def test_an_unknown_name_is_usage_and_the_nearest_is_named() -> None:
    outcome = CliRunner().invoke(explain, ["notification_mising"])

    assert outcome.exit_code == 2
    assert outcome.stdout == ""
    assert "the nearest is notification_missing" in outcome.stderr


def test_a_name_of_control_characters_is_written_out() -> None:
    outcome = CliRunner().invoke(explain, ["\x07\u202e"])

    assert outcome.exit_code == 2
    assert "\\x07\\u202e" in outcome.stderr
