"""One bad file for each rule, with the exact words that it earns."""

from pathlib import Path

import pytest

from probes.settings.file import load
from probes.settings.problems import SettingsError
from tests.settings import kit

BAD = Path(__file__).parent / "bad"
FILES = sorted(BAD.glob("*.toml"))


def said_of(path: Path) -> str:
    with pytest.raises(SettingsError) as caught:
        load(path, kit.JOURNEYS, kit.question_problems, kit.TODAY)
    return str(caught.value)


def test_every_rule_has_its_bad_file() -> None:
    texts = sorted(BAD.glob("*.txt"))

    assert len(FILES) >= 30
    assert [one.stem for one in texts] == [one.stem for one in FILES]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_bad_file_is_refused_with_its_place_and_its_remedy(path: Path) -> None:
    expected = path.with_suffix(".txt").read_text(encoding="utf-8").splitlines()

    said = said_of(path).splitlines()

    assert [line.removeprefix(str(path)) for line in said] == expected


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_complaint_repeats_a_secret(path: Path) -> None:
    said = said_of(path)

    assert "hunter" not in said
