"""``[chat]``: how a question is put and how long its notifications may take."""

from collections.abc import Callable
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field

from probes.core.rules import ChatRules, Derivation, Form, Limit, Manners, ToolEvents
from probes.settings.problems import Problems
from probes.settings.shapes import Strict, parse

QuestionProblems: TypeAlias = Callable[[str, Derivation], list[str]]

_USUAL = ChatRules()
LEAST_QUIET_S = 0.1


def _rising(pair: list[float]) -> list[float]:
    if pair[0] >= pair[1]:
        raise ValueError(f"is [warn, fail], and {pair[0]:g} does not come before {pair[1]:g}")
    return pair


Pair: TypeAlias = Annotated[
    list[Annotated[float, Field(gt=0, le=3600)]],
    Field(min_length=2, max_length=2),
    AfterValidator(_rising),
]


def _usual(limit: Limit) -> list[float]:
    return [limit.warn_s, limit.fail_s]


class ChatTable(Strict):
    """How a chat is asked and what is expected of it."""

    form: Annotated[Form, Field(strict=False)] = Field(
        default=_USUAL.form, description="In which payload shape the question is put"
    )
    question: str = Field(
        default=_USUAL.question,
        description="The question, with {a} and {b} where two random numbers go",
    )
    derivation: Annotated[Derivation, Field(strict=False)] = Field(
        default=_USUAL.derivation, description="How the expected value follows from {a} and {b}"
    )
    tool_events: Annotated[ToolEvents, Field(strict=False)] = Field(
        default=_USUAL.tool_events, description="Whether the answer must have come by a tool"
    )
    connect_s: Pair = Field(
        default=_usual(_USUAL.connect), description="Seconds to connect: [warn, fail]"
    )
    first_event_s: Pair = Field(
        default=_usual(_USUAL.first_event),
        description="Seconds from the question to its first notification: [warn, fail]",
    )
    silence_s: Pair = Field(
        default=_usual(_USUAL.silence),
        description="Seconds between two notifications: [warn, fail]",
    )
    total_s: Pair = Field(
        default=_usual(_USUAL.total),
        description="Seconds from the question to its end: [warn, fail]",
    )
    quiet_s: float = Field(
        default=_USUAL.quiet_s,
        ge=LEAST_QUIET_S,
        description="Seconds after the end in which nothing may follow",
    )
    second_question: bool = Field(
        default=_USUAL.second_question,
        description="Ask twice on the same socket; doubles what a run costs",
    )
    questions_per_day: int = Field(
        default=Manners().questions_per_day,
        ge=1,
        description="The most questions a day at one target; each costs it an LLM run",
    )


def read_chat(
    raw: object, problems: Problems, question_problems: QuestionProblems
) -> ChatTable | None:
    """Read ``[chat]``, or note what is wrong with it and return None."""
    chat = parse(ChatTable, {} if raw is None else raw, ("chat",), problems)
    if chat is None:
        return None
    for message in question_problems(chat.question, chat.derivation):
        problems.add(("chat", "question"), message)
    _check_nesting(chat, problems)
    return chat


def rules_of(chat: ChatTable, too_fast_ms: float) -> ChatRules:
    """Turn the table into the core value, for a target with this least time to an answer."""
    return ChatRules(
        form=chat.form,
        question=chat.question,
        derivation=chat.derivation,
        tool_events=chat.tool_events,
        connect=_limit(chat.connect_s),
        first_event=_limit(chat.first_event_s),
        silence=_limit(chat.silence_s),
        total=_limit(chat.total_s),
        quiet_s=chat.quiet_s,
        second_question=chat.second_question,
        too_fast_s=too_fast_ms / 1000,
    )


def _limit(pair: list[float]) -> Limit:
    return Limit(warn_s=pair[0], fail_s=pair[1])


def _check_nesting(chat: ChatTable, problems: Problems) -> None:
    """Refuse a limit that was chosen and can never be reached, as the whole ends before it."""
    total = chat.total_s[1]
    inner = {
        "first_event_s": chat.first_event_s[1],
        "silence_s": chat.silence_s[1],
        "quiet_s": chat.quiet_s,
    }
    for name, seconds in inner.items():
        if name in chat.model_fields_set and seconds > total:
            message = f"{seconds:g} s can never be reached: total_s ends the wait at {total:g} s"
            problems.add(("chat", name), message)
