r"""Whole numbers, read out of prose as people and models write them.

Read are digits of any script, grouped or not: ``1234567``, ``1,234,567``, ``1.234.567``,
``1 234 567`` (all kinds of space), ``1'234'567``, ``1_234_567``, ``12,34,567``, ``1{,}234{,}567``,
``\boxed{1234567}``, ``1234567.00``.

Not read is what only looks like one: a part of an identifier (``run_1234567``, ``a1b2``), of a
longer or badly grouped number (``1,23,4567``), of a decimal, a date, a path or a range without
spaces, a number with an exponent, a percent sign or a factor (``million``), one with leading
zeros, and numbers written in words.  It has no opinion on what a sentence says about a number.
"""

import html
import re
import unicodedata

_LONGEST = 40  # digits; longer ones are no answer, and int() refuses very long ones
_LOOK_BACK = 32  # characters before a number that can change its meaning

# Latin, Greek and Cyrillic.  Other scripts write their words right beside digits.
_LETTER = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0370-\u04ff"
_RAISED = "\u00b2\u00b3\u00b9\u2070-\u209f"
_FRACTION = "\u00bc-\u00be\u2150-\u215f"
_EAST_FACTOR = "\u767e\u5343\u4e07\u842c\u4ebf\u5104\ubc31\ucc9c\ub9cc\uc5b5"

_REWRITES = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        ("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]", ""),
        ("[\u00a0\u2000-\u200a\u202f\u205f\u3000]", " "),
        ("[\u2018\u2019\u02bc\uff07]", "'"),
        ("[\u2010\u2011\u2212\ufe63\uff0d]", "-"),
        ("\u066c", ","),
        ("[\u066b\uff0e]", "."),
        (r"(?<=\d)\uff0c(?=\d{3}(?!\d))", ","),
        (r"\{,\}|,\\!", ","),
        (r"(?<=\d)\{?\\[,;: ]\}?(?=\d)|(?<=\d)~(?=\d)", " "),
        (r"\\[A-Za-z]+(?=\d)", " "),  # \approx7, and \n7 in a text that was escaped twice
    )
)
_FOREIGN_DIGIT = re.compile(r"(?![0-9])\d")
_RUN = re.compile(r"[0-9](?:[0-9]|[ ,.'_](?=[0-9]))*")
_SPACED = re.compile(r"(?P<whole>[0-9]{1,3}(?: [0-9]{3})+)(?:\.0{1,9}|,0{1,2})?")
# Two commas or more, and parts too long to be groups: one comma may be a decimal's.
_LIST = re.compile(r"[0-9]{4,}(?:\.0{1,9})?(?:,[0-9]{4,}(?:\.0{1,9})?){2,}")
_FORMS = (
    _SPACED,
    re.compile(
        r"(?P<whole>[0-9]{1,3}([,.'_])[0-9]{3}(?:\2[0-9]{3})*)(?:(?!\2)(?:\.0{1,9}|,0{1,2}))?"
    ),
    re.compile(r"(?P<whole>[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3})(?:\.0{1,9})?"),
    re.compile(r"(?P<whole>[0-9]+)(?:\.0{1,9}|,0{1,2})?"),
)
_PART_OF_MORE = re.compile(
    rf"""
    (?: [{_LETTER}0-9]_*      # an identifier
      | [{_LETTER}0-9_]-      # an identifier, a date, a range
      | [0-9][eE][+]          # an exponent
      | (?<!\.)\.             # a decimal
      | [\#@/^] | \^\{{       # a ticket, a path, a power
      | [0-9]\*\*             # a power
      | [{_RAISED}]
    )\Z
    """,
    re.VERBOSE,
)
_GOES_ON = re.compile(
    rf"""
      _*[{_LETTER}]         # an identifier, a unit, an exponent
    | [ ]?[eE][+-]?[0-9]
    | [{_RAISED}{_FRACTION}]
    | [ ]?\^ | \*\*[0-9]    # a power
    | [ ]?\\?[%\u2030]
    | -[{_LETTER}0-9] | /[{_LETTER}0-9]
    | [ ]*(?:[*x\u00d7\u00b7]|\\times|\\cdot)[ ]*10[ ]*(?:\^|\*\*|[{_RAISED}])
    | [ ]?(?:thousand|million|billion|trillion|lakh|crore)
    | [ ]?[{_EAST_FACTOR}]
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NEGATIVE = re.compile(
    rf"""
      (?: (?:^|[^{_LETTER}0-9_-])-      # two are a dash, and so is one between words
        | (?:^|[ ])\u2013
      )
      (?:[$\u20ac\u00a3*`({{\[]|\\[a-z]+)*\Z
    | [=:(][ ]*[-\u2013][ ]+\Z
    | \b(?:minus|negative)[ ]+\Z
    """,
    re.VERBOSE | re.IGNORECASE,
)


def numbers_in(text: str) -> tuple[int, ...]:
    """Read the whole numbers of a text, in its order, with their signs."""
    plain = _plain(text)
    return tuple(number for run in _RUN.finditer(plain) for number in _numbers_of(plain, run))


def _plain(text: str) -> str:
    """Write digits, separators, spaces and minus signs the one way that is read below."""
    plain = _FOREIGN_DIGIT.sub(
        lambda digit: str(unicodedata.decimal(digit[0])), html.unescape(text)
    )
    for pattern, replacement in _REWRITES:
        plain = pattern.sub(replacement, plain)
    return plain


def _numbers_of(plain: str, run: re.Match[str]) -> list[int]:
    """Read one run of digits and separators; what stands beside it touches its ends only."""
    before = plain[max(0, run.start() - _LOOK_BACK) : run.start()]
    values = [_value(piece) for piece in _pieces(run[0])]
    if _PART_OF_MORE.search(before):
        values[0] = None
    if values[0] is not None and _NEGATIVE.search(before):
        values[0] = -values[0]
    if _GOES_ON.match(plain, run.end()):
        values[-1] = None
    return [value for value in values if value is not None]


def _pieces(run: str) -> list[str]:
    """Split a run into what are numbers of their own, unless its spaces group one number."""
    if _SPACED.fullmatch(run):
        return [run]
    return [
        part
        for piece in run.split(" ")
        for part in (piece.split(",") if _LIST.fullmatch(piece) else [piece])
    ]


def _value(piece: str) -> int | None:
    for form in _FORMS:
        match = form.fullmatch(piece)
        if match is not None:
            digits = re.sub(r"[^0-9]", "", match["whole"])
            leads_with_zero = len(digits) > 1 and digits.startswith("0")
            return None if leads_with_zero or len(digits) > _LONGEST else int(digits)
    return None
