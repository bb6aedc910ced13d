"""A thread of our own: created, used once, deleted again, and the orphans of earlier runs with it.

A guest leaves nothing behind (contract §2): the thread goes also when the run stops half way.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from probes.core.errors import StepFailed
from probes.core.model import Probe
from probes.core.ports import Drivers
from probes.netra import threads

ORPHAN_AGE_S = 3600.0
MOST_SWEPT = 5
FAREWELL_S = 5.0


@dataclass(slots=True)
class OwnThread:
    """A thread that this run created."""

    id: str
    probe: Probe
    drivers: Drivers
    token: str = field(repr=False)
    removed: bool = False

    async def remove(self) -> str | None:
        """Delete it; say what went wrong, if something did."""
        if self.removed:
            return None
        self.removed = True
        return await self._delete(self.id)

    async def sweep(self) -> str | None:
        """Delete what runs of ours left behind that are surely over; say what went wrong."""
        listing = threads.listing(self.probe.target, self.token, limit=100)
        try:
            listed = await self.drivers.http.send(listing)
            now_s = self.drivers.clock.now().timestamp()
            orphans = threads.orphans(listed, now_s - ORPHAN_AGE_S)
        except StepFailed as exc:
            return f"the list of threads could not be read: {exc.detail}"
        failed = [await self._delete(orphan) for orphan in orphans[:MOST_SWEPT]]
        return next((detail for detail in failed if detail is not None), None)

    async def _delete(self, thread_id: str) -> str | None:
        request = threads.delete(self.probe.target, self.token, thread_id)
        try:
            answer = await self.drivers.http.send(request)
        except StepFailed as exc:
            return exc.detail
        return None if threads.deleted(answer) else f"deleting answered {answer.status}"


@asynccontextmanager
async def own_thread(
    probe: Probe, drivers: Drivers, token: str, run_id: str
) -> AsyncIterator[OwnThread]:
    """Create a thread named after the run; delete it in the end unless that was done.

    Raises:
        StepFailed: it could not be created.
    """
    wanted = threads.create(probe.target, token, f"{threads.TITLE_PREFIX}{run_id}")
    thread_id = threads.created(await drivers.http.send(wanted))
    thread = OwnThread(thread_id, probe, drivers, token)
    try:
        yield thread
    finally:
        with suppress(TimeoutError):
            async with asyncio.timeout(FAREWELL_S):
                await thread.remove()
