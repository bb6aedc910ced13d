"""A question and everything heard of it, and the findings on several of them together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from probes.core.model import Finding
from probes.core.rules import ChatRules
from probes.netra import answer, notifications, threads
from probes.netra.conversation import Conversation
from probes.netra.messages import Message
from probes.netra.question import Question
from probes.netra.reply import Reply

PREFIXES = ("", "second_")


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question with what was heard of it; ``known`` = the value had been received before."""

    question: Question
    conversation: Conversation
    known: bool

    @property
    def reply(self) -> Reply:
        """Tell the answer and how long it took."""
        heard = self.conversation
        at_s = heard.answered_at_s if heard.answered_at_s is not None else heard.asked.at_s
        return Reply(tuple(heard.texts), at_s - heard.asked.at_s)

    def is_answered_by(self, text: str) -> bool:
        """Tell whether a text holds the value that was asked for."""
        return answer.holds(self.question.expected, [text])


def each(checks: tuple[str, ...], *, twice: bool) -> tuple[str, ...]:
    """Name the checks of one question, or of two."""
    return tuple(f"{prefix}{check}" for prefix in PREFIXES[: 1 + twice] for check in checks)


def notified(nth: int, exchange: Exchange) -> list[Finding]:
    """Judge the notifications of the nth question, from 0."""
    return _of(nth, notifications.findings(exchange.conversation))


def answered(exchanges: Sequence[Exchange], rules: ChatRules) -> list[Finding]:
    """Judge each answer beside the other, the first failure in the order of the contract first."""
    ranked: list[tuple[int, Finding]] = []
    for nth, exchange in enumerate(exchanges):
        others = [other.reply for other in exchanges if other is not exchange]
        judged = answer.judge_answer(
            exchange.question,
            exchange.reply,
            too_fast_s=rules.too_fast_s,
            previous=others[0] if others else None,
            seen_before=exchange.known,
        )
        ranked += enumerate(_of(nth, judged))
    return [finding for _, finding in sorted(ranked, key=lambda pair: pair[0])]


def kept(exchanges: Sequence[Exchange], messages: tuple[Message, ...]) -> list[Finding]:
    """Judge whether each question and its answer can be read again."""
    found: list[Finding] = []
    for nth, exchange in enumerate(exchanges):
        judged = threads.kept(messages, exchange.question.text, exchange.is_answered_by)
        found += _of(nth, judged)
    return found


def _of(nth: int, findings: Sequence[Finding]) -> list[Finding]:
    return [replace(one, check=f"{PREFIXES[nth]}{one.check}") for one in findings]
