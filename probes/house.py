"""Where runs take place: what they share at each target, opened once and closed once.

Shared are the connections, the budget (a guest's manners, contract §2) and the leases: a user is
given to one run at a time.  Secrets are not: they are resolved for every run anew.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from probes.core.model import Identity, Probe, Target
from probes.core.ports import Clock, Drivers, Waits
from probes.core.rules import ChatRules
from probes.drivers import http, sources, tls, ws
from probes.drivers.clock import SystemClock
from probes.drivers.guest import Guest
from probes.drivers.manners import Budget
from probes.drivers.reach import Reach
from probes.journeys.kind import Journey
from probes.journeys.registry import JOURNEYS
from probes.settings.values import Settings


@dataclass(frozen=True, slots=True)
class Place:
    """One target with everything that leads to it."""

    guest: Guest
    http: http.HttpDoor
    sockets: ws.SocketDoor


@dataclass(frozen=True, slots=True)
class House:
    """The shared part of all runs.  ``places`` is keyed by a target's name."""

    settings: Settings
    clock: Clock
    places: Mapping[str, Place]
    journeys: Mapping[str, Journey] = field(default_factory=lambda: JOURNEYS)
    _leases: dict[str, asyncio.Lock] = field(default_factory=dict)

    def rules(self, probe: Probe) -> ChatRules:
        """Tell what is expected of a chat at the probe's target."""
        return self.settings.chat[probe.target.name]

    @asynccontextmanager
    async def outfit(self, probe: Probe, waits: Waits) -> AsyncIterator[Drivers]:
        """Lease the probe's users, resolve its secrets, and hand over drivers for one run.

        Raises:
            StepFailed: a secret that cannot be resolved.
        """
        place = self.places[probe.target.name]
        async with AsyncExitStack() as leases:
            await self._lease(leases, probe, waits)
            known = {one.name: await self._secret(one) for one in probe.identities}
            yield Drivers(
                http=place.http.bound(waits),
                sockets=place.sockets.bound(waits),
                clock=self.clock,
                reach=place.guest.reach,
                secret=lambda identity: known[identity.name],
                draw=secrets.randbelow,
                spend_question=place.guest.budget.question,
                rules=self.rules(probe),
                manners=place.guest.budget.manners,
            )

    async def _lease(self, leases: AsyncExitStack, probe: Probe, waits: Waits) -> None:
        """Take each user, in the order of their names so that two runs cannot lock each other."""
        began_s = self.clock.monotonic()
        for name in sorted({identity.name for identity in probe.identities}):
            await leases.enter_async_context(self._leases.setdefault(name, asyncio.Lock()))
        waits.waited(self.clock.monotonic() - began_s)

    async def _secret(self, identity: Identity) -> str:
        return await sources.resolve(self.settings.secrets[identity.name])


@asynccontextmanager
async def open_house(settings: Settings, share: float = 1.0) -> AsyncIterator[House]:
    """Open the way to every target of the settings.

    ``share`` is our part of the budget at each: 0.5 for runs by hand, which a service may be
    running beside.
    """
    clock = SystemClock()
    async with AsyncExitStack() as doors:
        places = {}
        for target in settings.targets:
            budget = Budget(settings.manners[target.name], clock, share)
            places[target.name] = await _place(settings, target, budget, doors)
        yield House(settings, clock, places)


async def _place(
    settings: Settings, target: Target, budget: Budget, doors: AsyncExitStack
) -> Place:
    trust = tls.trust(settings.ca[target.name])
    guest = Guest(
        target=target,
        trust=trust,
        budget=budget,
        clock=SystemClock(),
        reach=Reach(target.hosts, trust, settings.outside[target.name]),
    )
    door = await doors.enter_async_context(http.open_http(guest))
    return Place(guest, door, ws.SocketDoor(guest))
