from datetime import UTC, datetime, timedelta

import pytest

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.model import Json
from probes.netra import threads
from probes.netra.messages import Message
from tests.netra.answers import NOW, TARGET, recorded, said

BACKEND = "b17-patched-backend-http.jsonl"
ASKED = "Please add 482113 and 907254 and reply with the sum."
HTML = b"<html>Welcome</html>"


def holds(text: str) -> bool:
    return "1389367" in text.replace(",", "")


def test_a_title_always_begins_with_our_prefix() -> None:
    asked = threads.create(TARGET, "T", "01J"), threads.create(TARGET, "T", "goldenpath-01J")

    titles = [one.json["title"] for one in asked if isinstance(one.json, dict)]

    assert titles == ["goldenpath-01J", "goldenpath-01J"]


def test_a_strange_thread_id_stays_within_its_place_in_the_address() -> None:
    asked = threads.delete(TARGET, "T", "../x?y#z")

    assert asked.url == "https://api.example.org/api/threads/..%2Fx%3Fy%23z"


def test_a_recorded_thread_is_created() -> None:
    thread_id = threads.created(recorded(BACKEND, "thread_create"))

    assert thread_id == "thread_1_30d2cfd4"


@pytest.mark.parametrize(
    "body",
    [{"id": "t"}, {"thread_id": "t"}, {"thread": {"id": "t"}}, {"data": {"id": "t"}}],
)
def test_a_thread_is_created_in_each_envelope(body: Json) -> None:
    thread_id = threads.created(said(201, body))

    assert thread_id == "t"


def test_a_thread_may_have_a_number() -> None:
    assert threads.created(said(201, {"id": 17})) == "17"


@pytest.mark.parametrize("status", [202, 404, 500])
def test_a_list_counts_only_with_a_200(status: int) -> None:
    with pytest.raises(StepFailed):
        threads.own_threads(said(status, []))


def test_messages_count_only_with_a_200() -> None:
    with pytest.raises(StepFailed) as caught:
        threads.messages_of(said(500, []))

    assert caught.value.failure is Failure.SERVER_ERROR


@pytest.mark.parametrize(
    ("status", "body", "failure"),
    [
        (401, {}, Failure.TOKEN_REJECTED),
        (403, {}, Failure.TOKEN_REJECTED),
        (404, {}, Failure.THREAD_REFUSED),
        (422, {}, Failure.THREAD_REFUSED),
        (500, {}, Failure.SERVER_ERROR),
        (429, {}, Failure.RATE_LIMITED),
        (200, {"title": "goldenpath-x"}, Failure.UNEXPECTED_BODY),
        (200, {"id": ""}, Failure.UNEXPECTED_BODY),
        (200, {"id": True}, Failure.UNEXPECTED_BODY),
        (200, HTML, Failure.UNEXPECTED_BODY),
        (403, HTML, Failure.UNEXPECTED_BODY),
    ],
)
def test_a_thread_that_was_not_created_is_named(status: int, body: Json, failure: Failure) -> None:
    with pytest.raises(StepFailed) as caught:
        threads.created(said(status, body))

    assert caught.value.failure is failure
    assert (caught.value.blame is Blame.PROBE) == (status == 429)


def test_the_recorded_loss_of_a_thread_is_named() -> None:
    answer = recorded(BACKEND, "thread_messages")

    with pytest.raises(StepFailed) as caught:
        threads.messages_of(answer)

    assert (caught.value.failure, caught.value.blame) == (Failure.THREAD_LOST, Blame.TARGET)


