"""Make the README's terminal pictures: real commands on a real terminal, drawn as SVG.

python tests/pictures.py        writes .github/assets/*.svg
"""

import os
import pty
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

ASSETS = Path(__file__).parent.parent / ".github" / "assets"
GOLDENPATH = str(Path(sys.executable).with_name("goldenpath"))
COLUMNS = 80
THEME = TerminalTheme(
    (250, 250, 248),
    (36, 41, 47),
    [(36, 41, 47), (179, 29, 40), (17, 99, 41), (122, 84, 0), (9, 75, 160), (116, 53, 153),
     (13, 104, 120), (110, 119, 129)],
    [(87, 96, 106), (207, 34, 46), (26, 127, 55), (154, 103, 0), (33, 119, 222), (130, 80, 223),
     (27, 124, 131), (140, 149, 159)],
)  # fmt: skip


def seen(command: list[str]) -> str:
    """Run a command with a terminal as its stdout, and give what it wrote there."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "COLUMNS": str(COLUMNS), "TERM": "xterm-256color"}
    environment.pop("NO_COLOR", None)
    with subprocess.Popen(
        command, stdout=theirs, stderr=subprocess.DEVNULL, env=environment
    ) as running:
        os.close(theirs)
        written = b""
        while chunk := _read(ours):
            written += chunk
        running.wait()
    os.close(ours)
    return written.decode().replace("\r\n", "\n")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux says EIO when the other side of a terminal is gone
        return b""


def draw(name: str, title: str, command: list[str]) -> None:
    """Draw one command's output."""
    console = Console(record=True, width=COLUMNS, file=open(os.devnull, "w"))  # noqa: PTH123, SIM115
    console.print(Text.from_ansi(seen(command)))
    ASSETS.mkdir(parents=True, exist_ok=True)
    svg = console.export_svg(title=title, theme=THEME, unique_id=name)
    (ASSETS / f"{name}.svg").write_text(svg, encoding="utf-8")


def main() -> None:
    """Draw a passing and a failing run."""
    draw("passing", "goldenpath demo --once", [GOLDENPATH, "demo", "--once"])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "goldenpath.toml"
        serve = [GOLDENPATH, "standin", "--write-config", str(path), "--fault"]
        for fault in ("missing-tool-completed", "backend-secret-wrong"):
            with subprocess.Popen([*serve, fault], stdout=subprocess.PIPE) as server:
                if server.stdout is not None:
                    server.stdout.readline()
                command = [GOLDENPATH, "run", "--config", str(path)]
                draw(fault, "goldenpath run --config staging.toml", command)
                server.terminate()


if __name__ == "__main__":
    main()
