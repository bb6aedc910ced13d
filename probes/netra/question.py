"""A question whose answer has to be worked out: two fresh numbers, and a value derived from them.

The value never stands in the prompt, so who repeats the prompt does not give it by chance.  What
may not be asked at all (the target's trigger words, facts §5.4) is said by :func:`problems`, which
the settings use.  This file draws no random number itself and reads no answer.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from probes.core.rules import ChatRules, Derivation

_LOWEST = 100_000
_HIGHEST = 999_999
_DRAWS = 1_000
_LONGEST = 8_192 - 512  # bytes: a message of 8 KiB (facts §10.3) less the envelope around the text

# The target looks for some of these anywhere, also inside words, and for some only at the start and
# in one case (facts §5.1, §5.4).  We refuse them everywhere and in any case: its builds differ.
_TRIGGERS = (
    "test",
    "timeout",
    "force_error",
    "websocket",
    "analyze",
    "optimize",
    "process",
)
_OPERATIONS = {
    Derivation.SUM: re.compile(r"\b(add|addition|sum|plus|total)\b", re.IGNORECASE),
    Derivation.DIFFERENCE: re.compile(r"\b(subtract\w*|difference|minus)\b", re.IGNORECASE),
    Derivation.PRODUCT: re.compile(r"\b(multipl\w+|product|times)\b", re.IGNORECASE),
}
_TOUCHED = re.compile(r"[A-Za-z0-9_}]\{[ab]\}|\{[ab]\}[A-Za-z0-9_{]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is sent, the two numbers in it, and the value that only work brings about."""

    text: str
    a: int
    b: int
    expected: int


def ask(rules: ChatRules, numbers: Callable[[], int]) -> Question:
    """Make a question of two fresh numbers with six digits each.

    ``numbers`` gives 100000 to 999999 from a source that nobody can foresee.  Draws again until
    the value has six digits or more, is positive, and neither stands in the prompt nor holds a
    number of it.

    Raises:
        ValueError: no pair would do, so the source or the template is broken.
    """
    for _ in range(_DRAWS):
        a, b = numbers(), numbers()
        question = Question(
            text=_filled(rules.question, a, b),
            a=a,
            b=b,
            expected=_derived(rules.derivation, a, b),
        )
        if _is_fit(question):
            return question
    raise ValueError(f"no usable pair of numbers in {_DRAWS} draws")


def problems(template: str, derivation: Derivation) -> list[str]:
    """List what keeps a template from being asked; empty when it may be.

    Trigger words are refused in upper and lower case and inside other words ("latest"), as the
    target finds them there too.
    """
    return [
        *_placeholder_problems(template),
        *_trigger_problems(template),
        *_operation_problems(template, derivation),
        *_size_problems(template),
    ]


def _placeholder_problems(template: str) -> list[str]:
    found = [f"{{{name}}} is missing" for name in "ab" if f"{{{name}}}" not in template]
    bare = template.replace("{a}", " ").replace("{b}", " ")
    if "{" in bare or "}" in bare:
        found.append("only {a} and {b} may stand in braces")
    if _TOUCHED.search(template):
        found.append("{a} and {b} must not touch a letter, a digit or each other")
    return found


def _trigger_problems(template: str) -> list[str]:
    folded = template.casefold()
    return [
        f"{word!r} is a trigger word of the target, in any case and inside other words too"
        for word in _TRIGGERS
        if word in folded
    ]


def _operation_problems(template: str, derivation: Derivation) -> list[str]:
    """Refuse a template that names another operation and not the one expected of it."""
    named = [kind for kind, words in _OPERATIONS.items() if words.search(template)]
    if not named or derivation in named:
        return []
    return [f"it asks for the {named[0]}, but derivation is {derivation}"]


def _size_problems(template: str) -> list[str]:
    size = len(json.dumps(_filled(template, _HIGHEST, _HIGHEST)))
    if size <= _LONGEST:
        return []
    return [f"{size} bytes as JSON; with its envelope no more than {_LONGEST} fit into a message"]


def _filled(template: str, a: int, b: int) -> str:
    return template.replace("{a}", str(a)).replace("{b}", str(b))


def _derived(derivation: Derivation, a: int, b: int) -> int:
    if derivation is Derivation.SUM:
        return a + b
    if derivation is Derivation.DIFFERENCE:
        return a - b
    return a * b


def _is_fit(question: Question) -> bool:
    """Say whether the value can only have been worked out."""
    given = (question.a, question.b)
    if question.a == question.b or not all(_LOWEST <= each <= _HIGHEST for each in given):
        return False
    value = str(question.expected)
    if question.expected < _LOWEST or any(str(each) in value for each in given):
        return False
    return value not in question.text and value not in re.sub(r"[^0-9]", "", question.text)
