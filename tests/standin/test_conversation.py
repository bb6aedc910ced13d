import asyncio
import base64
import json
import time

import jwt
import pytest
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from probes.standin.options import Envelope, Options
from tests.standin.visitor import (
    FAST,
    Account,
    Json,
    Visitor,
    answer_in,
    closes,
    frames_until_quiet,
    json_object,
    question,
    run_of,
    visiting,
)

ASKED = "Please add 123456 and 654321 and reply with the sum."
SUM = "777777"


@pytest.mark.parametrize(
    "form",
    [
        {"type": "start_agent", "payload": {"user_request": ASKED, "thread_id": "{}"}},
        {"type": "user_message", "payload": {"content": ASKED, "thread_id": "{}"}},
        {"type": "chat", "message": ASKED, "thread_id": "{}"},
        {"type": "execute_agent", "content": ASKED, "user_id": "x", "thread_id": "{}"},
    ],
    ids=lambda form: str(form["type"]),
)
async def test_every_form_of_asking_is_answered_and_kept(form: Json) -> None:
    async with visiting() as visitor:
        account = await visitor.sign_in()
        thread_id = await visitor.thread(account)
        async with visitor.socket(account) as opened:
            await opened.send(json.dumps(form).replace("{}", thread_id))
            end = (await run_of(opened))[-1]
        history = (await visitor.history(account, thread_id)).json()

    said = [(message["role"], message["content"]) for message in history["messages"]]
    assert SUM in answer_in(end).replace(",", "")
    assert said == [("user", ASKED), ("assistant", answer_in(end))]
    assert end["user_id"] == account.user_id


async def sum_of(visitor: Visitor, account: Account, a: int, b: int) -> tuple[str, set[str]]:
    async with visitor.socket(account) as opened:
        await opened.send(question(f"What do {a} and {b} make?"))
        frames = await run_of(opened)
    return answer_in(frames[-1]).replace(",", ""), {str(frame["user_id"]) for frame in frames}


async def test_several_users_talk_at_once_and_hear_only_themselves() -> None:
    async with visiting(options=Options(pace_s=0.005)) as visitor:
        accounts = [await visitor.sign_in(f"u{n}ab-user@standin.example") for n in range(4)]
        async with asyncio.TaskGroup() as talking:
            asked = [
                talking.create_task(sum_of(visitor, account, 100000 + turn, 200000))
                for turn, account in enumerate(accounts * 2)
            ]

    for turn, task in enumerate(asked):
        answer, users = task.result()
        assert str(300000 + turn) in answer
        assert users == {accounts[turn % 4].user_id}


async def test_two_questions_on_one_socket_are_answered_side_by_side() -> None:
    async with (
        visiting(options=Options(pace_s=0.005)) as visitor,
        visitor.socket(await visitor.sign_in()) as opened,
    ):
        await opened.send(question("Add 100 and 11."))
        await opened.send(question("Add 200 and 22."))
        first = await run_of(opened)
        rest = await frames_until_quiet(opened)

    frames = first + rest
    ends = [frame for frame in frames if closes(frame)]
    said = sorted(int("".join(filter(str.isdigit, answer_in(f)))[-3:]) for f in ends)
    assert said == [111, 222]
    assert len({str(f["run_id"]) for f in frames if f["agent_name"] == "supervisor"}) == 2


async def test_answers_are_worded_differently_each_time() -> None:
    async with visiting() as visitor, visitor.socket(await visitor.sign_in()) as opened:
        said = set()
        for _ in range(3):
            await opened.send(question(ASKED))
            said.add(answer_in((await run_of(opened))[-1]))

    assert len(said) == 3


async def test_another_users_thread_is_closed_to_reading_and_asking() -> None:
    async with visiting() as visitor:
        owner = await visitor.sign_in("o1aa-owner@standin.example")
        other = await visitor.sign_in("o2bb-other@standin.example")
        thread_id = await visitor.thread(owner)

        history = await visitor.history(other, thread_id)
        async with visitor.socket(other) as opened:
            await opened.send(question(ASKED, thread_id))
            (refusal,) = await frames_until_quiet(opened)
        kept = (await visitor.history(owner, thread_id)).json()["messages"]

    assert history.status_code == 403
    assert refusal["error_code"] == "AGENT_REQUEST_ERROR"
    assert kept == []


