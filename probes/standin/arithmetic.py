"""The one thing the agents can do: read two numbers out of any sentence and add them.

Stands for a language model with a tool, so it does not insist on a wording.
"""

import re
from dataclasses import dataclass
from itertools import count

_NUMBER = r"\d+(?:[,_ '\u202f\u00a0]\d{3})*(?!\d)"
_ANY = re.compile(rf"(?<![\w.]){_NUMBER}")
_PAIR = re.compile(
    rf"(?<![\w.])({_NUMBER})\s*(?:and|plus|to|with|\+|&|und|et|,)\s*({_NUMBER})", re.IGNORECASE
)
_PHRASES = (
    "The sum of {a} and {b} is {sum}.",
    "{a} + {b} = {sum}",
    "Adding the two numbers gives {sum}.",
    "I have added {a} to {b} for you; together they make {grouped}.",
    "That comes to {sum}.",
)
_turns = count()


@dataclass(frozen=True, slots=True)
class Addends:
    """The two numbers of a question."""

    a: int
    b: int

    @property
    def total(self) -> int:
        """Add them."""
        return self.a + self.b


def addends(text: str) -> Addends | None:
    """Find the two numbers that a sentence asks to add; None when there are not two."""
    pair = _PAIR.search(text)
    found = list(pair.groups()) if pair else _ANY.findall(text)[-2:]
    if len(found) < 2:  # noqa: PLR2004  (two addends)
        return None
    first, second = (int(re.sub(r"\D", "", number)) for number in found)
    return Addends(first, second)


def reply_to(text: str) -> str:
    """Answer in other words each time."""
    asked = addends(text)
    turn = next(_turns)
    if asked is None:
        return f"Happy to help with that. Tell me two numbers and I will add them ({turn})."
    phrase = _PHRASES[turn % len(_PHRASES)]
    return phrase.format(a=asked.a, b=asked.b, sum=asked.total, grouped=f"{asked.total:,}")


def wrong_reply_to(text: str) -> str:
    """Answer with a number that is neither the sum nor one of the addends."""
    asked = addends(text)
    return f"The result is {asked.total + 1009}." if asked else "The result is 1009."


def tool_value(text: str) -> str:
    """Compute what the tool finds: the sum in digits, or nothing to add."""
    asked = addends(text)
    return str(asked.total) if asked else ""
