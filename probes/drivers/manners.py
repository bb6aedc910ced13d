"""A guest's budget at one target, all its hosts counted together.

The target bans an address at 100 requests a minute, allows 30 messages a minute and a few sockets
a user (facts §1.2, §4.4, §10.3); we stay well below, per process.  The arithmetic
(:class:`Window`, :class:`Spacing`) takes the time as an argument and gives instants; only
:class:`Budget` waits.  A wait is told before it begins, so that the step's limit can be put off.
It is no store: after a restart the budget is whole.
"""

import asyncio
import hashlib
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.ports import Clock, Waits
from probes.core.rules import Manners

_MINUTE_S = 60.0
_DAY_S = 86_400.0
_TOKENS_KEPT = 1024


class Window:
    """At most ``limit`` acts in any ``period_s`` seconds, in the order in which they were asked."""

    def __init__(self, limit: int, period_s: float) -> None:
        self._period_s = period_s
        self._granted: deque[float] = deque(maxlen=limit)

    def free_at(self, now: float) -> float:
        """Tell the first instant at which the next act is allowed, ``now`` or later."""
        if not self._granted:
            return now
        first, last = self._granted[0], self._granted[-1]
        full = len(self._granted) == self._granted.maxlen
        return max(now, last, first + self._period_s if full else now)

    def reserve(self, now: float) -> float:
        """Take that instant."""
        at = self.free_at(now)
        self._granted.append(at)
        return at


class Spacing:
    """A least time between two uses of one token.  It keeps digests, and forgets the oldest."""

    def __init__(self) -> None:
        self._used: OrderedDict[bytes, float] = OrderedDict()

    def __len__(self) -> int:
        return len(self._used)

    def reserve(self, token: str, at_least_s: float, now: float) -> float:
        """Take the first instant that is ``at_least_s`` after the token's last one."""
        key = _digest(token)
        last = self._used.pop(key, None)
        at = now if last is None else max(now, last + at_least_s)
        self._used[key] = at
        while len(self._used) > _TOKENS_KEPT:
            self._used.popitem(last=False)
        return at


class Budget:
    """What we allow ourselves at one target.  Every method that waits gives the seconds waited.

    ``share`` is our part of the rates: 0.5 for a run on demand beside a service.
    """

    def __init__(self, manners: Manners, clock: Clock, share: float = 1.0) -> None:
        self.manners = manners
        self._clock = clock
        self._requests = Window(_part(manners.requests_per_minute, share), _MINUTE_S)
        self._messages = Window(_part(manners.messages_per_minute, share), _MINUTE_S)
        self._questions = Window(_part(manners.questions_per_day, share), _DAY_S)
        self._spacing = Spacing()
        self._seats: dict[bytes, asyncio.Semaphore] = {}
        self._wanted: dict[bytes, int] = {}

    async def request(self, waits: Waits | None = None) -> float:
        """Wait until one more HTTP request (a handshake is one) is allowed."""
        return await self._next(self._requests, waits)

    async def message(self, waits: Waits | None = None) -> float:
        """Wait until one more message over a socket is allowed."""
        return await self._next(self._messages, waits)

    async def token(
        self, token: str, at_least_s: float | None = None, waits: Waits | None = None
    ) -> float:
        """Wait until the token may be used again; without ``at_least_s`` as the manners say."""
        if self.manners.lifted:
            return 0.0
        apart = self.manners.token_spacing_s if at_least_s is None else at_least_s
        now = self._clock.monotonic()
        return await self._until(self._spacing.reserve(token, apart, now), now, waits)

    def question(self) -> None:
        """Count one question to the target's agents.

        Raises:
            StepFailed: as many as a day allows were asked within the last 24 hours.
        """
        if self.manners.lifted:
            return
        now = self._clock.monotonic()
        free_at = self._questions.free_at(now)
        if free_at > now:
            hours = (free_at - now) / 3600
            detail = f"the day's questions are spent; the next is allowed in {hours:.1f} h"
            raise StepFailed(Failure.BUDGET_SPENT, Blame.PROBE, detail)
        self._questions.reserve(now)

    @asynccontextmanager
    async def socket(self, user: str, waits: Waits | None = None) -> AsyncIterator[float]:
        """Hold one of a user's sockets, in the order in which they were asked."""
        if self.manners.lifted:
            yield 0.0
            return
        key = _digest(user)
        seats = self._seats.setdefault(key, asyncio.Semaphore(self.manners.sockets_per_user))
        self._wanted[key] = self._wanted.get(key, 0) + 1
        try:
            full, asked_at = seats.locked(), self._clock.monotonic()
            async with seats:
                waited_s = self._clock.monotonic() - asked_at if full else 0.0
                if full and waits is not None:  # nobody could know beforehand how long
                    waits.waited(waited_s)
                yield waited_s
        finally:
            self._wanted[key] -= 1
            if not self._wanted[key]:
                del self._wanted[key], self._seats[key]

    async def _next(self, window: Window, waits: Waits | None) -> float:
        if self.manners.lifted:
            return 0.0
        now = self._clock.monotonic()
        return await self._until(window.reserve(now), now, waits)

    async def _until(self, at: float, now: float, waits: Waits | None) -> float:
        wait_s = at - now
        if wait_s <= 0:
            return 0.0
        if waits is not None:
            waits.waited(wait_s)
        await self._clock.sleep(wait_s)
        return wait_s


def _part(limit: int, share: float) -> int:
    return max(1, int(limit * share))


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode(errors="surrogatepass")).digest()
