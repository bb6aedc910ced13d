"""A report is whole where it was asked for, or the command cannot tell."""

import errno
import os
import stat
import sys
from pathlib import Path

import pytest

from scheduler.cli import outlet


def test_a_file_is_replaced_and_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    path.write_text("old")
    path.chmod(0o640)

    outlet.deliver("new\n", str(path))

    assert path.read_text() == "new\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    path, link = tmp_path / "run.json", tmp_path / "latest"
    path.write_text("old")
    link.symlink_to(path)

    outlet.deliver("new\n", str(link))

    assert link.is_symlink()
    assert path.read_text() == "new\n"


def test_a_failed_write_leaves_the_old_report_and_nothing_beside(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    path.write_text("old")

    with pytest.raises(TypeError):
        outlet.deliver(b"no text", str(path))  # type: ignore[arg-type]  # a bug is what it plays

    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_device_is_said_in_a_sentence() -> None:
    outlet.check("/dev/full")

    with pytest.raises(outlet.CannotWrite, match="written to /dev/full: No space left on device"):
        outlet.deliver("text", "/dev/full")


def test_a_missing_directory_is_found_before_anything_is_asked(tmp_path: Path) -> None:
    with pytest.raises(outlet.CannotWrite, match="No such file or directory"):
        outlet.check(str(tmp_path / "none" / "run.json"))


def test_a_directory_is_no_place_for_a_report(tmp_path: Path) -> None:
    with pytest.raises(outlet.CannotWrite, match=os.strerror(errno.EISDIR)):
        outlet.check(str(tmp_path))


def test_a_check_leaves_nothing_behind(tmp_path: Path) -> None:
    outlet.check(str(tmp_path / "run.json"))

    assert list(tmp_path.iterdir()) == []


def test_a_closed_standard_output_is_not_written_to_in_silence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stdout", None)

    outlet.prepare()

    with pytest.raises(outlet.CannotWrite, match="standard output: it is closed"):
        outlet.tell("PASS")
    assert outlet.is_gone()
