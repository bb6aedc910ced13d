"""What is wrong with a settings file: where, at which key, and what would be right.

All problems of a file are shown at once.  A message never repeats a value that may be a secret.
"""

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

Key: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing to put right.  ``line`` counts from 1; None where the file as a whole is meant."""

    path: Path
    line: int | None
    key: str
    message: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line is not None else f"{self.path}"
        return f"{place}: {self.key}: {self.message}" if self.key else f"{place}: {self.message}"


class SettingsError(Exception):
    """The settings cannot be used; nothing was attempted.  Exit 2."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda one: (one.line or 0, one.key)))
        super().__init__(*self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class Problems:
    """Collects the problems of one file, so that none hides another."""

    def __init__(self, path: Path, line_of: Callable[[Key], int | None]) -> None:
        self._path = path
        self._line_of = line_of
        self._found: dict[tuple[str, str], Problem] = {}

    def add(self, key: Key, message: str) -> None:
        """Note a problem at ``key``; the same one twice is one."""
        problem = Problem(
            path=self._path, line=self._line_of(key), key=dotted(key), message=message
        )
        self._found.setdefault((problem.key, message), problem)

    def __len__(self) -> int:
        return len(self._found)

    def error(self) -> SettingsError:
        """Turn what was found into the error that says all of it."""
        return SettingsError(self._found.values())


def dotted(key: Key) -> str:
    """Write a key as people do: ``probes[0].every_s``, counted from 0."""
    text = ""
    for part in key:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += f".{part}" if text else part
    return text


def nearest(word: str, known: Iterable[str]) -> str:
    """Suggest the known word that ``word`` was meant to be, else list what is known."""
    words = sorted(known)
    close = difflib.get_close_matches(word, words, n=1, cutoff=0.6)
    if close:
        return f"did you mean {close[0]!r}?"
    return f"known are {', '.join(words)}" if words else "none is defined"
