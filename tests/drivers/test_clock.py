"""The machine's clocks."""

import asyncio
from datetime import UTC, timedelta

from probes.core.ports import Clock
from probes.drivers.clock import SystemClock


async def test_the_wall_clock_is_utc_and_the_other_is_the_loops() -> None:
    clock: Clock = SystemClock()

    before = asyncio.get_running_loop().time()
    now, monotonic = clock.now(), clock.monotonic()

    assert now.tzinfo is UTC
    assert now.utcoffset() == timedelta()
    assert before <= monotonic <= asyncio.get_running_loop().time()


async def test_a_wait_takes_its_time() -> None:
    clock = SystemClock()

    began = clock.monotonic()
    await clock.sleep(0.01)

    assert clock.monotonic() - began >= 0.009
