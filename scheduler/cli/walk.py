"""Runs on demand: one probe after the other, with half of the budget, until done or stopped."""

import asyncio
import signal
from collections.abc import Sequence
from dataclasses import replace

from probes import house
from probes.core.model import Probe, Run, StepRecord
from probes.run import Order, run_once
from probes.settings.values import Settings
from scheduler.cli.progress import Progress

SHARE = 0.5  # of the budget at a target, which a service may be probing at the same time


class Kept:
    """Keeps every run as it ends, also one that is cut off, and tells the progress."""

    def __init__(self, progress: Progress, runs: list[Run]) -> None:
        self._progress = progress
        self._runs = runs

    def step_started(self, name: str) -> None:
        """Pass it on."""
        self._progress.step_started(name)

    def step_ended(self, record: StepRecord) -> None:
        """Pass it on."""
        self._progress.step_ended(record)

    def run_ended(self, run: Run) -> None:
        """Keep the run and pass it on."""
        self._runs.append(run)
        self._progress.run_ended(run)


async def walk(
    settings: Settings, probes: Sequence[Probe], progress: Progress, runs: list[Run]
) -> None:
    """Run each probe once, in this order, and add what came of it to ``runs`` as it comes.

    Cancelled from outside, the run under way is added as well, and the cancellation goes on.
    """
    task = asyncio.current_task()
    if task is not None:  # told to stop, we stop as for Ctrl-C: what had run is reported
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    targets = tuple(dict.fromkeys(probe.target for probe in probes))
    kept = Kept(progress, runs)
    async with house.open_house(replace(settings, targets=targets), share=SHARE) as place:
        for probe in probes:
            progress.begins(probe)
            await run_once(place, probe, Order(actor="cli"), kept)


def walk_now(
    settings: Settings, probes: Sequence[Probe], progress: Progress, runs: list[Run]
) -> bool:
    """Walk in a loop of its own, and say whether Ctrl-C cut it off."""
    with progress.shown():
        try:
            asyncio.run(walk(settings, probes, progress, runs))
        except (KeyboardInterrupt, asyncio.CancelledError):
            return True
    return False
