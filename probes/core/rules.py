"""The limits and choices that an operator sets, as values the pure rooms can read."""

from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """In which payload shape the question is put (facts §5.1; ``execute_agent`` as recorded)."""

    START_AGENT = "start_agent"
    USER_MESSAGE = "user_message"
    CHAT = "chat"
    EXECUTE_AGENT = "execute_agent"


class ToolEvents(StrEnum):
    """Whether the answer must have come by a tool."""

    REQUIRED = "required"
    IF_USED = "if_used"


class Derivation(StrEnum):
    """How the expected value follows from the two numbers in the question."""

    SUM = "sum"
    DIFFERENCE = "difference"
    PRODUCT = "product"


@dataclass(frozen=True, slots=True)
class Limit:
    """Seconds after which a wait is worth a warning, and after which it is a failure."""

    warn_s: float
    fail_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatRules:
    """How a chat is asked and what is expected of it (settings, ``[chat]``)."""

    form: Form = Form.START_AGENT
    question: str = "Please add {a} and {b} and reply with the sum."
    derivation: Derivation = Derivation.SUM
    tool_events: ToolEvents = ToolEvents.REQUIRED
    connect: Limit = Limit(2.0, 10.0)
    first_event: Limit = Limit(5.0, 15.0)
    silence: Limit = Limit(15.0, 30.0)
    total: Limit = Limit(60.0, 120.0)
    quiet_s: float = 1.0
    second_question: bool = False
    forms_apart: bool = True  # also connect with each credential form alone (contract §3)
    too_fast_s: float = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """A guest's budget at one target, all its hosts counted together (facts §1.2, §4.4, §10.3).

    ``lifted`` sets every limit of rate aside; settings allow it only where every host is loopback.
    """

    requests_per_minute: int = 60
    messages_per_minute: int = 30
    sockets_per_user: int = 3
    message_bytes: int = 8192
    token_spacing_s: float = 0.3
    questions_per_day: int = 200
    lifted: bool = False
