"""What a target sent, made harmless for a terminal.

One function, used at every place where a report or a progress line shows text that is not ours.
"""

LONGEST = 200  # characters of one text; a person reads no more in a report
_CUT = "..."
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def inert(text: str, longest: int = LONGEST) -> str:
    """Escape what a terminal would obey or hide, and cut what is too long.

    Control characters, escape sequences, line ends, bidi overrides, invisible characters and lone
    surrogates come out as they would be written in source.  The outcome is one line of at most
    ``longest`` characters.
    """
    whole = "".join(map(_shown, text[: longest + 1]))
    return whole if len(whole) <= longest else whole[: longest - len(_CUT)] + _CUT


def _shown(character: str) -> str:
    if character.isprintable():
        return character
    if character in _NAMED:
        return _NAMED[character]
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")
