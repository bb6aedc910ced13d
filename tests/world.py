"""Scripted fakes of our own ports: a clock that moves when told, hosts that say what is written."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from probes.core.model import (
    Finding,
    Identity,
    Kind,
    PlannedStep,
    Probe,
    ProbeName,
    Run,
    StepRecord,
    Target,
)
from probes.core.ports import Answer, Certificate, Clock, Drivers, Frame, Handshake, Request, Waits
from probes.core.rules import ChatRules, Manners
from probes.journeys.kind import Journey

START = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
TARGET = Target(
    name="staging",
    frontend="https://app.example",
    api="https://api.example",
    auth="https://auth.example",
    websocket="wss://api.example/ws",
)
USER = Identity(name="user", kind=Kind.E2E_BYPASS, subject="qx7k-probe@example.test")
SERVICE = Identity(name="service", kind=Kind.SERVICE, subject="netra-backend")


def probe(journey: str = "walk", *identities: Identity, deadline_s: float = 60.0) -> Probe:
    """Bind a journey to the fake target."""
    return Probe(
        name=ProbeName(journey),
        journey=journey,
        target=TARGET,
        identities=identities,
        deadline_s=deadline_s,
    )


def planned(name: str, *checks: str, within_s: float = 5.0) -> PlannedStep:
    """Plan a step."""
    return PlannedStep(name=name, checks=checks, within_s=within_s)


def yes(check: str) -> Finding:
    """Answer a check with yes."""
    return Finding(check=check, ok=True, expected="so", seen="so")


@dataclass
class FakeClock:
    """A clock that moves by what is slept, and by what a script says."""

    elapsed_s: float = 0.0

    def now(self) -> datetime:
        return START + timedelta(seconds=self.elapsed_s)

    def monotonic(self) -> float:
        return 1000.0 + self.elapsed_s

    async def sleep(self, seconds: float) -> None:
        self.elapsed_s += seconds
        await asyncio.sleep(0)


@dataclass
class FakeWatcher:
    """Remembers what it was told."""

    told: list[str] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)

    def step_started(self, name: str) -> None:
        self.told.append(f"> {name}")

    def step_ended(self, record: StepRecord) -> None:
        self.told.append(f"< {record.planned.name} {record.failure or 'ok'}")

    def run_ended(self, run: Run) -> None:
        self.runs.append(run)


class NoReach:
    """Nobody asks for names or certificates here."""

    async def resolve(self, host: str) -> tuple[str, ...]:
        raise NotImplementedError(host)

    async def certificate(self, url: str) -> Certificate:
        raise NotImplementedError(url)


@dataclass
class FakeHttp:
    """Answers what a script makes of each request, and remembers the requests."""

    script: Callable[[Request], Answer]
    asked: list[Request] = field(default_factory=list)

    async def send(self, request: Request) -> Answer:
        self.asked.append(request)
        return self.script(request)


@dataclass
class FakeSocket:
    """Says its frames one after the other; a callable is asked what was sent so far."""

    frames: list[str]
    clock: Clock
    react: Callable[[str], Iterable[str]] = lambda _: ()
    sent: list[str] = field(default_factory=list)
    closed: bool = False
    subprotocol: str | None = "jwt-auth"
    opened_s: float = 0.01

    async def send(self, text: str) -> None:
        self.sent.append(text)
        self.frames.extend(self.react(text))

    async def receive(self) -> Frame:
        if not self.frames:
            await asyncio.Event().wait()
        await asyncio.sleep(0)
        return Frame(text=self.frames.pop(0), at_s=self.clock.monotonic())

    async def close(self) -> None:
        self.closed = True


@dataclass
class FakeSockets:
    """Hands out what a script makes of each handshake."""

    script: Callable[[Handshake], FakeSocket]
    opened: list[FakeSocket] = field(default_factory=list)

    async def open(self, handshake: Handshake) -> FakeSocket:
        socket = self.script(handshake)
        self.opened.append(socket)
        return socket


def no_http(request: Request) -> Answer:
    """Nobody asks here."""
    raise NotImplementedError(request.url)


def no_socket(handshake: Handshake) -> FakeSocket:
    """Nobody connects here."""
    raise NotImplementedError(handshake.url)


def drivers(
    http: FakeHttp | None = None,
    sockets: FakeSockets | None = None,
    rules: ChatRules | None = None,
    clock: FakeClock | None = None,
) -> Drivers:
    """Bundle fakes as a run gets them."""
    return Drivers(
        http=http or FakeHttp(no_http),
        sockets=sockets or FakeSockets(no_socket),
        clock=clock or FakeClock(),
        reach=NoReach(),
        secret=lambda identity: f"secret of {identity.name}",
        draw=lambda below: 123_457 % below,
        spend_question=lambda: None,
        rules=rules or ChatRules(),
        manners=Manners(),
    )


@dataclass
class FakeHouse:
    """A house with one journey and fake drivers."""

    journeys: Mapping[str, Journey]
    clock: FakeClock = field(default_factory=FakeClock)
    bundle: Drivers = field(default_factory=drivers)
    waits: Waits | None = None

    def rules(self, _: Probe) -> ChatRules:
        return self.bundle.rules

    def outfit(self, _: Probe, waits: Waits) -> AbstractAsyncContextManager[Drivers]:
        self.waits = waits
        return self._outfit()

    @asynccontextmanager
    async def _outfit(self) -> AsyncIterator[Drivers]:
        yield self.bundle
