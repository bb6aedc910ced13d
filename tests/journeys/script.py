"""Scripted fakes of our own ports: a small target that does as facts §2 and §3 say, or as told."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from itertools import count
from typing import TypeAlias
from urllib.parse import urlsplit

import jwt

from probes.core.errors import StepFailed
from probes.core.judge import judge
from probes.core.model import (
    Identity,
    Json,
    Probe,
    ProbeName,
    Ruling,
    Run,
    RunId,
    StepRecord,
    Target,
)
from probes.core.ports import Answer, Certificate, Drivers, Handshake, Request, Socket
from probes.core.rules import ChatRules, Manners
from probes.journeys.kind import Journey
from probes.recorder import Recorder
from tests.netra.answers import KEY, NOW, TARGET

SECRETS = {"user": "the bypass key of the user", "service": "the secret of the service"}
Reply: TypeAlias = "tuple[int, Json] | bytes | StepFailed"
Route = Callable[[Request], Reply]
NO: Reply = (200, {"valid": False, "error": "invalid_token"})
UNAUTHORIZED: Reply = (401, {"detail": "Invalid or expired token"})


@dataclass(slots=True)
class Ticking:
    """A clock that stands still for the wall and ticks for durations."""

    ticks: Iterator[int] = field(default_factory=count)

    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return next(self.ticks) / 1000

    async def sleep(self, seconds: float) -> None:
        raise NotImplementedError(seconds)


class Unwatched:
    def step_started(self, name: str) -> None: ...

    def step_ended(self, record: StepRecord) -> None: ...

    def run_ended(self, run: Run) -> None: ...


class NoSockets:
    async def open(self, handshake: Handshake) -> Socket:
        raise NotImplementedError(handshake)


@dataclass(slots=True)
class Reached:
    """Names and certificates as told."""

    lost: dict[str, StepFailed] = field(default_factory=dict)
    expires_at: datetime = NOW + timedelta(days=90)

    async def resolve(self, host: str) -> tuple[str, ...]:
        if host in self.lost:
            raise self.lost[host]
        return ("203.0.113.7",)

    async def certificate(self, url: str) -> Certificate:
        host = urlsplit(url).hostname or ""
        if host in self.lost:
            raise self.lost[host]
        return Certificate(self.expires_at, (host,))


class World:
    """A healthy target in a few lines; ``told`` replaces the answers of single routes."""

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.told: dict[str, list[Reply]] = {}
        self.took_s: dict[str, list[float]] = {}
        self.off_s = 0.0
        self.date = True
        self.valid: dict[str, str] = {}
        self.renewable: dict[str, str] = {}
        self.numbers = count(1)
        self.routes: dict[str, Route] = {
            "POST auth/auth/e2e/test-auth": self.sign_in,
            "GET auth/auth/me": self.me,
            "POST auth/auth/validate": self.validate,
            "POST auth/auth/refresh": self.refresh,
            "POST auth/auth/logout": self.logout,
            "GET auth/health": lambda _: (200, {"service": "auth-service", "status": "healthy"}),
            "GET auth/auth/config": lambda _: (200, {"endpoints": {}}),
            "GET auth/api/v1/service/health": lambda _: (200, {"status": "healthy"}),
            "POST auth/api/v1/service/authenticate": self.authenticate,
            "POST auth/api/v1/service/sign-request": lambda _: (200, {"signature": "ab12"}),
            "POST auth/api/v1/service/validate-request": lambda _: (200, {"valid": True}),
            "GET api/api/threads": self.threads,
            "GET api/": lambda _: (200, {"message": "Welcome"}),
            "GET api/health": lambda _: (200, {"status": "ok"}),
            "GET api/api/discovery/services": lambda _: (200, {"services": {"backend": {}}}),
            "GET app/health": lambda _: (200, {"service": "frontend", "status": "healthy"}),
        }

    def tell(self, route: str, *replies: Reply) -> None:
        """Answer a route with these in turn, the last of them for ever."""
        self.told[route] = list(replies)

    async def send(self, request: Request) -> Answer:
        self.asked.append(request)
        parts = urlsplit(request.url)
        host = (parts.hostname or "").partition(".")[0]
        route = f"{request.method} {host}{parts.path}"
        replies = self.told.get(route, [])
        if replies:
            reply = replies.pop(0) if len(replies) > 1 else replies[0]
        else:
            reply = self.routes[route](request)
        if isinstance(reply, StepFailed):
            raise reply
        slow = self.took_s.get(route, [])
        return self.answer(request, reply, slow.pop(0) if slow else 0.01)

    def answer(self, request: Request, reply: "tuple[int, Json] | bytes", took_s: float) -> Answer:
        status, body = (200, reply) if isinstance(reply, bytes) else reply
        date = format_datetime(NOW + timedelta(seconds=self.off_s), usegmt=True)
        return Answer(
            method=request.method,
            url=request.url,
            status=status,
            headers={"date": date} if self.date else {},
            body=body if isinstance(body, bytes) else json.dumps(body).encode(),
            took_s=took_s,
            received_at=NOW,
        )

    def mint(self, sub: str, kind: str = "access") -> str:
        now = int(NOW.timestamp() + self.off_s)
        claims: dict[str, Json] = {
            "sub": sub, "iat": now, "exp": now + 1800, "token_type": kind,
            "iss": "netra-auth-service", "aud": "netra-platform",
            "jti": f"jti_{next(self.numbers)}",
        }  # fmt: skip
        text = jwt.encode(claims, KEY, algorithm="HS256")
        if kind == "access":
            self.valid[text] = sub
        if kind == "refresh":
            self.renewable[text] = sub
        return text

    def pair(self, sub: str) -> dict[str, Json]:
        return {"access_token": self.mint(sub), "refresh_token": self.mint(sub, "refresh")}

    def sign_in(self, request: Request) -> Reply:
        if request.headers.get("X-E2E-Bypass-Key") != SECRETS["user"]:
            return 401, {"detail": "Invalid E2E bypass key"}
        return 200, {**self.pair("e2e-qx7k-probe"), "user": {"id": "e2e-qx7k-probe"}}

    def me(self, request: Request) -> Reply:
        sub = self.valid.get(request.bearer or "")
        return (200, {"user_id": sub}) if sub else UNAUTHORIZED

    def validate(self, request: Request) -> Reply:
        secret = request.headers.get("X-Service-Secret", SECRETS["service"])
        if secret != SECRETS["service"]:
            return 200, {"valid": False, "error": "invalid_service_secret"}
        sub = self.valid.get(text_of(request, "token"))
        return (200, {"valid": True, "user_id": sub}) if sub else NO

    def refresh(self, request: Request) -> Reply:
        sub = self.renewable.pop(text_of(request, "refresh_token"), None)
        return (200, self.pair(sub)) if sub else (401, {"detail": "Invalid refresh token"})

    def logout(self, request: Request) -> Reply:
        self.valid.pop(request.bearer or "", None)
        return 200, {"status": "success"}

    def authenticate(self, request: Request) -> Reply:
        if text_of(request, "service_secret") != SECRETS["service"]:
            return 200, {"authenticated": False, "error": "invalid_service_secret"}
        given = self.mint(text_of(request, "service_id"), "service")
        return 200, {"authenticated": True, "service_token": given}

    def threads(self, request: Request) -> Reply:
        return (200, []) if request.bearer in self.valid else UNAUTHORIZED


def text_of(request: Request, name: str) -> str:
    value = request.json.get(name) if isinstance(request.json, dict) else None
    return value if isinstance(value, str) else ""


@dataclass(slots=True)
class Outside:
    """Everything that a journey is given, and how it went."""

    world: World = field(default_factory=World)
    reach: Reached = field(default_factory=Reached)
    secrets: dict[str, str] = field(default_factory=lambda: dict(SECRETS))
    target: Target = TARGET
    records: tuple[StepRecord, ...] = ()

    async def walk(self, journey: Journey, *identities: Identity) -> Ruling:
        clock = Ticking()
        drivers = Drivers(
            http=self.world,
            sockets=NoSockets(),
            clock=clock,
            reach=self.reach,
            secret=lambda identity: self.secrets[identity.name],
            draw=lambda below: below - 1,
            spend_question=lambda: None,
            rules=ChatRules(),
            manners=Manners(),
        )
        probe = Probe(
            name=ProbeName(journey.name),
            journey=journey.name,
            target=self.target,
            identities=identities,
        )
        plan = journey.plan(probe, ChatRules())
        recorder = Recorder(RunId("01J"), plan, journey.shape, clock, Unwatched())
        try:
            await journey.walk(recorder, probe, drivers)
        except StepFailed:
            pass
        finally:
            await recorder.close()
        self.records = recorder.records
        return judge(self.records)

    def failed_step(self) -> str | None:
        return next((one.planned.name for one in self.records if one.failure is not None), None)

    def warnings(self) -> set[str]:
        return {warned.warning for record in self.records for warned in record.warnings}
