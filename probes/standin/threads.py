"""Conversations and what was said in them (facts §5.3).  Kept, unlike in the recorded build."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count

_numbers = count(1)


@dataclass(slots=True, kw_only=True)
class Message:
    """One thing said."""

    role: str
    content: str
    created_at: int
    metadata: Mapping[str, object] = field(default_factory=dict)
    id: str = field(default_factory=lambda: f"msg_{secrets.token_hex(8)}")

    def shown(self) -> dict[str, object]:
        """Give it the keys of a history."""
        return {
            "id": self.id,
            "role": self.role,
            "content": self.content,
            "created_at": self.created_at,
            "metadata": dict(self.metadata),
        }


@dataclass(slots=True, kw_only=True)
class Thread:
    """One user's conversation."""

    owner: str
    title: str | None
    created_at: int
    metadata: Mapping[str, object] = field(default_factory=dict)
    updated_at: int | None = None
    messages: list[Message] = field(default_factory=list)
    id: str = field(default_factory=lambda: f"thread_{next(_numbers)}_{secrets.token_hex(4)}")

    def shown(self) -> dict[str, object]:
        """Give it the recorded keys."""
        about: dict[str, object] = dict(self.metadata)
        about |= {"user_id": self.owner, "title": self.title, "status": "active"}
        return {
            "id": self.id,
            "object": "thread",
            "title": self.title,
            "created_at": self.created_at,
            "updated_at": self.updated_at,
            "metadata": about | {"created_at": self.created_at},
            "message_count": len(self.messages),
        }

    def add(self, message: Message) -> None:
        """Keep what was said."""
        self.messages.append(message)
        self.updated_at = message.created_at
