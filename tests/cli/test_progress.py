"""Runs under way: moving lines for a terminal, plain ones elsewhere."""

from io import StringIO

import pytest
from rich.console import Console

from probes.core.errors import Failure
from scheduler.cli.progress import Lines, Screen, choose
from tests.cli import runs as kit

HEALTH, CHAT = kit.probe("health"), kit.probe("chat")
GOOD = kit.run_of(kit.passed("resolve"), of=HEALTH)
BAD = kit.run_of(kit.failed("ask", Failure.SOCKET_BROKEN), of=CHAT)


def _shown(screen: Screen, height: int = 20) -> list[str]:
    sheet = Console(file=StringIO(), width=80, height=height, force_terminal=False)
    with sheet.capture() as capture:
        sheet.print(screen.picture())
    return [line.rstrip() for line in capture.get().splitlines()]


def test_the_screen_shows_what_is_over_under_way_and_to_come() -> None:
    screen = Screen([HEALTH, CHAT, HEALTH], Console(file=StringIO(), height=20))
    screen.begins(HEALTH)
    screen.run_ended(GOOD)
    screen.begins(CHAT)
    screen.step_started("connect")

    over, under_way, to_come = _shown(screen)

    assert over.split() == ["✓", "health", "3.21", "s", "PASS"]
    name, _, unit, step = under_way.split()[1:]
    assert (name, step) == ("chat", "connect")
    assert unit in {"ms", "s"}
    assert to_come.split() == ["·", "health"]


def test_the_screen_keeps_within_its_height() -> None:
    screen = Screen([HEALTH] * 100, Console(file=StringIO(), height=10))
    for _ in range(50):
        screen.begins(HEALTH)
        screen.run_ended(GOOD)

    assert len(_shown(screen)) <= 8


def test_the_screen_is_gone_when_it_is_over() -> None:
    console = Console(file=StringIO(), force_terminal=True, width=80, height=20)
    screen = Screen([HEALTH], console)

    with screen.shown():
        screen.begins(HEALTH)
        screen.run_ended(GOOD)

    assert isinstance(console.file, StringIO)
    assert console.file.getvalue().endswith("\x1b[2K")


def test_elsewhere_a_run_is_one_line_that_claims_no_pass(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = Lines()
    for run in (GOOD, BAD):
        lines.begins(run.probe)
        lines.step_started("a")
        lines.step_ended(run.steps[0])
        lines.run_ended(run)

    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == "health: done in 3.21 s\nchat: FAIL, socket_broken (target), in 3.21 s\n"


def test_what_is_no_terminal_gets_no_moving_lines() -> None:
    assert isinstance(choose([HEALTH], verbose=False), Lines)
