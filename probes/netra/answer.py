"""Real or fabricated: where an answer stands in a frame, and what it proves.

An answer is real when it holds the value that only work on the question brings about (contract §3,
facts §5.4, §9.2).  What a sentence says about the value is not judged: "not 777777" holds it.  So
does an answer that names several numbers, a calculation step by step for one, but not one that
tries more than :data:`MOST_GUESSES`.
"""

from collections.abc import Iterable, Iterator, Mapping

from probes.core.errors import Failure
from probes.core.model import Finding, Json
from probes.netra.canned import canned_phrase, is_mere_status
from probes.netra.numerals import numbers_in
from probes.netra.question import Question
from probes.netra.reply import Reading, Reply, read

ANSWER_KEYS = ("final_response", "result", "content", "response")
NEVER_AN_ANSWER = frozenset({"message", "reasoning", "user_request"})
CHECKS = (
    "answer_arrives",
    "answer_is_not_canned",
    "answer_takes_time",
    "answer_is_new",
    "answer_is_not_an_echo",
    "answer_is_right",
)
MOST_GUESSES = 20  # distinct numbers with as many digits as the value

_DEEPEST = 32  # levels below an answer's key
_MOST_NODES = 20_000
_LARGEST = 10**40  # str() refuses very large integers
_SHOWN = 200  # characters of an answer in a finding


def texts_of(frame: Mapping[str, Json]) -> tuple[str, ...]:
    """Collect the answer's texts of an outermost frame, in its order, each once.

    All strings and numbers under :data:`ANSWER_KEYS` at the root, in ``data``, ``payload`` and
    ``data.payload``; none below a key of :data:`NEVER_AN_ANSWER`, no key, no bool and no blank
    string.  Deeper or more than is sane is left unread.
    """
    texts: dict[str, None] = {}
    for place in _places(frame):
        for key in ANSWER_KEYS:
            texts.update(dict.fromkeys(_leaves(place.get(key))))
    return tuple(texts)


def judge_answer(
    question: Question,
    reply: Reply,
    *,
    too_fast_s: float,
    previous: Reply | None = None,
    seen_before: bool = False,
) -> tuple[Finding, ...]:
    """Answer :data:`CHECKS` in order, up to and including the first that fails.

    ``previous`` is the reply to another question on the same socket, if there was one.
    ``seen_before``: the value was received before the question was sent (see :func:`holds`), so
    that it proves nothing.
    """
    reading = read(question, reply)
    findings = (
        _arrives(reply),
        _is_not_canned(reply),
        _takes_time(reply, too_fast_s),
        _is_new(reading, previous),
        _is_not_an_echo(reading),
        _is_right(reading, seen_before=seen_before),
    )
    return tuple(_up_to_the_first_failure(findings))


def holds(value: int, texts: Iterable[str]) -> bool:
    """Say whether a value stands in any of the texts as a number of its own."""
    return any(value in numbers_in(text) for text in texts)


def _places(frame: Mapping[str, Json]) -> Iterator[Mapping[str, Json]]:
    inner = frame.get("data")
    inmost = inner.get("payload") if isinstance(inner, dict) else None
    yield frame
    for place in (inner, frame.get("payload"), inmost):
        if isinstance(place, dict):
            yield place


def _leaves(value: Json) -> Iterator[str]:
    """Walk a value in its order, without recursion: its depth is the sender's choice."""
    todo: list[tuple[Json, int]] = [(value, 0)]
    for _ in range(_MOST_NODES):
        if not todo:
            return
        node, depth = todo.pop()
        if isinstance(node, list | dict):
            if depth < _DEEPEST:
                todo.extend((child, depth + 1) for child in reversed(_children(node)))
            continue
        text = _leaf(node)
        if text.strip():
            yield text


def _children(node: list[Json] | dict[str, Json]) -> list[Json]:
    if isinstance(node, list):
        return node[:_MOST_NODES]
    return [child for key, child in node.items() if key not in NEVER_AN_ANSWER]


def _leaf(node: str | float | None) -> str:
    if isinstance(node, str):
        return node
    if node is None or isinstance(node, bool):
        return ""
    if isinstance(node, int):
        return str(node) if -_LARGEST < node < _LARGEST else ""
    # 310.026 would read as a grouped 310026; a JSON number has no groups
    return str(node) if node.is_integer() else f"{node:.6f}"


def _up_to_the_first_failure(findings: Iterable[Finding]) -> Iterator[Finding]:
    for finding in findings:
        yield finding
        if not finding.ok:
            return


def _arrives(reply: Reply) -> Finding:
    said = [text for text in reply.texts if text.strip() and not is_mere_status(text)]
    failure = None if said else Failure.ANSWER_MISSING
    seen = f"{len(said)} text(s)" if said else f"no text beside {len(reply.texts)} status word(s)"
    return _finding("answer_arrives", failure, "a text in reply", seen)


def _is_not_canned(reply: Reply) -> Finding:
    canned = next((text for text in reply.texts if canned_phrase(text) is not None), None)
    failure = None if canned is None else Failure.ANSWER_CANNED
    expected = "no text from the list of canned ones"
    return _finding("answer_is_not_canned", failure, expected, canned or "none")


def _takes_time(reply: Reply, too_fast_s: float) -> Finding:
    failure = None if reply.took_s >= too_fast_s else Failure.ANSWER_TOO_FAST
    expected, seen = f"{too_fast_s:.3f} s or more", f"{reply.took_s:.3f} s"
    return _finding("answer_takes_time", failure, expected, seen)


def _is_new(reading: Reading, previous: Reply | None) -> Finding:
    expected = "another text than in reply to another question"
    if previous is None:
        return _finding("answer_is_new", None, expected, "there was no other question")
    failure = Failure.ANSWER_REPEATED if reading.says_the_same_as(previous) else None
    return _finding("answer_is_new", failure, expected, _joined(reading.reply))


def _is_not_an_echo(reading: Reading) -> Finding:
    echoed = not reading.holds_value and reading.repeats_prompt and not reading.names_another
    failure = Failure.ANSWER_ECHOED if echoed else None
    return _finding(
        "answer_is_not_an_echo", failure, "more than the prompt", _joined(reading.reply)
    )


def _is_right(reading: Reading, *, seen_before: bool) -> Finding:
    seen, failure = _joined(reading.reply), None
    if not reading.holds_value:
        failure = Failure.ANSWER_WRONG
    elif seen_before:
        failure, seen = Failure.ANSWER_WRONG, "the value, which came before the question was sent"
    elif reading.guesses > MOST_GUESSES:
        failure, seen = Failure.ANSWER_WRONG, f"one of {reading.guesses} guesses: {seen}"
    return _finding("answer_is_right", failure, str(reading.question.expected), seen)


def _joined(reply: Reply) -> str:
    return " | ".join(text[: _SHOWN + 1] for text in reply.texts[:_SHOWN])


def _finding(check: str, failure: Failure | None, expected: str, seen: str) -> Finding:
    return Finding(
        check=check,
        ok=failure is None,
        expected=_shown(expected),
        seen=_shown(seen),
        failure=failure,
    )


def _shown(text: str) -> str:
    """Make a text safe and short enough for a terminal and a page."""
    visible = "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii")
        for char in text[:_SHOWN]
    )
    whole = len(visible) <= _SHOWN and len(text) <= _SHOWN
    return visible if whole else f"{visible[: _SHOWN - 3]}..."
