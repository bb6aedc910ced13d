"""One kept message of a thread, in whatever envelope it comes (facts §5.3)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from probes.core.model import Json
from probes.netra import wire

_MILLISECONDS_FROM: Final = 1e11
_LATEST: Final = 1e14
_DEPTH: Final = 4
_PARTS: Final = ("text", "content", "value", "message", "parts")


@dataclass(frozen=True, slots=True)
class Message:
    """One kept message.  ``role`` is lower case; ``created_s`` counts from the epoch."""

    role: str
    text: str
    created_s: float | None


def read(entry: wire.Fields) -> Message:
    """Read a message; what is not there is empty."""
    role = wire.pick_text(entry, "role", "sender", "author", "message_type", "type")
    content = wire.pick(entry, "content", "text", "message", "body")
    created_s = seconds(wire.pick(entry, "created_at", "createdAt", "timestamp"))
    return Message(role.strip().lower(), " ".join(_texts(content, _DEPTH)), created_s)


def seconds(value: Json) -> float | None:
    """Read an instant: seconds or milliseconds since the epoch, or ISO 8601 (UTC if unsaid)."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        known = 0 <= value < _LATEST
        return value / (1000.0 if value >= _MILLISECONDS_FROM else 1.0) if known else None
    return _iso_seconds(value) if isinstance(value, str) else None


def _iso_seconds(text: str) -> float | None:
    try:
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


def _texts(content: Json, depth: int) -> list[str]:
    if isinstance(content, str):
        return [content]
    if depth == 0:
        return []
    if isinstance(content, list):
        return [text for part in content for text in _texts(part, depth - 1)]
    if isinstance(content, dict):
        inner = (content[key] for key in _PARTS if key in content)
        return [text for part in inner for text in _texts(part, depth - 1)]
    return []
