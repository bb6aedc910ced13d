"""The machine's clocks behind the port that the rest of the house asks."""

import asyncio
import time
from datetime import UTC, datetime


class SystemClock:
    """The wall clock, the monotonic clock and the event loop's wait."""

    def now(self) -> datetime:
        """Tell the wall clock, aware and in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Tell seconds on a scale that never steps; the scale of the event loop."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)
