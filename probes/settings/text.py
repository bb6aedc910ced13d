"""From a path to a TOML table, or to the one reason why there is none."""

import re
import stat
import tomllib
from dataclasses import dataclass
from pathlib import Path

from probes.settings.problems import Problem, SettingsError

MOST_BYTES = 1024 * 1024
_AT = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(frozen=True, slots=True)
class Document:
    """A settings file as it stands."""

    path: Path
    text: str
    table: dict[str, object]


def read(path: Path) -> Document:
    """Read the file as TOML.

    Raises:
        SettingsError: no such file, no file, too large, not UTF-8, empty, or not TOML.
    """
    text = _decoded(path, _bytes(path))
    if not text.strip():
        raise _wrong(path, "the file is empty; `goldenpath config schema` says what it may hold")
    try:
        table: dict[str, object] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as exc:
        raise _not_toml(path, text, str(exc)) from exc
    except RecursionError as exc:
        raise _wrong(path, "nested too deeply to be read") from exc
    return Document(path, text, table)


def _bytes(path: Path) -> bytes:
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise _wrong(path, "is a directory; name the settings file in it")
        if not stat.S_ISREG(found.st_mode):
            raise _wrong(path, "is not a regular file")
        if found.st_size > MOST_BYTES:
            raise _wrong(path, f"has {found.st_size} bytes; settings have at most {MOST_BYTES}")
        return path.read_bytes()
    except FileNotFoundError as exc:
        raise _wrong(path, "no such file") from exc
    except (OSError, ValueError) as exc:
        reason = exc.strerror if isinstance(exc, OSError) and exc.strerror else "no usable path"
        raise _wrong(path, f"cannot be read: {reason}") from exc


def _decoded(path: Path, raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as exc:
        line = raw.count(b"\n", 0, exc.start) + 1
        message = f"not UTF-8: byte 0x{raw[exc.start]:02x} at offset {exc.start}; save it as UTF-8"
        raise _wrong(path, message, line) from exc


def _not_toml(path: Path, text: str, said: str) -> SettingsError:
    """Move the place from the end of tomllib's sentence to where places stand."""
    at = _AT.search(said)
    what = _AT.sub("", said)
    if at is None or at[1] is None:
        end = text.rstrip().count("\n") + 1
        return _wrong(path, f"not TOML: {what}, at the end of the file", end)
    return _wrong(path, f"not TOML: {what}, at column {at[2]}", int(at[1]))


def _wrong(path: Path, message: str, line: int | None = None) -> SettingsError:
    return SettingsError([Problem(path=path, line=line, key="", message=message)])
