"""Threads and their messages over REST: asking, reading, and whether a conversation was kept.

Facts §5.3.  A 200 for a new thread proves nothing (there, as measured): what counts is what can
be read again.
"""

from collections.abc import Callable, Sequence
from typing import Final
from urllib.parse import quote

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.model import Finding, Json, Target
from probes.core.ports import Answer, Request
from probes.netra import messages, wire
from probes.netra.findings import finding
from probes.netra.messages import Message

TITLE_PREFIX: Final = "goldenpath-"
KEPT_CHECKS: Final = ("question_is_kept", "answer_is_kept")
_ANSWERING: Final = ("assistant", "agent", "ai", "bot", "model")
_ASKING: Final = ("user", "human")
_SAME_INSTANT_S: Final = 1.0


def create(target: Target, token: str, title: str) -> Request:
    """Ask for a new thread; its title begins with the prefix by which orphans are found."""
    name = title if title.startswith(TITLE_PREFIX) else f"{TITLE_PREFIX}{title}"
    body: dict[str, Json] = {"title": name, "metadata": {}}
    return Request(method="POST", url=f"{target.api}/api/threads", bearer=token, json=body)


def created(answer: Answer) -> str:
    """Read the new thread's id.

    Raises:
        StepFailed: the token or the thread was refused, or the answer names no thread.
    """
    _stop_if_token_refused(answer)
    if answer.status in (400, 404, 405, 409, 422) and not wire.is_html(answer):
        detail = f"{wire.where(answer)} answered {answer.status}"
        raise StepFailed(Failure.THREAD_REFUSED, Blame.TARGET, detail)
    wire.require(answer, 200, 201)
    found = wire.fields(answer)
    inner = wire.pick(found, "thread")
    thread = inner if isinstance(inner, dict) else found
    thread_id = wire.pick(thread, "id", "thread_id", "threadId")
    if isinstance(thread_id, int) and not isinstance(thread_id, bool):
        return str(thread_id)
    if not isinstance(thread_id, str) or not thread_id:
        raise wire.unexpected(answer, "no thread id")
    return thread_id


def listing(target: Target, token: str, limit: int = 1) -> Request:
    """Ask for the user's threads (facts §5.3: at most 100)."""
    return Request(method="GET", url=f"{target.api}/api/threads?limit={limit}", bearer=token)


def own_threads(answer: Answer) -> Sequence[Json]:
    """Read the list of threads.

    Raises:
        StepFailed: the token was refused, or there is no list.
    """
    _stop_if_token_refused(answer)
    wire.require(answer, 200)
    return wire.listed(answer, "threads")


def get(target: Target, token: str, thread_id: str) -> Request:
    """Ask for one thread."""
    return Request(method="GET", url=_address(target, thread_id), bearer=token)


def messages_request(target: Target, token: str, thread_id: str) -> Request:
    """Ask for a thread's messages."""
    url = f"{_address(target, thread_id)}/messages"
    return Request(method="GET", url=url, bearer=token)


def messages_of(answer: Answer) -> tuple[Message, ...]:
    """Read a thread's messages; an entry that is no message is passed over.

    Raises:
        StepFailed: the thread is not there, the token was refused, or there is no list.
    """
    if answer.status == 404 and not wire.is_html(answer):  # noqa: PLR2004  (RFC 9110)
        detail = f"{wire.where(answer)} answered 404 for a thread that was created"
        raise StepFailed(Failure.THREAD_LOST, Blame.TARGET, detail)
    _stop_if_token_refused(answer)
    wire.require(answer, 200)
    entries = wire.listed(answer, "messages")
    return tuple(messages.read(entry) for entry in entries if isinstance(entry, dict))


def kept(
    found: Sequence[Message], question: str, holds_answer: Callable[[str], bool]
) -> tuple[Finding, ...]:
    """Check that the question and an answer to it, no older than it, can be read again."""
    wanted, expected = _plain(question), "kept in the thread"
    asked = [m for m in found if m.role in _ASKING and wanted and wanted in _plain(m.text)]
    answers = [m for m in found if m.role in _ANSWERING]
    after = [m for m in answers if asked and _not_before(m, asked[0])]
    held = any(holds_answer(message.text) for message in after)
    seen = f"{len(found)} messages, {len(asked)} with the question"
    answered = f"{len(answers)} answers, {len(after)} not older than the question"
    return (
        finding("question_is_kept", expected, seen, None if asked else Failure.QUESTION_NOT_KEPT),
        finding("answer_is_kept", expected, answered, None if held else Failure.ANSWER_NOT_KEPT),
    )


def delete(target: Target, token: str, thread_id: str) -> Request:
    """Ask to delete a thread."""
    return Request(method="DELETE", url=_address(target, thread_id), bearer=token)


def deleted(answer: Answer) -> bool:
    """Say whether the thread is gone now, whoever removed it."""
    return answer.status in (200, 202, 204, 404, 410) and not (
        answer.status != 404 and wire.is_html(answer)  # noqa: PLR2004  (RFC 9110)
    )


def orphans(answer: Answer, before_s: float) -> tuple[str, ...]:
    """List the ids of threads of ours that were created before ``before_s``, since the epoch.

    A thread without a readable age is left alone: it may be another run's.
    """
    ours = (
        thread
        for thread in own_threads(answer)
        if isinstance(thread, dict) and _title(thread).startswith(TITLE_PREFIX)
    )
    return tuple(
        thread_id
        for thread in ours
        if isinstance(thread_id := thread.get("id"), str)
        and _older(messages.seconds(thread.get("created_at")), before_s)
    )


def _stop_if_token_refused(answer: Answer) -> None:
    if answer.status in (401, 403) and not wire.is_html(answer):
        detail = f"{wire.where(answer)} refused a fresh token with {answer.status}"
        causes = (Failure.BACKEND_REJECTS_VALID_TOKEN, Failure.JWT_SPLIT)
        raise StepFailed(Failure.TOKEN_REJECTED, Blame.TARGET, detail, causes)


def _title(thread: wire.Fields) -> str:
    metadata = thread.get("metadata")
    inner = wire.pick_text(metadata, "title") if isinstance(metadata, dict) else ""
    return wire.pick_text(thread, "title", "name") or inner


def _not_before(message: Message, question: Message) -> bool:
    if message.created_s is None or question.created_s is None:
        return True
    return message.created_s > question.created_s - _SAME_INSTANT_S


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _address(target: Target, thread_id: str) -> str:
    return f"{target.api}/api/threads/{quote(thread_id, safe='')}"


def _older(created_s: float | None, than_s: float) -> bool:
    return created_s is not None and created_s < than_s
