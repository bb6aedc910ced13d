"""The list of probes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from scheduler.cli.list_ import every
from tests.cli.conftest import Said


def test_every_probe_is_listed_with_its_cadence(
    goldenpath: Callable[..., Said], settings: Path
) -> None:
    said = goldenpath("list", "--config", settings)

    rows = [line.split() for line in said.out.splitlines()]
    assert said.code == 0
    assert ["health", "health", "standin", "nobody", "1", "min", "none", "kept"] in rows
    assert len(rows) == 5


def test_settings_without_a_probe_are_3(goldenpath: Callable[..., Said], settings: Path) -> None:
    settings.write_text(settings.read_text().partition("[[probes]]")[0])

    said = goldenpath("list", "--config", settings)

    assert said.code == 3
    assert said.out == ""
    assert "no probe" in said.err


@pytest.mark.parametrize(
    ("interval_s", "said"), [(60.0, "1 min"), (3600.0, "1 h"), (90.0, "90 s"), (7200.0, "2 h")]
)
def test_a_cadence_is_written_for_people(interval_s: float, said: str) -> None:
    assert every(interval_s) == said
