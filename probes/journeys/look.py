"""Filling the matrix of the service identity, row by row, whatever stops a row."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.judge import UNANSWERED
from probes.core.model import Probe
from probes.core.ports import Answer, Drivers, Request
from probes.netra import diagnosis, health, matrix, service_answers, sign_in, threads, wire
from probes.netra.matrix import Rows
from probes.recorder import Recorder, Step


class Look:
    """The matrix while it is being filled."""

    def __init__(self, rec: Recorder, drivers: Drivers) -> None:
        self.rec, self.drivers = rec, drivers
        self.rows = Rows()
        self.token = ""

    @asynccontextmanager
    async def row(self, name: str) -> AsyncIterator[Step]:
        """Enter a row's step.  What stops it is kept as the row's trouble and judged at the end."""
        async with self.rec.step(name) as step:
            try:
                yield step
            except StepFailed as exc:
                step.warn(UNANSWERED, f"{exc.failure}: {exc.detail}")
                self.rows = matrix.with_trouble(self.rows, name, exc)

    async def send(self, step: Step, request: Request, role: str = "auth") -> Answer:
        """Ask, and keep that there was an answer."""
        answer = await self.drivers.http.send(request)
        step.saw(wire.seen(answer, role))
        return answer

    async def sign_in(self, step: Step, probe: Probe) -> None:
        """Get a fresh token of the user."""
        user = probe.identities[1]
        asked = sign_in.request(probe.target, user, self.drivers.secret(user))
        answer = await self.send(step, asked)
        given = sign_in.session(answer)
        self.rows = service_answers.with_sign_in(self.rows, given, answer)
        self.token = given.access_token

    def usable(self) -> str:
        """Give the user's token, if there is one."""
        if not self.token:
            detail = "there is no user's token to look with"
            raise StepFailed(Failure.SERVICE_UNDIAGNOSED, Blame.PROBE, detail)
        return self.token

    async def ask_backend(self, step: Step, probe: Probe) -> None:
        """Ask with a fresh token, and again with others where that tells faults apart."""
        target = probe.target
        with suppress(StepFailed):
            greeting = await self.send(step, health.ask(target.api), "api")
            self.rows = service_answers.with_greeting(self.rows, greeting)
        answer = await self.send(step, threads.listing(target, self.usable()), "api")
        self.rows = service_answers.with_backend(self.rows, answer)
        with suppress(StepFailed):
            while diagnosis.asks_again(self.rows):
                await self.sign_in(step, probe)
                answer = await self.send(step, threads.listing(target, self.token), "api")
                self.rows = service_answers.with_backend(self.rows, answer)
