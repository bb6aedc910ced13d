from pathlib import Path

import pytest

from probes.settings.problems import SettingsError
from probes.settings.text import MOST_BYTES, read


def said_of(path: Path) -> str:
    with pytest.raises(SettingsError) as caught:
        read(path)
    return str(caught.value).removeprefix(str(path))


def test_a_file_is_read_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text('name = "é"\n', encoding="utf-8")

    document = read(path)

    assert document.table == {"name": "é"}
    assert document.text == 'name = "é"\n'


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert said_of(tmp_path / "a.toml") == ": no such file"


def test_a_directory_is_no_file(tmp_path: Path) -> None:
    assert said_of(tmp_path) == ": is a directory; name the settings file in it"


def test_a_device_is_no_file() -> None:
    assert said_of(Path("/dev/null")) == ": is not a regular file"


def test_a_path_through_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x = 1", encoding="utf-8")

    assert said_of(tmp_path / "a" / "b.toml") == ": cannot be read: Not a directory"


def test_a_path_that_no_system_takes_is_refused(tmp_path: Path) -> None:
    assert said_of(tmp_path / "a\0b").endswith(": cannot be read: no usable path")


def test_a_file_beyond_a_mebibyte_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b"#" * (MOST_BYTES + 1))

    assert said_of(path) == ": has 1048577 bytes; settings have at most 1048576"


def test_a_file_of_a_mebibyte_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b"#" * MOST_BYTES)

    assert read(path).table == {}


def test_another_encoding_is_named_with_its_first_byte(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes("a = 1\nb = 'é'\n".encode("latin-1"))

    assert said_of(path) == ":2: not UTF-8: byte 0xe9 at offset 11; save it as UTF-8"


@pytest.mark.parametrize("text", ["", "\n", " \t\n\n"])
def test_an_empty_file_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.toml"
    path.write_text(text, encoding="utf-8")

    assert said_of(path).startswith(": the file is empty")


def test_what_is_not_toml_is_named_by_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text("a = 1\nb = = 2\n", encoding="utf-8")

    said = said_of(path)

    assert said.startswith(":2: not TOML: ")
    assert said.endswith(", at column 5")


def test_a_file_that_breaks_off_is_named_by_its_last_line(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text("a = 1\nb = [1,\n\n", encoding="utf-8")

    said = said_of(path)

    assert said.startswith(":2: not TOML: ")
    assert said.endswith(", at the end of the file")


def test_a_file_nested_beyond_reason_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text("a = " + "[" * 100_000, encoding="utf-8")

    assert said_of(path).startswith(": nested too deeply") or "not TOML" in said_of(path)
