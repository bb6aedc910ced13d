"""Sign in as a user, use the token, renew it, and end its life: each yes is doubted once."""

from probes.core.model import Kind, PlannedStep, Probe, Shape
from probes.core.ports import Answer, Drivers, Request
from probes.core.rules import ChatRules
from probes.journeys.kind import Journey
from probes.netra import session, sign_in, threads, tokens, wire
from probes.netra.findings import finding
from probes.recorder import Recorder, Step

_REQUEST_S = 12.0
_STEPS: tuple[tuple[str, tuple[str, ...], int], ...] = (
    ("sign_in", ("signed_in",), 1),
    ("claims", tokens.CHECKS, 1),
    ("me", ("me_is_the_user",), 1),
    ("validate", session.VALIDATE_CHECKS, 2),
    ("refresh", session.REFRESH_CHECKS, 3),
    ("rest", ("threads_are_listed",), 1),
    ("logout", session.LOGOUT_CHECKS, 3),
)


def plan(_: Probe, __: ChatRules) -> tuple[PlannedStep, ...]:
    """Plan the seven steps."""
    return tuple(
        PlannedStep(name=name, checks=checks, within_s=_REQUEST_S * requests)
        for name, checks, requests in _STEPS
    )


async def walk(rec: Recorder, probe: Probe, drivers: Drivers) -> None:
    """Walk a session from its beginning to its end."""
    target, identity = probe.target, probe.identities[0]

    async def send(step: Step, request: Request) -> Answer:
        answer = await drivers.http.send(request)
        role = "api" if request.url.startswith(f"{target.api}/api/") else "auth"
        step.saw(wire.seen(answer, role))
        return answer

    async with rec.step("sign_in") as step:
        secret = drivers.secret(identity)
        signed_in = await send(step, sign_in.request(target, identity, secret))
        given = sign_in.session(signed_in)
        step.saw(sign_in.observation(given))
        step.found(finding("signed_in", "a session", "a session"))

    async with rec.step("claims") as step:
        claims = tokens.claims_of(given.access_token)
        step.saw(tokens.observation(claims))
        step.found(*tokens.findings(claims, given.user_id, signed_in))

    async with rec.step("me") as step:
        answer = await send(step, session.me(target, given.access_token))
        step.found(session.names_user(answer, claims.sub))

    async with rec.step("validate") as step:
        forged = tokens.tampered(given.access_token)
        ours = session.validity(await send(step, session.validate(target, given.access_token)))
        other = session.validity(await send(step, session.validate(target, forged)))
        step.found(*session.validated(ours, other, claims.sub))

    async with rec.step("refresh") as step:
        renewal = session.refresh(target, given.refresh_token)
        new = session.refreshed(await send(step, renewal))
        good = session.validity(await send(step, session.validate(target, new.access_token)))
        again = await send(step, renewal)
        sub = tokens.claims_of(new.access_token).sub
        step.found(*session.new_pair(given, new, (claims.sub, sub)))
        step.found(session.used_once(again), session.still_valid(good))

    async with rec.step("rest") as step:
        listed = threads.own_threads(await send(step, threads.listing(target, new.access_token)))
        step.found(finding("threads_are_listed", "a list", f"a list of {len(listed)}"))

    async with rec.step("logout") as step:
        session.said_goodbye(await send(step, session.logout(target, new.access_token)))
        after = session.validity(await send(step, session.validate(target, new.access_token)))
        answer = await send(step, session.me(target, new.access_token))
        step.found(*session.logged_out(after, answer))


JOURNEY = Journey(
    name="user-login",
    about="sign-in, claims, me, validate, refresh (one use), REST with the token, logout honoured",
    shape=Shape.LADDER,
    kinds=((Kind.E2E_BYPASS, Kind.PASSWORD),),
    every_s=300.0,
    deadline_s=120.0,
    requests=sum(requests for name, _, requests in _STEPS if name != "claims"),
    plan=plan,
    walk=walk,
)
