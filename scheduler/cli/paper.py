"""What a report is laid out on: how wide, with which marks, in colour or not.

rich lays it out and wraps; nothing here reads markup, so a target cannot write in bold.
"""

import os
import sys
from dataclasses import dataclass
from io import StringIO
from typing import Literal, TypeAlias

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from probes.core.model import Verdict

PLAIN_WIDTH = 80
WIDEST = 100
ColorSystem: TypeAlias = Literal["auto", "standard", "256", "truecolor", "windows"]

WORDS = {Verdict.PASS: "PASS", Verdict.FAIL: "FAIL", Verdict.INCONCLUSIVE: "CANNOT TELL"}
STYLES = {Verdict.PASS: "green", Verdict.FAIL: "bold red", Verdict.INCONCLUSIVE: "bold yellow"}
_SYMBOLS = {Verdict.PASS: "✓", Verdict.FAIL: "✗", Verdict.INCONCLUSIVE: "?", None: "·"}
_ASCII = {Verdict.PASS: "+", Verdict.FAIL: "x", Verdict.INCONCLUSIVE: "?", None: "-"}


@dataclass(frozen=True, slots=True)
class Paper:
    """``color`` is None where no escape sequence may be written."""

    width: int = PLAIN_WIDTH
    symbols: bool = True
    color: ColorSystem | None = None

    def mark(self, verdict: Verdict | None) -> str:
        """Give the mark of a verdict, or of a step that was not taken."""
        return _SYMBOLS[verdict] if self.symbols else _ASCII[verdict]

    def lay_out(self, *parts: RenderableType) -> str:
        """Turn parts into text, each line without blanks at its end."""
        sheet = Console(
            file=StringIO(),
            width=self.width,
            color_system=self.color,
            no_color=self.color is None,  # said here, or rich would ask NO_COLOR once more
            force_terminal=self.color is not None,
            legacy_windows=False,
            markup=False,
            highlight=False,
            emoji=False,
        )
        with sheet.capture() as capture:
            for part in parts:
                sheet.print(part)
        return "".join(f"{line.rstrip()}\n" for line in capture.get().splitlines())


def of_stdout() -> Paper:
    """Say what standard output can show: NO_COLOR, a pipe and a poor terminal are respected."""
    symbols = _can_encode(getattr(sys.stdout, "encoding", None))
    screen = Console()
    if not screen.is_terminal or screen.is_dumb_terminal:
        return Paper(symbols=symbols)
    plain = screen.no_color or bool(os.environ.get("NO_COLOR"))
    return Paper(
        width=min(screen.width, WIDEST),
        symbols=symbols,
        color=None if plain or screen.color_system is None else _system(screen.color_system),
    )


def grid(*widths: int | None, indent: int = 2) -> tuple[Table, Padding]:
    """Make a table without lines; None is a column that takes what is left and wraps.

    Rows are added to the first, the second is what is printed.
    """
    table = Table.grid(padding=(0, 2, 0, 0), expand=any(width is None for width in widths))
    for width in widths:
        if width is None:
            table.add_column(ratio=1, overflow="fold")
        else:
            table.add_column(min_width=width, overflow="fold")
    return table, Padding(table, (0, 0, 0, indent))


def bullets(lines: tuple[str, ...], indent: int = 2) -> Padding:
    """List sentences, wrapped under themselves."""
    table, padded = grid(1, None, indent=indent)
    for line in lines:
        table.add_row(Text("-"), Text(line))
    return padded


def _system(name: str) -> ColorSystem:
    return "truecolor" if name == "truecolor" else "256" if name == "256" else "standard"


def _can_encode(encoding: object) -> bool:
    try:
        "✓✗·".encode(encoding if isinstance(encoding, str) else "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
