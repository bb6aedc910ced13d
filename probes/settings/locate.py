"""Which line of a TOML text says a key.  tomllib keeps no lines, so this reads the text again.

It expects text that tomllib has accepted, and knows strings, comments, headers and brackets well
enough not to be fooled by them.  Keys inside an inline table or an array stand on the line of the
key that holds them, and so does a key that is missing: the nearest line there is.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from probes.settings.problems import Key

_TOKEN = re.compile(
    r'"""(?:\\[\s\S]|[^\\])*?"""(?:"{0,2})'
    r"|'''[\s\S]*?'''(?:'{0,2})"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*"
    r"|\n|[\[\]{}=.]"
    r"|[A-Za-z0-9_-]+"
    r"|."
)
_ESCAPE = re.compile(r'\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(["\\btnfre]))')
_SHORT = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b"}
_OPENING = frozenset("[{")
_CLOSING = frozenset("]}")


@dataclass(frozen=True, slots=True)
class _Statement:
    """One header or one assignment: its first line, and its tokens up to the value."""

    line: int
    tokens: tuple[str, ...]


def locator(text: str) -> Callable[[Key], int | None]:
    """Build the function that says where a key stands, or where its nearest parent does."""
    lines = _lines(text)

    def line_of(key: Key) -> int | None:
        for end in range(len(key), 0, -1):
            if key[:end] in lines:
                return lines[key[:end]]
        return None

    return line_of


def _lines(text: str) -> dict[Key, int]:
    lines: dict[Key, int] = {}
    tables: dict[Key, int] = {}
    here: Key = ()
    for statement in _statements(text):
        tokens = statement.tokens
        if tokens[0] != "[":
            for key in _openings(here, _resolved(_parts(tokens), tables, here)):
                lines.setdefault(key, statement.line)
            continue
        many = tokens[1:2] == ("[",)
        parts = _parts(tokens[2:-2] if many else tokens[1:-1])
        if many:
            array = _resolved(parts[:-1], tables, ())
            array = (*array, parts[-1])
            tables[array] = tables.get(array, -1) + 1
        here = _resolved(parts, tables, ())
        for key in _openings((), here):
            lines.setdefault(key, statement.line)
    return lines


def _openings(base: Key, key: Key) -> Iterator[Key]:
    """Yield ``key`` and each of its parents below ``base``."""
    for end in range(len(base) + 1, len(key) + 1):
        yield key[:end]


def _resolved(parts: tuple[str, ...], tables: dict[Key, int], base: Key) -> Key:
    """Put the running number behind each part that names an array of tables."""
    key = base
    for part in parts:
        key = (*key, part)
        if key in tables:
            key = (*key, tables[key])
    return key


def _statements(text: str) -> Iterator[_Statement]:
    line, first, depth = 1, 1, 0
    kept: list[str] = []
    in_value = False
    for piece in _TOKEN.findall(text.replace("\r\n", "\n")):
        if piece == "\n" and (depth == 0 or not in_value):
            if kept:
                yield _Statement(first, tuple(kept))
            kept, in_value, depth = [], False, 0
        elif in_value:
            depth += (piece in _OPENING) - (piece in _CLOSING)
        elif piece == "=":
            in_value = True
        elif piece.strip() and not piece.startswith("#"):
            first = first if kept else line
            kept.append(piece)
        line += piece.count("\n")
    if kept:
        yield _Statement(first, tuple(kept))


def _parts(tokens: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_unquoted(piece) for piece in tokens if piece != ".")


def _unquoted(piece: str) -> str:
    if piece.startswith("'"):
        return piece[1:-1]
    if piece.startswith('"'):
        return _ESCAPE.sub(_plain, piece[1:-1])
    return piece


def _plain(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2]
    return chr(int(code, 16)) if code else _SHORT.get(escape[3], escape[3])
