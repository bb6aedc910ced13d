"""What a reply says, measured against the question: its numbers, its prompt, its sameness.

Facts about texts only; which of them is a failure is said by :mod:`probes.netra.answer`.
"""

from dataclasses import dataclass

from probes.netra.numerals import numbers_in
from probes.netra.question import Question


@dataclass(frozen=True, slots=True)
class Reply:
    """What was said in reply, and how many seconds after the question was sent."""

    texts: tuple[str, ...]
    took_s: float


@dataclass(frozen=True, slots=True)
class Reading:
    """A reply read for one question.  ``numbers`` are those of each text, in its order."""

    question: Question
    reply: Reply
    numbers: tuple[tuple[int, ...], ...]

    @property
    def holds_value(self) -> bool:
        """Say whether the derived value stands in it as a number of its own."""
        return any(self.question.expected in numbers for numbers in self.numbers)

    @property
    def guesses(self) -> int:
        """Count the distinct numbers with as many digits as the value."""
        size = _digits(self.question.expected)
        return len({n for numbers in self.numbers for n in numbers if _digits(n) == size})

    @property
    def repeats_prompt(self) -> bool:
        """Say whether the prompt itself, or both its numbers, came back."""
        if any(self._holds_prompt(text) for text in self.reply.texts):
            return True
        said = {abs(number) for numbers in self.numbers for number in numbers}
        return {self.question.a, self.question.b} <= said

    @property
    def names_another(self) -> bool:
        """Say whether a third number may be meant as the answer, so that it is no mere echo.

        One of about the value's size anywhere, or any that ends a text which names both of the
        prompt's numbers in other words than the prompt's.
        """
        given = {self.question.a, self.question.b}
        size = _digits(self.question.expected)
        for text, numbers in zip(self.reply.texts, self.numbers, strict=True):
            others = [number for number in numbers if abs(number) not in given]
            if any(abs(_digits(number) - size) <= 1 for number in others):
                return True
            said = {abs(number) for number in numbers}
            if given <= said and numbers[-1] in others and not self._holds_prompt(text):
                return True
        return False

    def says_the_same_as(self, previous: Reply) -> bool:
        """Say whether it repeats a reply to another question, white space aside.

        Numbers beside the text (a duration) differ each time.  So where the value is not there to
        speak for it, the longest text decides alone.
        """
        now, then = _normalised(self.reply), _normalised(previous)
        return now == then or (not self.holds_value and _longest(now) == _longest(then))

    def _holds_prompt(self, text: str) -> bool:
        return _squeezed(self.question.text).casefold() in _squeezed(text).casefold()


def read(question: Question, reply: Reply) -> Reading:
    """Read the numbers of a reply."""
    return Reading(question, reply, tuple(numbers_in(text) for text in reply.texts))


def _digits(number: int) -> int:
    return len(str(abs(number)))


def _normalised(reply: Reply) -> frozenset[str]:
    return frozenset(filter(None, map(_squeezed, reply.texts)))


def _longest(texts: frozenset[str]) -> str:
    return max(texts, key=lambda text: (len(text), text), default="")


def _squeezed(text: str) -> str:
    return " ".join(text.split())
