"""What each fault of socket and agents shows to somebody outside, and a healthy target does not."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from probes.standin.agents import FIVE
from probes.standin.faults import FAULTS
from tests.standin import test_faults_http
from tests.standin.visitor import (
    Account,
    Json,
    Visitor,
    answer_in,
    closes,
    frames_until_quiet,
    json_object,
    question,
    visiting,
)

Sign = Callable[[Visitor], Coroutine[None, None, bool]]
ASKED = "Please add 123456 and 654321 and reply with the sum."
SUM = "777777"


async def greeting(visitor: Visitor, account: Account) -> tuple[Json, int | None]:
    """Connect, ping and give the first frame and the code that the server closed with."""
    async with connect(visitor.standin.websocket, additional_headers=account.headers) as opened:
        first = json_object(await opened.recv())
        with contextlib.suppress(ConnectionClosed):
            await opened.send('{"type": "ping"}')
        await frames_until_quiet(opened, 0.05)
        return first, opened.close_code


async def one_run(visitor: Visitor) -> list[Json]:
    async with visitor.socket(await visitor.sign_in()) as opened:
        await opened.send(question(ASKED))
        return await frames_until_quiet(opened)


async def kinds(visitor: Visitor) -> Counter[str]:
    return Counter(str(frame["type"]) for frame in await one_run(visitor))


async def upgrade_is_refused(visitor: Visitor) -> bool:
    account = await visitor.sign_in()
    try:
        async with connect(visitor.standin.websocket, additional_headers=account.headers):
            return False
    except InvalidStatus as refused:
        return refused.response.status_code == 403


def first_then_close(code: int, error: str) -> Sign:
    async def sign(visitor: Visitor) -> bool:
        first, closed = await greeting(visitor, await visitor.sign_in())
        data = first.get("data")
        inside = data.get("error_code") if isinstance(data, dict) else None
        return closed == code and error in {first.get("error_code"), inside}

    return sign


async def closes_with_1000(visitor: Visitor) -> bool:
    first, closed = await greeting(visitor, await visitor.sign_in())
    return first["type"] == "connection_established" and closed == 1000


async def never_answers(visitor: Visitor) -> bool:
    async with visitor.socket(await visitor.sign_in()) as opened:
        await opened.send('{"type": "ping"}')
        return await frames_until_quiet(opened) == []


async def line_is_cut(visitor: Visitor) -> bool:
    async with visitor.socket(await visitor.sign_in()) as opened:
        await opened.send(question(ASKED))
        frames = await frames_until_quiet(opened)
        try:
            await opened.send("x")
        except ConnectionClosed as closed:
            return len(frames) == 1 and closed.rcvd is None
        return False


async def is_the_demo_user(visitor: Visitor) -> bool:
    account = await visitor.sign_in()
    async with connect(visitor.standin.websocket, additional_headers=account.headers) as opened:
        welcome = json_object(await opened.recv())
        await opened.send('{"type": "ping"}')
        pong = json_object(await opened.recv())
    assert isinstance(welcome["data"], dict)
    assert isinstance(pong["data"], dict)
    seen = (welcome["data"]["user_id"], pong["data"]["user_id"])
    return seen == ("demo-use...", "demo-user-001")


async def question_is_swallowed(visitor: Visitor) -> bool:
    async with visitor.socket(await visitor.sign_in()) as opened:
        await opened.send(question(ASKED))
        await opened.send('{"type": "ping"}')
        return [frame["type"] for frame in await frames_until_quiet(opened)] == ["pong"]


async def question_is_acknowledged(visitor: Visitor) -> bool:
    frames = await one_run(visitor)
    return [frame["type"] for frame in frames] == ["system_message"]


async def crashes(visitor: Visitor) -> bool:
    account = await visitor.sign_in()
    async with connect(visitor.standin.websocket, additional_headers=account.headers) as opened:
        return await frames_until_quiet(opened) == [] and opened.close_code == 1011


async def greets_nobody(visitor: Visitor) -> bool:
    account = await visitor.sign_in()
    async with connect(visitor.standin.websocket, additional_headers=account.headers) as opened:
        await opened.send('{"type": "ping"}')
        return [frame["type"] for frame in await frames_until_quiet(opened)] == ["pong"]


async def tools_have_no_name(visitor: Visitor) -> bool:
    tools = [f for f in await one_run(visitor) if str(f["type"]).startswith("tool")]
    return len(tools) == 2 and not any("tool_name" in frame for frame in tools)


async def only_a_start(visitor: Visitor) -> bool:
    return await kinds(visitor) == {"agent_started": 1}


def lacks(*missing: str) -> Sign:
    async def sign(visitor: Visitor) -> bool:
        seen = await kinds(visitor)
        return set(seen) == set(FIVE) - set(missing)

    return sign


async def one_tool_is_open(visitor: Visitor) -> bool:
    frames = await one_run(visitor)
    begun = [f["tool_name"] for f in frames if f["type"] == "tool_executing"]
    ended = [f["tool_name"] for f in frames if f["type"] == "tool_completed"]
    return sorted(map(str, begun)) == ["analysis_tool", "execution_tools"] and len(ended) == 1


async def tool_ends_first(visitor: Visitor) -> bool:
    order = [f["type"] for f in await one_run(visitor) if str(f["type"]).startswith("tool")]
    return order == ["tool_completed", "tool_executing"]


async def some_frame_comes_twice(visitor: Visitor) -> bool:
    frames = [repr(frame) for frame in await one_run(visitor)]
    return len(frames) == len(set(frames)) + 1


async def more_after_the_end(visitor: Visitor) -> bool:
    frames = await one_run(visitor)
    end = next(i for i, frame in enumerate(frames) if closes(frame))
    return [frame["type"] for frame in frames[end + 1 :]] == ["agent_completed"]


async def somebody_else_is_heard(visitor: Visitor) -> bool:
    users = {str(frame["user_id"]) for frame in await one_run(visitor)}
    return users == {"e2e-a1b2-ada", "e2e-q7xk-somebody-else"}


async def outermost_fails(visitor: Visitor) -> bool:
    frames = await one_run(visitor)
    return frames[-1]["type"] == "agent_error" and not any(closes(f) for f in frames)


def answers(judge: Callable[[str], bool]) -> Sign:
    async def sign(visitor: Visitor) -> bool:
        end = (await one_run(visitor))[-1]
        return judge(answer_in(end))

    return sign


async def repeats_itself(visitor: Visitor) -> bool:
    async with visitor.socket(await visitor.sign_in()) as opened:
        said = []
        for text in (ASKED, "Please add 111111 and 111111 and reply with the sum."):
            await opened.send(question(text))
            said.append(answer_in((await frames_until_quiet(opened))[-1]))
    return said[0] == said[1] and SUM in said[0].replace(",", "")


def kept_roles(*expected: str) -> Sign:
    async def sign(visitor: Visitor) -> bool:
        account = await visitor.sign_in()
        thread_id = await visitor.thread(account)
        async with visitor.socket(account) as opened:
            await opened.send(question(ASKED, thread_id))
            await frames_until_quiet(opened)
        history = (await visitor.history(account, thread_id)).json()
        return [message["role"] for message in history["messages"]] == list(expected)

    return sign


SIGNS: Mapping[str, Sign] = {
    "unsaved-question": kept_roles("assistant"),
    "unsaved-answer": kept_roles("user"),
    "refused-handshake": upgrade_is_refused,
    "lost-credentials": first_then_close(1008, "NO_TOKEN"),
    "broken-socket": first_then_close(1011, "CONNECTION_ERROR"),
    "crashing-endpoint": crashes,
    "missing-welcome": greets_nobody,
    "leaked-connections": first_then_close(1011, "FACTORY_INIT_FAILED"),
    "silent-close": closes_with_1000,
    "silent-socket": never_answers,
    "cut-line": line_is_cut,
    "demo-identity": is_the_demo_user,
    "ack-only": question_is_acknowledged,
    "silent-agent": question_is_swallowed,
    "started-then-silence": only_a_start,
    "missing-agent-started": lacks("agent_started"),
    "missing-agent-thinking": lacks("agent_thinking"),
    "missing-tool-executing": lacks("tool_executing"),
    "missing-tool-completed": lacks("tool_completed"),
    "missing-agent-completed": lacks("agent_completed"),
    "unused-tool": lacks("tool_executing", "tool_completed"),
    "nameless-tool": tools_have_no_name,
    "unpaired-tool": one_tool_is_open,
    "events-out-of-order": tool_ends_first,
    "duplicate-event": some_frame_comes_twice,
    "late-completion": more_after_the_end,
    "foreign-event": somebody_else_is_heard,
    "agent-error": outermost_fails,
    "canned-answer": answers(lambda text: text.startswith("Fallback triage agent response:")),
    "echoed-answer": answers(lambda text: text == ASKED),
    "wrong-answer": answers(lambda text: "778786" in text and "123456" not in text),
    "stale-answer": repeats_itself,
    "no-answer-text": answers(lambda text: text == ""),
}


@pytest.mark.parametrize("name", SIGNS)
async def test_a_fault_shows(name: str) -> None:
    async with visiting(name) as visitor:
        seen = await SIGNS[name](visitor)

    assert seen


async def test_a_healthy_target_shows_none_of_it() -> None:
    few = asyncio.Semaphore(4)  # all at once would keep each other from being quiet

    async def look(sign: Sign, visitor: Visitor) -> bool:
        async with few:
            return await sign(visitor)

    async with visiting() as visitor, asyncio.TaskGroup() as looking:
        shown = {name: looking.create_task(look(sign, visitor)) for name, sign in SIGNS.items()}

    assert [name for name, task in shown.items() if task.result()] == []


def test_every_fault_has_its_sign() -> None:
    elsewhere = {"instant-answer"}

    assert set(SIGNS) | set(test_faults_http.SIGNS) | elsewhere == set(FAULTS)
