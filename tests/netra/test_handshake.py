"""What greets us at the socket, and whose it is."""

import base64
import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.core.errors import Blame, Failure, StepFailed
from probes.netra import handshake
from probes.netra.handshake import Credentials, Greeting
from tests.netra.telling import RECORDINGS

URL, TOKEN, OURS = "wss://api.example/ws", "aaa.bbb.ccc", "e2e-qx7k-probe"


def recorded(name: str) -> list[str]:
    lines = [json.loads(line) for line in (RECORDINGS / name).read_text().splitlines()]
    return [json.dumps(x["json"]) for x in lines if x["dir"] == "in" and x["kind"] == "text"]


@pytest.mark.parametrize(
    ("form", "bearer", "protocols"),
    [(Credentials.BOTH, True, True), (Credentials.HEADER, True, False),
     (Credentials.SUBPROTOCOL, False, True)],
)  # fmt: skip
def test_a_token_is_shown_in_the_form_that_is_asked_for(
    form: Credentials,
    bearer: bool,
    protocols: bool,
) -> None:
    asked = handshake.ask(URL, OURS, TOKEN, form)

    coded = base64.urlsafe_b64encode(TOKEN.encode()).decode().rstrip("=")
    assert asked.bearer == (TOKEN if bearer else None)
    assert asked.subprotocols == (("jwt-auth", f"jwt.{coded}") if protocols else ())
    assert TOKEN not in repr(asked)


@pytest.mark.parametrize(
    ("recording", "user"),
    [
        ("b17-patched-msg-ping.jsonl", "demo-use..."),
        ("bp8-msg-chat_message.jsonl", "auth_user_1795451539854_4_7a0d2392"),
    ],
)
def test_a_recorded_welcome_names_its_user(recording: str, user: str) -> None:
    assert handshake.greeting(recorded(recording)[0]) == Greeting(user)


def test_a_welcome_that_was_renamed_to_connect_is_a_welcome() -> None:
    text = json.dumps({"type": "connect", "data": {"user_id": OURS, "mode": "main"}})

    assert handshake.greeting(text) == Greeting(OURS)


@pytest.mark.parametrize(
    "frame",
    [{"type": "ping"}, {"type": "handshake_validation"}, {"type": "system_message", "data": {}},
     {"type": "heartbeat", "data": {"connection_id": "c"}}, {}],
)  # fmt: skip
def test_another_frame_is_no_welcome_and_no_pong(frame: dict[str, object]) -> None:
    text = json.dumps(frame)

    assert (handshake.greeting(text), handshake.pong(text)) == (None, None)


def test_a_recorded_pong_names_the_whole_user() -> None:
    pong = handshake.pong(recorded("b17-patched-msg-ping.jsonl")[1])

    assert pong == Greeting("demo-user-001")


@pytest.mark.parametrize(
    ("recording", "failure"),
    [
        ("ws-default-connect-subprotocol.jsonl", Failure.SOCKET_BROKEN),
        ("bp8-bad-no-type.jsonl", Failure.SOCKET_BROKEN),
        ("bp8-bad-no-token.jsonl", Failure.SOCKET_AUTH_REFUSED),
    ],
)
def test_a_recorded_error_frame_is_named(recording: str, failure: Failure) -> None:
    with pytest.raises(StepFailed) as caught:
        handshake.greeting(recorded(recording)[0])

    assert (caught.value.failure, caught.value.blame) == (failure, Blame.TARGET)


@pytest.mark.parametrize("text", ["", "null", "[1]", "<html>"])
def test_a_frame_that_is_no_object_breaks_the_protocol(text: str) -> None:
    with pytest.raises(StepFailed) as caught:
        handshake.greeting(text)

    assert caught.value.failure is Failure.PROTOCOL_VIOLATION


@pytest.mark.parametrize(
    ("said", "failure"),
    [
        (OURS, None),
        ("e2e-qx7k...", None),
        (None, None),
        ("demo-user-001", Failure.IDENTITY_WRONG),
        ("demo-use...", Failure.IDENTITY_WRONG),
        ("e2e-qx7k", Failure.IDENTITY_WRONG),
        ("...", Failure.IDENTITY_WRONG),
        ("", Failure.IDENTITY_WRONG),
        (f"{OURS}-2", Failure.IDENTITY_WRONG),
    ],
)
def test_a_greeting_for_somebody_else_is_a_wrong_identity(
    said: str | None, failure: Failure | None
) -> None:
    assert handshake.names("x", Greeting(said), OURS).failure is failure


@pytest.mark.parametrize(
    ("welcome", "pong", "proven"),
    [(OURS, None, True), (None, OURS, True), ("e2e-qx7k...", None, True), (None, None, False),
     ("auth_use...", None, False), ("auth_use...", OURS, True), ("e2e-...", None, False),
     ("e2e-qx7...", None, False), (f"{OURS}...", None, True)],
)  # fmt: skip
def test_a_user_is_proven_by_welcome_or_pong(
    welcome: str | None,
    pong: str | None,
    proven: bool,
) -> None:
    found = handshake.proven("x", Greeting(welcome), Greeting(pong), OURS)

    assert found.ok is proven
    assert proven or (found.failure, found.blame) == (Failure.IDENTITY_UNPROVEN, Blame.PROBE)


def test_only_a_heartbeat_is_owed_an_answer() -> None:
    owed = [handshake.owes(text) for text in ('{"type": "heartbeat"}', '{"type": "ping"}', "x",
                                              '["heartbeat"]')]  # fmt: skip

    assert owed == ['{"type": "heartbeat_ack"}', None, None, None]


@given(st.text() | st.recursive(st.none() | st.text(), st.lists).map(json.dumps))
def test_no_text_crashes_a_greeting(text: str) -> None:
    failures = {_failure(read, text) for read in (handshake.greeting, handshake.pong)}

    assert failures <= {None, Failure.PROTOCOL_VIOLATION}
    handshake.owes(text)


def _failure(read: Callable[[str], object], text: str) -> Failure | None:
    try:
        read(text)
    except StepFailed as exc:
        return exc.failure
    return None