@pytest.mark.parametrize("frame", ["[1,2]", "null", '"x"', '{"type": 7}', '{"x": 1}', b"\x00\x01"])
async def test_odd_frames_are_answered_and_the_socket_lives(frame: str | bytes) -> None:
    async with visiting() as visitor, visitor.socket(await visitor.sign_in()) as opened:
        await opened.send(frame)
        await opened.send('{"type": "ping"}')
        first, second = json_object(await opened.recv()), json_object(await opened.recv())

    assert first["type"] in {"error_message", "ack"}
    assert second["type"] == "pong"


async def test_a_question_without_words_is_met_with_silence() -> None:
    async with visiting() as visitor, visitor.socket(await visitor.sign_in()) as opened:
        await opened.send('{"type": "user_message", "payload": {"content": ""}}')

        assert await frames_until_quiet(opened) == []


def offers(token: str) -> dict[str, list[str]]:
    encoded = base64.urlsafe_b64encode(token.encode()).decode().rstrip("=")
    return {
        "front end": ["jwt-auth", f"jwt.{encoded}"],
        "raw": [f"jwt.{token}"],
        "long": [f"jwt-auth.{encoded}"],
        "bearer": [f"bearer.{token}"],
    }


@pytest.mark.parametrize("form", ["front end", "raw", "long", "bearer"])
async def test_a_token_in_the_subprotocol_is_enough_and_its_offer_is_echoed(form: str) -> None:
    async with visiting() as visitor:
        account = await visitor.sign_in()
        offered = [Subprotocol(name) for name in offers(account.access)[form]]
        async with connect(visitor.standin.websocket, subprotocols=offered) as opened:
            welcome = json_object(await opened.recv())
            chosen = opened.subprotocol

    assert chosen == offered[-1]
    assert welcome["type"] == "connection_established"


def forged(account: Account) -> str:
    payload = jwt.decode(account.access, options={"verify_signature": False})
    return jwt.encode(payload, "k" * 40, algorithm="HS256")


@pytest.mark.parametrize("kind", ["none", "garbage", "forged", "refresh", "signed out", "expired"])
async def test_the_socket_refuses_bad_credentials_with_1008(kind: str) -> None:
    options = Options(access_ttl_s=0) if kind == "expired" else FAST
    async with visiting(options=options) as visitor:
        account = await visitor.sign_in()
        if kind == "signed out":
            out = f"{visitor.standin.auth}/auth/logout"
            await visitor.http.post(out, headers=account.headers)
        token = {"garbage": "x", "forged": forged(account), "refresh": account.refresh}.get(
            kind, account.access
        )
        headers = {} if kind == "none" else {"Authorization": f"Bearer {token}"}
        async with connect(visitor.standin.websocket, additional_headers=headers) as opened:
            frames = await frames_until_quiet(opened)

    assert [frame["type"] for frame in frames] == ["error_message"]
    assert opened.close_code == 1008


@pytest.mark.parametrize("envelope", Envelope)
async def test_every_envelope_carries_five_kinds_and_the_answer(envelope: Envelope) -> None:
    options = Options(pace_s=0.001, envelope=envelope)

    async with (
        visiting(options=options) as visitor,
        visitor.socket(await visitor.sign_in()) as opened,
    ):
        await opened.send(question(ASKED))
        frames = await frames_until_quiet(opened)

    inner = [event for frame in frames for event in events_in(frame)]
    assert {name_of(event) for event in inner} == {
        "agent_started",
        "agent_thinking",
        "tool_executing",
        "tool_completed",
        "agent_completed",
    }
    assert SUM in json.dumps(inner[-1]).replace(",", "")


def name_of(event: Json) -> object:
    data = event.get("data")
    return data.get("event", event["type"]) if isinstance(data, dict) else event["type"]


def events_in(frame: Json) -> list[Json]:
    events = frame.get("events", [frame])
    assert isinstance(events, list)
    return events


async def test_an_instant_answer_is_there_before_anything_could_have_thought() -> None:
    async with (
        visiting("instant-answer", options=Options(pace_s=1.0)) as visitor,
        visitor.socket(await visitor.sign_in()) as opened,
    ):
        begun = time.monotonic()
        await opened.send(question(ASKED))
        await run_of(opened)
        took_s = time.monotonic() - begun

    assert took_s < 1.0  # less than the pace of a single event
