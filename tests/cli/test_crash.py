"""A bug of ours is a file that can be sent to somebody, and no secret is in it."""

import stat
from pathlib import Path

from scheduler.cli import crash

SECRET = "hunter2-and-more"


def _several() -> None:
    found: dict[str, str] = {}
    try:
        found[SECRET]
    except KeyError as exc:
        raise ExceptionGroup("several", [ValueError(SECRET)]) from exc


def _bug() -> Exception:
    try:
        _several()
    except ExceptionGroup as exc:
        return exc
    raise AssertionError


def test_the_report_says_where_and_what_and_quotes_nothing(tmp_path: Path) -> None:
    said = crash.sentence(_bug(), {"XDG_STATE_HOME": str(tmp_path)})

    (path,) = (tmp_path / "goldenpath").iterdir()
    text = path.read_text()
    assert str(path) in said
    assert "\n" not in said
    assert SECRET not in text + said
    for kind in ("builtins.ExceptionGroup", "builtins.ValueError", "builtins.KeyError"):
        assert kind in text
    assert 'test_crash.py", line' in text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_report_that_cannot_be_written_is_said_too(tmp_path: Path) -> None:
    (tmp_path / "goldenpath").write_text("in the way")

    said = crash.sentence(_bug(), {"XDG_STATE_HOME": str(tmp_path)})

    assert "could not be written either" in said
    assert "test_crash.py:" in said
    assert SECRET not in said


def test_a_relative_state_home_is_ignored(tmp_path: Path) -> None:
    room = crash.directory({"XDG_STATE_HOME": "state", "HOME": str(tmp_path)})

    assert room == tmp_path / ".local" / "state" / "goldenpath"
