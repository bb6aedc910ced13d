"""The four payload shapes of a question (facts §5.1)."""

import json

import pytest

from probes.core.rules import Form
from probes.netra import asking

SHAPES = {
    Form.START_AGENT: {
        "type": "start_agent",
        "payload": {
            "user_request": "Q?",
            "thread_id": "t1",
            "context": {"source": "message_input"},
            "settings": {},
        },
    },
    Form.USER_MESSAGE: {
        "type": "user_message",
        "payload": {"content": "Q?", "references": [], "thread_id": "t1"},
    },
    Form.CHAT: {"type": "chat", "message": "Q?", "thread_id": "t1"},
    Form.EXECUTE_AGENT: {
        "type": "execute_agent", "content": "Q?", "user_id": "e2e-u", "thread_id": "t1",
    },
}  # fmt: skip


@pytest.mark.parametrize("form", Form)
def test_a_question_is_put_in_the_shape_that_the_settings_name(form: Form) -> None:
    assert json.loads(asking.frame(form, "Q?", "t1", "e2e-u")) == SHAPES[form]
