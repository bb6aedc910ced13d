"""Sign in, connect, ask, and follow the agents to an answer that only work could have brought."""

from dataclasses import replace

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.model import Finding, Kind, Observation, PlannedStep, Probe, Shape
from probes.core.ports import Drivers
from probes.core.rules import ChatRules
from probes.journeys import exchange
from probes.journeys import talk as talking
from probes.journeys.exchange import Exchange
from probes.journeys.kind import Journey
from probes.journeys.own_thread import OwnThread, own_thread
from probes.journeys.talk import Pass, Talk
from probes.netra import answer, handshake, notifications, sign_in, threads, tokens
from probes.netra.conversation import Asked
from probes.netra.handshake import Credentials, Greeting
from probes.recorder import Recorder, Step

APART = (Credentials.HEADER, Credentials.SUBPROTOCOL)
REST_S, PING_S, OPEN_S = 15.0, 10.0, 10.0


def plan(_: Probe, rules: ChatRules) -> tuple[PlannedStep, ...]:
    """Plan the nine steps; a second question and the credential forms add checks and time."""
    apart = tuple(f"{form}_alone_is_enough" for form in APART) if rules.forms_apart else ()
    twice = rules.second_question
    talk_s = (rules.total.fail_s + rules.quiet_s + 5.0) * (2 if twice else 1)
    connect_s = (rules.connect.fail_s + OPEN_S) * (1 + len(apart))
    steps = (
        ("sign_in", ("token_names_a_user",), REST_S),
        ("thread", ("thread_is_created",), REST_S),
        ("connect", ("welcome_names_our_user", *apart), connect_s),
        ("ping", ("pong_names_our_user", "user_is_proven"), PING_S),
        ("ask", (), REST_S),
        ("notifications", exchange.each(notifications.CHECKS, twice=twice), talk_s),
        ("answer", exchange.each(answer.CHECKS, twice=twice), 5.0),
        ("persisted", exchange.each(threads.KEPT_CHECKS, twice=twice), REST_S),
        ("cleaned_up", (), REST_S),
    )
    return tuple(PlannedStep(name=name, checks=checks, within_s=s) for name, checks, s in steps)


async def walk(rec: Recorder, probe: Probe, drivers: Drivers) -> None:
    """Walk the golden path once."""
    async with rec.step("sign_in") as step:
        who = await _sign_in(step, probe, drivers)

    async with rec.step("thread") as step:
        thread = await rec.open(own_thread(probe, drivers, who.token, rec.run_id))
        step.found(_yes("thread_is_created", thread.id))

    async with rec.step("connect", late=Failure.WELCOME_MISSING) as step:
        talk, welcome = await _connect(rec, step, probe, drivers, who)

    async with rec.step("ping", late=Failure.PONG_MISSING) as step:
        await _ping(step, talk, welcome, who)

    exchanges = await _converse(rec, talk, Asked(at_s=0.0, subject=who.subject, thread=thread.id))

    async with rec.step("answer") as step:
        step.found(*exchange.answered(exchanges, drivers.rules))

    async with rec.step("persisted") as step:
        wanted = threads.messages_request(probe.target, who.token, thread.id)
        found = threads.messages_of(await drivers.http.send(wanted))
        step.found(*exchange.kept(exchanges, found))

    async with rec.step("cleaned_up") as step:
        await _clean_up(step, thread)


async def _sign_in(step: Step, probe: Probe, drivers: Drivers) -> Pass:
    identity = probe.identities[0]
    wanted = sign_in.request(probe.target, identity, drivers.secret(identity))
    session = sign_in.session(await drivers.http.send(wanted))
    subject = tokens.claims_of(session.access_token).sub
    step.saw(sign_in.observation(session))
    if not subject:
        detail = "the token has no subject, so nothing could be proven to be ours"
        raise StepFailed(Failure.CLAIMS_WRONG, Blame.TARGET, detail)
    step.found(_yes("token_names_a_user", subject))
    return Pass(session.access_token, subject)


async def _connect(
    rec: Recorder, step: Step, probe: Probe, drivers: Drivers, who: Pass
) -> tuple[Talk, Greeting]:
    """Connect as the journey goes on with, and with each form alone.

    The forms alone go first: closing a second socket of a user must not be able to disturb the
    one that the question is asked on.
    """
    forms = APART if drivers.rules.forms_apart else ()
    apart = [await talking.alone(probe, drivers, who, form) for form in forms]
    began_s = drivers.clock.monotonic()
    talk = await rec.open(talking.connected(probe, drivers, who, Credentials.BOTH))
    welcome = await talking.welcomed(talk)
    took_s = drivers.clock.monotonic() - began_s
    opened_s = round(talk.socket.opened_s, 6)
    step.saw(Observation("socket", {"opened_s": opened_s, "welcome_s": round(took_s, 6)}))
    if took_s > drivers.rules.connect.warn_s:
        step.warn("slow_connect", f"{took_s:.1f} s to the welcome")
    step.found(handshake.names("welcome_names_our_user", welcome, who.subject), *apart)
    return talk, welcome


async def _ping(step: Step, talk: Talk, welcome: Greeting, who: Pass) -> None:
    await talk.socket.send(handshake.ping())
    pong = await talk.until(handshake.pong)
    step.found(handshake.names("pong_names_our_user", pong, who.subject))
    step.found(handshake.proven("user_is_proven", welcome, pong, who.subject))


async def _converse(rec: Recorder, talk: Talk, asked: Asked) -> list[Exchange]:
    """Ask, and follow to the end; then once more where a second question is wanted."""
    rules = talk.drivers.rules
    async with rec.step("ask") as step:
        exchanges = [await talk.put(talking.draw_question(talk.drivers), asked)]
        step.saw(Observation("question", {"form": rules.form.value}))

    async with rec.step("notifications", late=Failure.NOTIFICATION_MISSING) as step:
        await _listen(step, talk, exchanges)
        if rules.second_question:
            again = replace(asked, earlier_runs=exchanges[0].conversation.runs)
            exchanges.append(await talk.put(talking.draw_question(talk.drivers), again))
            await _listen(step, talk, exchanges)
    return exchanges


async def _listen(step: Step, talk: Talk, exchanges: list[Exchange]) -> None:
    """Follow the newest question until waiting is over, and judge its notifications."""
    nth, conversation = len(exchanges) - 1, exchanges[-1].conversation
    step.saw_at_end(lambda: notifications.transcript(conversation))
    await talk.follow(conversation)
    for warning, detail in notifications.warnings(conversation):
        step.warn(warning, detail)
    step.found(*exchange.notified(nth, exchanges[-1]))


async def _clean_up(step: Step, thread: OwnThread) -> None:
    for warning in (await thread.remove(), await thread.sweep()):
        if warning is not None:
            step.warn("thread_left_behind", warning)


def _yes(check: str, seen: str) -> Finding:
    return Finding(check=check, ok=True, expected=check.replace("_", " "), seen=seen)


JOURNEY = Journey(
    name="chat",
    about="ask the agents a question over the chat socket, and follow it to a real answer",
    shape=Shape.LADDER,
    kinds=((Kind.E2E_BYPASS, Kind.PASSWORD),),
    every_s=900.0,
    deadline_s=420.0,
    requests=8,
    questions=1,
    plan=plan,
    walk=walk,
)