@pytest.mark.parametrize(
    "wrap",
    [
        lambda kept: {"messages": kept, "total": 2},
        lambda kept: kept,
        lambda kept: {"data": kept},
        lambda kept: {"data": {"messages": kept}},
        lambda kept: {"items": kept},
    ],
)
@pytest.mark.parametrize(
    "content",
    [
        ASKED,
        {"text": ASKED},
        {"text": {"value": ASKED}},
        [{"type": "text", "text": ASKED}],
        [{"type": "text", "text": {"value": ASKED}}],
        [ASKED],
    ],
)
def test_a_message_is_read_in_each_envelope(wrap: object, content: Json) -> None:
    assert callable(wrap)
    body = wrap([{"id": 1, "role": "User", "content": content, "created_at": 1795453200}])

    found = threads.messages_of(said(200, body))

    assert found == (Message("user", ASKED, 1795453200.0),)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([], [Failure.QUESTION_NOT_KEPT, Failure.ANSWER_NOT_KEPT]),
        ([Message("user", ASKED, 1.0)], [None, Failure.ANSWER_NOT_KEPT]),
        ([Message("user", f"> {ASKED}", 1.0), Message("agent", "1,389,367", 2.0)], [None, None]),
        ([Message("ai", "It is 1389367.", None), Message("human", ASKED, None)], [None, None]),
        ([Message("ai", "1389367", 1.0), Message("human", ASKED, None)], [None, None]),
        ([Message("ai", "1389367", None), Message("human", ASKED, 1.0)], [None, None]),
        ([Message("bot", "1389367", 10.0), Message("user", ASKED, 10.4)], [None, None]),
        (
            [Message("assistant", "1389367", 1.0), Message("user", ASKED, 90.0)],
            [None, Failure.ANSWER_NOT_KEPT],
        ),
        (
            [Message("user", ASKED, 1.0), Message("assistant", "I am on it", 2.0)],
            [None, Failure.ANSWER_NOT_KEPT],
        ),
        (
            [Message("user", ASKED, 1.0), Message("user", "1389367", 2.0)],
            [None, Failure.ANSWER_NOT_KEPT],
        ),
        (
            [Message("user", "hello", 1.0), Message("assistant", "1389367", 2.0)],
            [Failure.QUESTION_NOT_KEPT, Failure.ANSWER_NOT_KEPT],
        ),
        (
            [Message("assistant", ASKED, 1.0), Message("assistant", "1389367", 2.0)],
            [Failure.QUESTION_NOT_KEPT, Failure.ANSWER_NOT_KEPT],
        ),
    ],
)
def test_question_and_answer_are_kept_or_named(
    found: list[Message], expected: list[Failure | None]
) -> None:
    findings = threads.kept(found, ASKED, holds)

    assert [one.failure for one in findings] == expected
    assert tuple(one.check for one in findings) == threads.KEPT_CHECKS


@pytest.mark.parametrize(
    ("status", "body", "gone"),
    [(200, {}, True), (204, b"", True), (404, {}, True), (404, HTML, True), (200, HTML, False),
     (401, {}, False), (500, {}, False)],
)  # fmt: skip
def test_a_thread_is_gone_only_when_they_say_so(status: int, body: Json, *, gone: bool) -> None:
    assert threads.deleted(said(status, body)) is gone


def test_only_old_threads_of_ours_are_orphans() -> None:
    old, young = NOW - timedelta(hours=2), NOW - timedelta(seconds=5)
    body: Json = [
        {"id": "old", "title": "goldenpath-1", "created_at": old.timestamp()},
        {"id": "iso", "metadata": {"title": "goldenpath-2"}, "created_at": old.isoformat()},
        {"id": "young", "title": "goldenpath-3", "created_at": young.timestamp()},
        {"id": "ageless", "title": "goldenpath-4"},
        {"id": "theirs", "title": "My golden path", "created_at": old.timestamp()},
        {"id": 5, "title": "goldenpath-5", "created_at": old.timestamp()},
        None,
    ]

    found = threads.orphans(said(200, body), (NOW - timedelta(hours=1)).timestamp())

    assert found == ("old", "iso")


def test_the_recorded_list_of_threads_is_read() -> None:
    found = threads.own_threads(recorded(BACKEND, "threads_ok"))

    assert list(found) == []


@pytest.mark.parametrize("label", ["threads_none", "threads_garbage"])
def test_a_recorded_refusal_of_a_token_names_who_may_be_wrong(label: str) -> None:
    with pytest.raises(StepFailed) as caught:
        threads.own_threads(recorded(BACKEND, label))

    assert caught.value.failure is Failure.TOKEN_REJECTED
    assert caught.value.candidates == (Failure.BACKEND_REJECTS_VALID_TOKEN, Failure.JWT_SPLIT)


def test_an_hour_ago_is_not_in_the_future() -> None:
    at = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)

    found = threads.orphans(
        said(200, [{"id": "t", "title": "goldenpath-", "created_at": 0}]), at.timestamp()
    )

    assert found == ("t",)
