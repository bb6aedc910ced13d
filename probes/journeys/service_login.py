"""Tell which fault keeps ``service:netra-backend`` out: rows a to g observe, one step judges."""

from probes.core.model import Kind, PlannedStep, Probe, Shape
from probes.core.ports import Drivers
from probes.core.rules import ChatRules
from probes.journeys.kind import Journey
from probes.journeys.look import Look
from probes.netra import diagnosis, doors, health, matrix, service, service_answers, session
from probes.recorder import Recorder

_REQUEST_S = 12.0
_STEPS = (
    ("auth_health", service.HEALTH_LOOKS),
    ("service_health", 1),
    ("authenticate", 1),
    ("user_sign_in", 1),
    ("validate", service.TRIES),
    ("validate_as_service", 1),
    ("backend", 2 * diagnosis.MOST_TOKENS),
    ("signed_request", 2),
)


def plan(_: Probe, __: ChatRules) -> tuple[PlannedStep, ...]:
    """Plan rows without checks, and one step that judges them all."""
    rows = (
        PlannedStep(name=name, checks=(), within_s=_REQUEST_S * requests)
        for name, requests in _STEPS
    )
    judging = PlannedStep(name="diagnosis", checks=("service_identity_works",), within_s=1.0)
    return (*rows, judging)


async def walk(rec: Recorder, probe: Probe, drivers: Drivers) -> None:
    """Fill the matrix of facts §3.4, then judge it."""
    look, target, us = Look(rec, drivers), probe.target, probe.identities[0]
    async with look.row("auth_health") as step:
        asked = [health.ask(target.auth, doors.auth_health(target))] * service.HEALTH_LOOKS
        answers = [await look.send(step, request) for request in asked]
        look.rows = service_answers.with_health(look.rows, answers)
    async with look.row("service_health") as step:
        answer = await look.send(step, service.own_health(target))
        look.rows = service_answers.with_own_health(look.rows, answer)
    async with look.row("authenticate") as step:
        answer = await look.send(step, service.authenticate(target, us, drivers.secret(us)))
        look.rows = service_answers.with_entry(look.rows, answer, us)
    async with look.row("user_sign_in") as step:
        await look.sign_in(step, probe)
    async with look.row("validate") as step:
        for _ in range(service.TRIES):
            answer = await look.send(step, session.validate(target, look.usable()))
            look.rows = service_answers.with_validation(look.rows, answer)
    async with look.row("validate_as_service") as step:
        identified = service.validate_as_service(target, look.usable(), us, drivers.secret(us))
        look.rows = service_answers.with_service_validation(
            look.rows, await look.send(step, identified)
        )
    async with look.row("backend") as step:
        await look.ask_backend(step, probe)
    async with look.row("signed_request") as step:
        now = drivers.clock.now().isoformat()
        signature = service_answers.signature_of(
            await look.send(step, service.sign_request(target, us, now))
        )
        validated = service.validate_request(target, us, now, signature)
        look.rows = service_answers.with_signed(look.rows, await look.send(step, validated))
    async with rec.step("diagnosis") as step:
        step.saw(matrix.observation(look.rows))
        for warned in diagnosis.warnings(look.rows):
            step.warn(warned.warning, warned.detail)
        step.found(diagnosis.judged(diagnosis.diagnose(look.rows)))


JOURNEY = Journey(
    name="service-login",
    about="which fault keeps the service identity out, or the set that looks the same",
    shape=Shape.SURVEY,
    kinds=((Kind.SERVICE,), (Kind.E2E_BYPASS, Kind.PASSWORD)),
    every_s=300.0,
    deadline_s=150.0,
    requests=sum(requests for _, requests in _STEPS),
    plan=plan,
    walk=walk,
)
