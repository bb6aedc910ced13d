"""Frame by frame against recordings: the same keys in the same order, the same kinds of values."""

from dataclasses import replace

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from probes.standin.options import Envelope, Welcome
from tests.standin.recordings import fits, received, shape
from tests.standin.visitor import (
    FAST,
    Json,
    frames_until_quiet,
    json_object,
    question,
    run_of,
    visiting,
)


def keys(frame: Json) -> list[str]:
    return list(frame)


def same(ours: Json, recorded: Json) -> bool:
    return keys(ours) == keys(recorded) and fits(shape(ours), shape(recorded))


@pytest.mark.parametrize(
    ("sent", "recording", "index"),
    [
        ('{"type": "ping"}', "b17-patched-msg-ping", 1),
        ('{"type": "heartbeat"}', "b17-patched-msg-heartbeat", 1),
        ('{"type": "connect"}', "b17-patched-msg-connect", 1),
        ("{not json", "b17-repaired-bad-invalid-json", 1),
        ('{"type":"no_such_type","payload":{}}', "b17-repaired-bad-unknown-type", 1),
    ],
)
async def test_small_talk_is_answered_as_recorded(sent: str, recording: str, index: int) -> None:
    recorded = received(recording)[index]

    async with visiting() as visitor, visitor.socket(await visitor.sign_in()) as opened:
        await opened.send(sent)
        answer = json_object(await opened.recv())

    assert same(answer, recorded)
    assert answer["type"] == recorded["type"]
    assert answer.get("error_code") == recorded.get("error_code")


@pytest.mark.parametrize(
    ("shape_of_welcome", "recording"),
    [
        (Welcome.ESTABLISHED, "b17-patched-msg-ping"),
        (Welcome.SYSTEM, "bp8-msg-chat_message"),
    ],
)
async def test_the_welcome_is_as_recorded(shape_of_welcome: Welcome, recording: str) -> None:
    recorded = received(recording)[0]
    options = replace(FAST, welcome=shape_of_welcome)

    async with visiting(options=options) as visitor:
        account = await visitor.sign_in()
        async with connect(visitor.standin.websocket, additional_headers=account.headers) as opened:
            welcome = json_object(await opened.recv())

    assert same(welcome, recorded)
    assert welcome["type"] == recorded["type"]


async def test_the_welcome_shows_eight_characters_and_the_pong_the_whole_id() -> None:
    async with visiting() as visitor:
        account = await visitor.sign_in("q7xk-ada@standin.example")
        async with connect(visitor.standin.websocket, additional_headers=account.headers) as opened:
            welcome = json_object(await opened.recv())
            await opened.send('{"type": "ping"}')
            pong = json_object(await opened.recv())

    assert isinstance(welcome["data"], dict)
    assert isinstance(pong["data"], dict)
    assert welcome["data"]["user_id"] == "e2e-q7xk..."
    assert pong["data"]["user_id"] == "e2e-q7xk-ada"


async def test_a_question_is_answered_in_the_recorded_order() -> None:
    recorded = received("b17-repaired-execute_agent-real-events")[1:]

    async with visiting() as visitor, visitor.socket(await visitor.sign_in()) as opened:
        await opened.send(question("Add 1 and 2.", "thread_probe_1"))
        ours = await run_of(opened)

    missing_then = next(f for f in ours if f["type"] == "tool_completed")
    story = [frame for frame in ours if frame is not missing_then]
    assert [told(frame) for frame in story] == [told(frame) for frame in recorded]
    for frame, theirs in zip(story, recorded, strict=True):
        assert [k for k in keys(theirs) if k != "execution_time_ms"] == keys(frame)


def told(frame: Json) -> tuple[object, object, bool, object]:
    in_thread = frame["run_id"] == "thread_probe_1"
    return frame["type"], frame["agent_name"], in_thread, frame.get("step_number")


async def test_a_single_agent_speaks_as_the_bare_handler_did() -> None:
    recorded = received("bare-agent_request-canned-five-events-patched")
    options = replace(FAST, envelope=Envelope.SYSTEM)

    async with (
        visiting(options=options) as visitor,
        visitor.socket(await visitor.sign_in()) as opened,
    ):
        await opened.send(question("Add 1 and 2."))
        ours = await frames_until_quiet(opened)

    assert [frame["type"] for frame in ours] == [frame["type"] for frame in recorded]
    for frame, theirs in zip(ours, recorded, strict=True):
        assert isinstance(frame["data"], dict)
        assert isinstance(theirs["data"], dict)
        assert frame["data"]["event"] == theirs["data"]["event"]
        assert set(frame["data"]) <= set(theirs["data"])


async def test_a_broken_socket_says_what_was_recorded() -> None:
    (recorded,) = received("ws-default-connect-subprotocol")

    async with visiting("broken-socket") as visitor:
        account = await visitor.sign_in()
        async with connect(visitor.standin.websocket, additional_headers=account.headers) as opened:
            frame = json_object(await opened.recv())
            with pytest.raises(ConnectionClosed) as closed:
                await opened.recv()

    assert same(frame, recorded)
    assert closed.value.rcvd is not None
    assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (1011, "main mode error")


async def test_an_unknown_path_and_an_unknown_subprotocol_are_403() -> None:
    async with visiting() as visitor:
        account = await visitor.sign_in()

        with pytest.raises(InvalidStatus) as wrong_path:
            await connect(f"{visitor.standin.websocket}/nope", additional_headers=account.headers)
        with pytest.raises(InvalidStatus) as wrong_name:
            await connect(
                visitor.standin.websocket,
                additional_headers=account.headers,
                subprotocols=[Subprotocol("graphql-ws")],
            )

    assert wrong_path.value.response.status_code == 403
    assert wrong_name.value.response.status_code == 403
