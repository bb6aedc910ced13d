"""Look at every door without a credential: names, certificates, who answers, clocks."""

from collections.abc import Awaitable
from typing import TypeVar

from probes.core.errors import StepFailed
from probes.core.model import PlannedStep, Probe, Shape
from probes.core.ports import Answer, Certificate, Drivers
from probes.core.rules import ChatRules
from probes.journeys.kind import Journey
from probes.netra import clocks, doors, health, wire
from probes.recorder import Recorder, Step

T = TypeVar("T")


def plan(probe: Probe, _: ChatRules) -> tuple[PlannedStep, ...]:
    """Plan a look at each door; certificates only where there are some."""
    secure = tuple(f"{role}_certificate" for role, _ in doors.secure_roles(probe.target))
    names = tuple(f"{role}_resolves" for role, _ in doors.roles(probe.target))
    steps: tuple[tuple[str, tuple[str, ...], float], ...] = (
        ("resolve", names, 15.0),
        *((("tls", secure, 30.0),) if secure else ()),
        ("frontend", ("frontend_is_itself", "frontend_is_well"), 12.0),
        ("api", ("api_is_itself",), 34.0),
        ("auth", ("auth_is_itself", "auth_is_well"), 23.0),
        ("clock", ("clocks_agree",), 1.0),
    )
    return tuple(PlannedStep(name=name, checks=checks, within_s=s) for name, checks, s in steps)


async def walk(rec: Recorder, probe: Probe, drivers: Drivers) -> None:
    """Look at each door once."""
    target = probe.target
    answers: list[tuple[str, Answer]] = []

    async def get(step: Step, role: str, base: str, path: str) -> Answer:
        answer = await drivers.http.send(health.ask(base, path))
        answers.append((role, answer))
        step.saw(wire.seen(answer, role))
        for warned in health.warnings(answer):
            step.warn(warned.warning, warned.detail)
        return answer

    async with rec.step("resolve") as step:
        found = [
            (role, await _outcome(drivers.reach.resolve(doors.host_of(url))))
            for role, url in doors.roles(target)
        ]
        step.found(*doors.resolved(found))

    if doors.secure_roles(target):
        async with rec.step("tls") as step:
            await _tls(step, probe, drivers)

    async with rec.step("frontend") as step:
        step.found(
            *health.service(await get(step, "frontend", target.frontend, "/health"), "frontend")
        )

    async with rec.step("api") as step:
        root = await _outcome(get(step, "api", target.api, "/"))
        discovery = await get(step, "api", target.api, "/api/discovery/services")
        step.found(*health.backend(root, discovery, shared=doors.one_name(probe.target)))
        await _outcome(get(step, "api", target.api, "/health"))  # a constant: seen, never proof

    async with rec.step("auth") as step:
        path = doors.auth_health(target)
        step.found(*health.service(await get(step, "auth", target.auth, path), "auth"))
        await _outcome(get(step, "auth", target.auth, "/auth/config"))  # for its addresses

    async with rec.step("clock") as step:
        for role, off_s in clocks.skews_of(answers):
            step.saw(clocks.seen(role, off_s))
        for warned in clocks.warnings(answers):
            step.warn(warned.warning, warned.detail)
        step.found(*clocks.agree(answers))


async def _tls(step: Step, probe: Probe, drivers: Drivers) -> None:
    now = drivers.clock.now()
    found: list[tuple[str, Certificate | StepFailed]] = []
    for role, url in doors.secure_roles(probe.target):
        certificate = await _outcome(drivers.reach.certificate(url))
        found.append((role, certificate))
        if isinstance(certificate, Certificate):
            step.saw(doors.seen(certificate, role))
            for warned in doors.expiring(certificate, role, now):
                step.warn(warned.warning, warned.detail)
    step.found(*doors.certified(found, now))


async def _outcome(looking: Awaitable[T]) -> T | StepFailed:
    try:
        return await looking
    except StepFailed as exc:
        return exc


JOURNEY = Journey(
    name="health",
    about="DNS, TLS, each host answers as itself, clocks, latency; nothing that must be refused",
    shape=Shape.SURVEY,
    kinds=(),
    every_s=60.0,
    deadline_s=50.0,
    requests=6,
    plan=plan,
    walk=walk,
)
