"""How much `chat` costs beside the hand-written minimum: latency, CPU, memory.

Both walk in turn, in one process, against one stand-in in another::

    PYTHONPATH=. .venv/bin/python tests/bench/chat.py [--rounds 40]

Quiet time (we listen on after the end) and token spacing (a guest's manners) are the journey's
own waits: they stand in columns of their own and in no ratio.
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx

from probes.core.model import Run, Verdict
from probes.core.rules import Manners
from probes.drivers import tls
from probes.house import House, open_house
from probes.journeys.registry import FACTS
from probes.netra import question
from probes.run import run_once
from probes.settings import file
from probes.settings.values import FileSecret, Settings
from tests.bench import bare

GOLDENPATH = [str(Path(sys.executable).with_name("goldenpath"))]
QUIET_S = 0.2


@dataclass(slots=True)
class Costs:
    """What each round took: seconds of wall clock without our own waits, and of CPU."""

    wall_s: list[float] = field(default_factory=list)
    cpu_s: list[float] = field(default_factory=list)
    waited_s: list[float] = field(default_factory=list)

    async def of(self, walk: Callable[[], Awaitable[float]]) -> None:
        """Time one walk; it tells how much of its time was its own waiting."""
        cpu_s, wall_s = time.process_time(), time.perf_counter()
        own_s = await walk()
        self.cpu_s.append(time.process_time() - cpu_s)
        self.wall_s.append(time.perf_counter() - wall_s - own_s)
        self.waited_s.append(own_s)


@contextmanager
def standin(folder: Path, pace_ms: int) -> Iterator[Path]:
    """Start the stand-in in a process of its own, and give the settings it wrote."""
    path = folder / "goldenpath.toml"
    command = [*GOLDENPATH, "standin", "--pace", str(pace_ms), "--write-config", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server:
        try:
            if server.stdout is None or not json.loads(server.stdout.readline())["ready"]:
                sys.exit("the stand-in did not start")
            yield path
        finally:
            server.terminate()


def settings_at(path: Path, *, spaced: bool) -> Settings:
    """Load the stand-in's settings for a scheduled run: one question, both credentials at once."""
    settings = file.load(path, FACTS, question.problems)
    rules = {
        name: replace(
            kept, quiet_s=QUIET_S, second_question=False, forms_apart=False, too_fast_s=0.0
        )
        for name, kept in settings.chat.items()
    }
    spacing = Manners().token_spacing_s if spaced else 0.0
    manners = {
        name: replace(
            kept,
            lifted=not spaced,
            token_spacing_s=spacing,
            requests_per_minute=10**6,
            messages_per_minute=10**6,
            questions_per_day=10**6,
        )
        for name, kept in settings.manners.items()
    }
    return replace(settings, chat=rules, manners=manners)


async def journey(house: House, settings: Settings) -> float:
    """Walk the real journey; tell how long it waited of its own accord."""
    probe = next(probe for probe in settings.probes if probe.name == "chat")
    run: Run = await run_once(house, probe)
    if run.ruling.verdict is not Verdict.PASS:
        sys.exit(f"the chat did not pass: {run.ruling}")
    return QUIET_S + sum(step.waited_s for step in run.steps)


async def measure(path: Path, rounds: int, *, spaced: bool = False) -> tuple[Costs, Costs]:
    """Walk both in turn; the first round of each warms up and is not counted."""
    settings = settings_at(path, spaced=spaced)
    target = settings.targets[0]
    user = next(one for one in settings.identities if one.name == "user")
    reference = settings.secrets["user"]
    key = reference.path.read_text().strip() if isinstance(reference, FileSecret) else ""
    ours, theirs = Costs(), Costs()
    async with (
        open_house(settings) as house,
        httpx.AsyncClient(verify=tls.trust(), trust_env=False) as client,
    ):

        async def minimum() -> float:
            await bare.chat(client, target, user.subject, key)
            return 0.0

        await minimum()
        await journey(house, settings)
        for _ in range(rounds):
            await theirs.of(minimum)
            await ours.of(lambda: journey(house, settings))
    return ours, theirs


def peak_mb(path: Path) -> float:
    """Measure the peak memory of `goldenpath run chat` as a process of its own."""
    command = [*GOLDENPATH, "run", "chat", "--config", str(path), "--format", "json"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
        _, ended, usage = os.wait4(run.pid, 0)
        run.returncode = os.waitstatus_to_exitcode(ended)
    if run.returncode != 0:
        sys.exit(f"run chat ended with {run.returncode}")
    return usage.ru_maxrss / 1024


def row(name: str, ours: Costs, theirs: Costs) -> str:
    """Put one pace into a line of the table."""
    wall, bare_wall = statistics.median(ours.wall_s), statistics.median(theirs.wall_s)
    cpu, bare_cpu = statistics.median(ours.cpu_s), statistics.median(theirs.cpu_s)
    waited = statistics.median(ours.waited_s) - QUIET_S
    return (
        f"| {name} | {wall * 1e3:.1f} | {bare_wall * 1e3:.1f} | **{wall / bare_wall:.2f}** "
        f"| {cpu * 1e3:.1f} | {bare_cpu * 1e3:.1f} | **{cpu / bare_cpu:.2f}** "
        f"| {QUIET_S * 1e3:.0f} | {waited * 1e3:.0f} |"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40)
    rounds = parser.parse_args().rounds
    print(f"{rounds} rounds each, alternating, medians; {os.cpu_count()} cores")
    print(
        "| pace | chat ms | bare ms | ratio | chat CPU ms | bare CPU ms | ratio | quiet | spacing |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for pace_ms in (20, 0):
            with standin(Path(folder), pace_ms) as path:
                print(row(f"{pace_ms} ms", *asyncio.run(measure(path, rounds))), flush=True)
        with standin(Path(folder), 20) as path:
            few = max(2, rounds // 8)
            costs = asyncio.run(measure(path, few, spaced=True))
            print(row("20 ms, tokens spaced", *costs), flush=True)
            print(f"peak memory of `goldenpath run chat`: {peak_mb(path):.0f} MB")


if __name__ == "__main__":
    main()
