import asyncio
import signal
import socket
import time

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from probes.standin.options import Options
from probes.standin.server import serve
from tests.standin.visitor import FAST, question, visiting


def free_port() -> int:
    """Find a port with two more behind it."""
    while True:
        with socket.socket() as first, socket.socket() as second, socket.socket() as third:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            try:
                second.bind(("127.0.0.1", port + 1))
                third.bind(("127.0.0.1", port + 2))
            except (OSError, OverflowError):
                continue
            return port


async def test_it_stands_on_three_ports_in_a_row() -> None:
    port = free_port()

    async with serve(Options(port=port)) as standin:
        addresses = (standin.frontend, standin.api, standin.auth, standin.websocket)

    assert addresses == (
        f"http://127.0.0.1:{port}",
        f"http://127.0.0.1:{port + 1}",
        f"http://127.0.0.1:{port + 2}",
        f"ws://127.0.0.1:{port + 1}/ws",
    )


@pytest.mark.parametrize("taken", [0, 1, 2])
async def test_a_port_in_use_is_an_error_at_once_and_nothing_is_left_open(taken: int) -> None:
    port = free_port()

    with (
        socket.create_server(("127.0.0.1", port + taken)),
        pytest.raises(OSError, match="in use"),
    ):
        async with serve(Options(port=port)):
            pytest.fail("it started on a port that is taken")

    async with serve(Options(port=port)) as standin:
        assert standin.frontend.endswith(str(port))


async def test_it_starts_and_stops_without_waiting_for_anybody() -> None:
    begun = time.monotonic()

    async with serve():
        started = time.monotonic()
        leaving = time.monotonic()
    stopped = time.monotonic()

    assert started - begun < 4  # uvicorn would wait 5 s for an idle connection
    assert stopped - leaving < 4


async def test_an_open_socket_in_the_middle_of_a_run_does_not_hold_it_up() -> None:
    slow = Options(pace_s=5.0)
    before = asyncio.all_tasks()
    async with visiting(options=slow) as visitor:
        account = await visitor.sign_in()
        opened = await connect(visitor.standin.websocket, additional_headers=account.headers)
        await opened.recv()
        await opened.send(question("Add 1 and 2."))
        leaving = time.monotonic()
    stopped = time.monotonic()

    with pytest.raises(ConnectionClosed):
        await opened.recv()

    await opened.close()
    assert stopped - leaving < 4  # the next event was due in 5 s
    assert asyncio.all_tasks() == before


async def test_signals_stay_with_the_program_around_it() -> None:
    before = [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)]

    async with serve():
        within = [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)]

    assert within == before


async def test_what_the_block_raises_comes_out_as_it_is() -> None:
    reason = OSError("why")
    wanted = LookupError("mine")

    with pytest.raises(LookupError) as raised:
        async with serve():
            raise wanted from reason

    assert raised.value is wanted
    assert raised.value.__cause__ is reason


@pytest.mark.parametrize("end", [LookupError, TimeoutError])
async def test_a_block_that_breaks_off_leaves_no_door_open(end: type[Exception]) -> None:
    before = asyncio.all_tasks()
    port = free_port()
    opened = None

    with pytest.raises(end):
        async with asyncio.timeout(0.3), visiting(options=Options(port=port)) as visitor:
            account = await visitor.sign_in()
            opened = await connect(visitor.standin.websocket, additional_headers=account.headers)
            await opened.recv()
            if end is TimeoutError:
                await asyncio.Event().wait()
            raise end

    assert opened is not None
    with pytest.raises(ConnectionClosed) as closed:
        async with asyncio.timeout(2):
            await opened.recv()
    await opened.close()
    async with serve(Options(port=port)) as again:
        assert again.frontend.endswith(str(port))
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1012
    assert asyncio.all_tasks() == before


async def test_a_deadline_around_it_is_a_deadline() -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2), serve():
            await asyncio.Event().wait()


async def test_two_stand_side_by_side_and_do_not_know_each_other() -> None:
    async with visiting() as one, visiting() as other:
        account = await one.sign_in()

        here = await one.validate(account.access)
        there = await other.validate(account.access)

    assert (here["valid"], there["valid"]) == (True, False)


async def test_an_unknown_fault_keeps_it_from_starting() -> None:
    with pytest.raises(ValueError, match="'auth-down'"):
        async with serve(Options(faults=frozenset({"auth-dwon"}))):
            pytest.fail("it started with a fault that is none")


async def test_the_switch_changes_faults_while_it_runs() -> None:
    async with serve(FAST) as standin, httpx.AsyncClient() as http:
        wanted = ["session-fault", "auth-down"]
        put = await http.put(standin.switch, json=wanted)
        down = await http.get(f"{standin.auth}/health")
        got = await http.get(standin.switch)
        cleared = await http.put(standin.switch, json=[])
        up = await http.get(f"{standin.auth}/health")

    assert (put.status_code, put.json()) == (200, sorted(wanted))
    assert got.json() == sorted(wanted)
    assert cleared.json() == []
    assert (down.status_code, up.status_code) == (503, 200)


@pytest.mark.parametrize(
    ("body", "part"),
    [
        ('["auth-down", "silent-agnet"]', "silent-agent"),
        ('{"auth-down": true}', "list"),
        ("[1]", "list"),
        ("nonsense", "list"),
    ],
)
async def test_the_switch_refuses_what_it_does_not_know(body: str, part: str) -> None:
    async with serve(FAST) as standin, httpx.AsyncClient() as http:
        standin.set_faults(["html-ok"])

        answer = await http.put(standin.switch, content=body)

        assert standin.faults == ("html-ok",)
    assert answer.status_code == 422
    assert part in answer.text


async def test_no_secret_is_in_a_repr() -> None:
    async with serve() as standin:
        shown = repr(standin.secrets) + repr(standin)

        secrets = standin.secrets

    assert secrets.e2e_key not in shown
    assert secrets.service_secret not in shown
    assert secrets.password not in shown
