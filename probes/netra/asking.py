"""Put a question into the payload shape that the settings name (facts §5.1, §5.2).

A probe never falls back from one form to another by itself: which form the target understands is
part of what is looked at.
"""

import json

from probes.core.model import Json
from probes.core.rules import Form


def frame(form: Form, text: str, thread: str, subject: str) -> str:
    """Build the text frame that asks ``text`` in ``thread`` as the user ``subject``."""
    shapes: dict[Form, dict[str, Json]] = {
        Form.START_AGENT: {
            "type": "start_agent",
            "payload": {
                "user_request": text,
                "thread_id": thread,
                "context": {"source": "message_input"},
                "settings": {},
            },
        },
        Form.USER_MESSAGE: {
            "type": "user_message",
            "payload": {"content": text, "references": [], "thread_id": thread},
        },
        Form.CHAT: {"type": "chat", "message": text, "thread_id": thread},
        Form.EXECUTE_AGENT: {
            "type": "execute_agent",
            "content": text,
            "user_id": subject,
            "thread_id": thread,
        },
    }
    return json.dumps(shapes[form])
