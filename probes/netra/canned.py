"""The texts that the target's code gives instead of an answer (facts §5.4).

Kept to the letter of that list: four count at the start of a text, eight anywhere in it.  Case,
markdown, quotes and white space make no difference.
"""

import re
import unicodedata

_AT_THE_START = ("Mock ", "Fallback ", "Degraded mode", "Error executing")
_ANYWHERE = (
    "using recovery mechanism",
    "Agent executed successfully",
    "Agent response for:",
    "Multi-agent collaboration completed for:",
    "I've processed your message:",
    "Legacy processing:",
    "Processed via factory pattern",
    "Processed in isolation",
)
# What stands beside an answer and is none.  Only a whole text counts: "done: 777777" is an answer.
STATUS_WORDS = frozenset(
    {"success", "successful", "succeeded", "completed", "complete", "done", "finished", "ok"}
)
_DURATION = re.compile(r"\d+\.\d{6}")  # a fractional JSON number, as the answer's leaves are told
_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_MARKS = re.compile("[*_~`#>\"'()\\[\\]\u2018\u2019\u201a-\u201f\u00ab\u00bb]")
_HYPHENS = re.compile("[\u2010-\u2013]")
_QUOTED = re.compile(r'[:,\[]\s{0,8}"([^"]{1,80})')


def canned_phrase(text: str) -> str | None:
    """Name the phrase of facts §5.4 that gives a text away, if one does.

    In a text that is itself JSON, the start of each string counts as a start.
    """
    bare = _bare(text)
    for phrase in _ANYWHERE:
        if _bare(phrase) in bare:
            return phrase
    starts = (bare, *(_bare(quoted) for quoted in _QUOTED.findall(text)))
    for phrase in _AT_THE_START:
        if any(_begins(start, phrase) for start in starts):
            return phrase.strip()
    return None


def _begins(start: str, phrase: str) -> bool:
    opening = _bare(phrase) + (" " if phrase.endswith(" ") else "")
    return start.startswith(opening)


def _bare(text: str) -> str:
    """Strip a text of case, marks and superfluous space."""
    plain = _HYPHENS.sub("-", unicodedata.normalize("NFKC", _HIDDEN.sub("", text))).casefold()
    return " ".join(_MARKS.sub("", plain).split()).lstrip(" -+.:;,!{|/\\\u2022\u2026")


def is_mere_status(text: str) -> bool:
    """Say whether a whole text only reports on the work: a status word, or a duration."""
    word = text.strip().lower().rstrip(".!")
    return word in STATUS_WORDS or _DURATION.fullmatch(word) is not None
