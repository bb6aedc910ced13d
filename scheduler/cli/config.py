"""``goldenpath config``: is the settings file right, what will it cost, and what may it hold.

``check`` reads secrets to see that they are there, and prints none.  Nothing here asks the target.
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import click

from probes.core.errors import StepFailed
from probes.drivers import sources
from probes.journeys import registry
from probes.netra import question
from probes.settings import file, plan, schema
from probes.settings.problems import SettingsError
from probes.settings.values import JourneyFacts, SecretRef, Settings
from scheduler.cli import outlet
from scheduler.cli.exits import Exit

_DAY_MINUTES = 1440


@dataclass(frozen=True, slots=True)
class Looked:
    """What became of one reference to a secret.  ``reason`` is None when it resolves."""

    identity: str
    ref: SecretRef
    reason: str | None


@click.group("config", epilog="Example: goldenpath config check --config config/staging.toml")
def config() -> None:
    """Check the settings, or print what they may hold."""


@config.command(epilog="Example: goldenpath config check --config config/staging.toml")
@click.option("--config", "option", metavar="FILE", help="The settings; else GOLDENPATH_CONFIG.")
@click.pass_context
def check(ctx: click.Context, option: str | None) -> None:
    """Say whether the settings are right, which secrets resolve, and what a day will cost.

    Exits 2 when they are not, 3 when a secret does not resolve or there is no probe.
    """
    known = facts()
    try:
        settings = file.load(file.find(option), known, question.problems)
    except SettingsError as exc:
        click.echo(str(exc), err=True)
        ctx.exit(Exit.USAGE)
    looked = asyncio.run(look_up(settings.secrets))
    lines = report(settings, plan.costs(settings, known), looked)
    outlet.tell("\n".join(lines) + "\n")
    if not settings.probes or any(one.reason is not None for one in looked):
        ctx.exit(Exit.CANNOT_TELL)


@config.command("schema", epilog="Example: goldenpath config schema > goldenpath.schema.json")
def print_schema() -> None:
    """Print the JSON Schema (draft 2020-12) of the settings."""
    outlet.tell(json.dumps(schema.json_schema(), indent=2) + "\n")


def facts() -> dict[str, JourneyFacts]:
    """Say what settings must know of each journey there is."""
    return {
        name: JourneyFacts(
            kinds=journey.kinds,
            default_every_s=journey.every_s,
            default_deadline_s=journey.deadline_s,
            requests=journey.requests,
            questions=journey.questions,
        )
        for name, journey in registry.JOURNEYS.items()
    }


async def look_up(secrets: Mapping[str, SecretRef]) -> tuple[Looked, ...]:
    """Try every reference, and forget what it gave."""
    return tuple([await _look(identity, ref) for identity, ref in secrets.items()])


async def _look(identity: str, ref: SecretRef) -> Looked:
    try:
        await sources.resolve(ref)
    except StepFailed as exc:
        return Looked(identity, ref, exc.detail)
    return Looked(identity, ref, None)


def report(settings: Settings, costs: Sequence[plan.Cost], looked: Sequence[Looked]) -> list[str]:
    """Say in sentences what was found; the lines of the plan are a table."""
    return [
        _sentence(settings),
        *(_secret_line(one) for one in looked),
        "",
        *_next_hour(costs),
        "",
        *_day(settings, costs),
        *(f"[{name}] is read and takes no effect yet." for name in settings.later),
    ]


def _sentence(settings: Settings) -> str:
    names = ", ".join(target.name for target in settings.targets) or "none"
    return (
        f"{settings.path} is right: {_count(len(settings.probes), 'probe')}, "
        f"{_count(len(settings.targets), 'target')} ({names}), "
        f"{_count(len(settings.identities), 'identity', 'identities')}, "
        f"looking from {settings.location}."
    )


def _secret_line(one: Looked) -> str:
    if one.reason is None:
        return f"The secret of {one.identity} resolves: {one.ref}."
    return f"The secret of {one.identity} does not resolve: {one.reason}."


def _next_hour(costs: Sequence[plan.Cost]) -> list[str]:
    if not costs:
        return ["There is no probe, so nothing would be looked at."]
    rows = [("probe", "journey", "target", "every", "deadline", "runs")]
    rows += [
        (
            str(one.probe.name),
            one.probe.journey,
            one.probe.target.name,
            f"{one.probe.every_s:g} s",
            f"{one.probe.deadline_s:g} s",
            f"{one.runs_per_hour:g}",
        )
        for one in costs
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    table = [
        "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
        for row in rows
    ]
    return ["The next hour:", *(f"  {line.rstrip()}" for line in table)]


def _day(settings: Settings, costs: Sequence[plan.Cost]) -> list[str]:
    lines = []
    for target in settings.targets:
        mine = [one for one in costs if one.probe.target == target]
        requests = sum(one.requests_per_day for one in mine)
        questions = sum(one.questions_per_day for one in mine)
        manners = settings.manners[target.name]
        allowed = (
            "its manners are lifted"
            if manners.lifted
            else f"allowed are {manners.requests_per_minute * _DAY_MINUTES} and "
            f"{manners.questions_per_day}"
        )
        lines.append(
            f"A day costs {target.name} about {requests:.0f} requests and "
            f"{questions:.0f} questions; {allowed}."
        )
    return lines


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
