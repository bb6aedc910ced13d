"""Reading a question out of any of the forms in which a client may ask it (facts §5.1, §5.2)."""

from collections.abc import Mapping
from dataclasses import dataclass

KINDS = frozenset(
    {
        "start_agent",
        "user_message",
        "chat",
        "execute_agent",
        "user",
        "user_input",
        "chat_message",
        "message",
        "run_agent",
        "agent_message",
        "agent_request",
    }
)
_TEXTS = ("user_request", "content", "message", "query", "text")
_THREADS = ("thread_id", "threadId")


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody wants to know, and in which conversation."""

    text: str
    thread_id: str | None


def question_in(message: Mapping[str, object]) -> Question | None:
    """Read from ``payload``, then ``data``, then the root; None when nothing was asked."""
    nested = (message.get(name) for name in ("payload", "data"))
    places = [place for place in nested if isinstance(place, dict)] + [dict(message)]
    text = _first(places, _TEXTS)
    return None if text is None else Question(text, _first(places, _THREADS))


def _first(places: list[dict[str, object]], names: tuple[str, ...]) -> str | None:
    found = (place.get(name) for place in places for name in names)
    return next((value for value in found if isinstance(value, str) and value.strip()), None)
