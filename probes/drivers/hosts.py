"""The way to a target's HTTP hosts: the budget before a request, its limit, and the blame.

This file knows no library; what goes over the wire is :mod:`probes.drivers.http`.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.ports import Answer, Request, Waits
from probes.drivers import guest
from probes.drivers.guest import Guest
from probes.drivers.reach import address


@dataclass(frozen=True, slots=True)
class HttpLimits:
    """How long one request may take in all, and how many bytes its answer's body may have."""

    answer_s: float = 10.0
    body_bytes: int = 1 << 20


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer as it came over the wire.  Header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Door(ABC):
    """The shared way to one target's hosts; a run gets its own view with :meth:`bound`."""

    def __init__(self, visit: Guest, limits: HttpLimits) -> None:
        self._visit = visit
        self._limits = limits

    @abstractmethod
    async def exchange(self, request: Request) -> Heard:
        """Ask, and read the whole answer, at any speed.

        Raises:
            StepFailed: no answer, one of too many bytes or encoded, a redirect, or a 429.
        """

    def bound(self, waits: Waits | None = None) -> "BoundHttp":
        """Give the port of one run; its waits are told to ``waits``."""
        return BoundHttp(self, waits)

    async def ask(self, request: Request, waits: Waits | None) -> Answer:
        """Wait for the budget, ask once, and read the whole answer."""
        visit, limit_s = self._visit, self._limits.answer_s
        guest.refuse_marked(request.headers, request.url, visit.target.auth)
        await visit.budget.request(waits)
        if request.bearer is not None:
            await visit.budget.token(request.bearer, waits=waits)
        started = visit.clock.monotonic()
        try:
            async with asyncio.timeout(limit_s):
                heard = await self.exchange(request)
        except TimeoutError as exc:
            detail = f"{address(request.url)} gave no whole answer within {limit_s:g} s"
            late = StepFailed(Failure.NO_ANSWER, Blame.TARGET, detail)
            raise await visit.reach.blame(late) from exc
        except StepFailed as exc:
            raise await visit.reach.blame(exc) from exc.__cause__
        return Answer(
            method=request.method,
            url=request.url,
            status=heard.status,
            headers=heard.headers,
            body=heard.body,
            took_s=visit.clock.monotonic() - started,
            received_at=visit.clock.now(),
        )


class BoundHttp:
    """One run's way to the hosts."""

    def __init__(self, door: Door, waits: Waits | None) -> None:
        self._door = door
        self._waits = waits

    async def send(self, request: Request) -> Answer:
        """Ask and read the whole answer.

        Raises:
            StepFailed: no answer, or none that can be read within the bounds.
            ValueError: a header was about to go where it must not.
        """
        return await self._door.ask(request, self._waits)
