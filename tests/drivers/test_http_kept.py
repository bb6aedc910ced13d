"""Which connections are used again, and what happens when a kept one is gone."""

import pytest

from probes.core.errors import Failure, StepFailed
from probes.core.ports import Request
from probes.drivers.http import open_http
from tests.drivers.strangers import Caller, answer, host, visit


async def patient(caller: Caller) -> None:
    """Answer every request of a connection."""
    while True:
        await caller.read_head()
        await caller.say(answer())


async def _forgetful(caller: Caller) -> None:
    """Answer the first request, and drop the connection when a second one has come."""
    await caller.read_head()
    await caller.say(answer())
    await caller.read_head()
    caller.reset()


async def _broken(caller: Caller) -> None:
    await caller.read_head()
    caller.reset()


@pytest.mark.parametrize(("method", "connections"), [("GET", 1), ("DELETE", 1), ("POST", 2)])
async def test_only_what_may_be_repeated_uses_a_connection_again(
    method: str, connections: int
) -> None:
    async with host(patient) as there, open_http(visit()) as http:
        for _ in range(2):
            await http.bound().send(Request(method=method, url=there.url()))

    assert len(there.callers) == connections


async def test_a_kept_connection_that_is_gone_is_no_outage() -> None:
    async with host(_forgetful) as there, open_http(visit()) as http:
        answers = [
            await http.bound().send(Request(method="GET", url=there.url())) for _ in range(2)
        ]

    assert [got.status for got in answers] == [200, 200]
    assert len(there.callers) == 2


async def test_a_connection_of_its_own_that_is_dropped_is_not_tried_again() -> None:
    async with host(_broken) as there, open_http(visit()) as http:
        with pytest.raises(StepFailed) as caught:
            await http.bound().send(Request(method="GET", url=there.url()))

    assert caught.value.failure is Failure.CONNECTION_LOST
    assert len(there.callers) == 1
