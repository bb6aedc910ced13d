"""Runs under way, on standard error: moving lines on a terminal, a line a run elsewhere.

Nobody may parse it, and it never touches a verdict.
"""

import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

import click
from rich.console import Console, Group
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from probes.core.model import Probe, Run, StepRecord
from probes.core.ports import Watcher
from scheduler.cli import words
from scheduler.cli.inert import inert
from scheduler.cli.paper import STYLES, WORDS, Paper

_REFRESHES = 10  # a second


class Progress(Watcher, Protocol):
    """Looks on while several runs are made, one after the other."""

    def shown(self) -> AbstractContextManager[object]:
        """Be on the screen for as long as the block lasts."""
        ...

    def begins(self, probe: Probe) -> None:
        """Hear that a run begins."""
        ...


def choose(probes: Sequence[Probe], *, verbose: bool) -> Progress:
    """Take what suits standard error; a log when that was asked for."""
    if verbose:
        from scheduler.cli.log import Log  # noqa: PLC0415  (structlog is slow to load, and rare)

        return Log()
    console = Console(stderr=True)
    if console.is_terminal and not console.is_dumb_terminal:
        return Screen(probes, console)
    return Lines()


class Lines:
    """One plain line when a run is over."""

    def shown(self) -> AbstractContextManager[object]:
        """Need no screen."""
        return nullcontext()

    def begins(self, probe: Probe) -> None:
        """Say nothing."""

    def step_started(self, name: str) -> None:
        """Say nothing."""

    def step_ended(self, record: StepRecord) -> None:
        """Say nothing."""

    def run_ended(self, run: Run) -> None:
        """Say that it is over, and what was wrong; whether it passed is for the report alone."""
        wrong = words.cause(run)
        how = f"{WORDS[run.ruling.verdict]}, {wrong}," if wrong else "done"
        click.echo(f"{inert(run.probe.name, 40)}: {how} in {words.seconds(run.took_s)}", err=True)


class Screen:
    """A line for each run: what is over, what is under way and for how long, what is to come."""

    def __init__(self, probes: Sequence[Probe], console: Console) -> None:
        self._console = console
        self._paper = Paper(symbols=not console.options.ascii_only)
        self._waiting = [inert(probe.name, 40) for probe in probes]
        self._over: list[Run] = []
        self._step = ""
        self._since_s = 0.0
        self._spinner = Spinner("dots" if self._paper.symbols else "line")
        self._running = False

    def shown(self) -> AbstractContextManager[object]:
        """Draw until the block is left, and then leave no trace: the report says it all."""
        return Live(
            get_renderable=self.picture,
            console=self._console,
            transient=True,
            refresh_per_second=_REFRESHES,
            redirect_stdout=False,
            redirect_stderr=False,
        )

    def begins(self, probe: Probe) -> None:
        """Put the probe under way."""
        del probe
        self._running = True
        self.step_started("")

    def step_started(self, name: str) -> None:
        """Show the step, and count its seconds from now."""
        self._step = inert(name, 40)
        self._since_s = time.monotonic()

    def step_ended(self, record: StepRecord) -> None:
        """Say nothing; the next step follows."""

    def run_ended(self, run: Run) -> None:
        """Show how the run went."""
        self._running = False
        self._waiting = self._waiting[1:]
        self._over.append(run)

    def picture(self) -> Group:
        """Draw the lines as they are now; the oldest leave when there is no room."""
        room = max(3, self._console.height - 2)
        table = Table.grid(padding=(0, 2, 0, 0))
        for run in self._over[-(room - 1) :]:
            verdict = run.ruling.verdict
            table.add_row(
                Text(self._paper.mark(verdict), style=STYLES[verdict]),
                Text(inert(run.probe.name, 40)),
                Text(words.seconds(run.took_s), justify="right"),
                Text(f"{WORDS[verdict]} {words.cause(run)}", style=STYLES[verdict]),
            )
        left = room - len(table.rows)
        for index, name in enumerate(self._waiting[:left]):
            if index == 0 and self._running:
                spent = words.seconds(time.monotonic() - self._since_s)
                table.add_row(self._spinner, Text(name), Text(spent, justify="right"), self._step)
            else:
                table.add_row(Text(self._paper.mark(None)), Text(name, style="dim"), "", "")
        return Group(table)
