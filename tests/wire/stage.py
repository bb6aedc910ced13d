"""The stand-in and a house that looks at it, over real sockets on 127.0.0.1."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from probes.core.model import Probe, Run
from probes.core.rules import ChatRules, Limit
from probes.house import House, open_house
from probes.journeys.registry import FACTS
from probes.netra import question
from probes.run import run_once
from probes.settings import file
from probes.standin import settings_file
from probes.standin.options import Options
from probes.standin.server import StandIn, serve


def quick(rules: ChatRules) -> ChatRules:
    """Keep the shape of every limit and shorten it to what a loopback needs."""
    return replace(
        rules,
        silence=Limit(0.5, 1.0),
        first_event=Limit(0.5, 2.0),
        total=Limit(5.0, 10.0),
        connect=Limit(1.0, 2.0),
        quiet_s=0.3,
    )


@dataclass(frozen=True, slots=True)
class Stage:
    """A stand-in in front, and the house that looks at it."""

    standin: StandIn
    house: House

    def probe(self, name: str) -> Probe:
        """Find a probe by its name."""
        return next(probe for probe in self.house.settings.probes if probe.name == name)

    async def run(self, name: str) -> Run:
        """Run a probe once."""
        return await run_once(self.house, self.probe(name))


@asynccontextmanager
async def staged(
    folder: Path, options: Options | None = None, rules: ChatRules | None = None
) -> AsyncIterator[Stage]:
    """Open both; ``rules`` replace those that the stand-in's own settings give."""
    async with serve(options or Options()) as standin:
        path = folder / "goldenpath.toml"
        settings_file.write(path, standin)
        settings = file.load(path, FACTS, question.problems)
        chat = {name: rules or quick(kept) for name, kept in settings.chat.items()}
        async with open_house(replace(settings, chat=chat)) as house:
            yield Stage(standin, house)


def failed_step(run: Run) -> str | None:
    """Name the first step with a failure."""
    return next((step.planned.name for step in run.steps if step.failure is not None), None)


def story(run: Run) -> str:
    """Tell a run in a few lines, for a test that failed."""
    lines = [f"{run.probe.name}: {run.ruling}"]
    lines += [f"  {s.planned.name} {s.failure} {s.detail} {s.warnings}" for s in run.steps]
    return "\n".join(lines)
