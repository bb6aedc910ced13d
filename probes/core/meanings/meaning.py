"""The shape of one entry of the catalogue."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a failure says to the person who is woken by it.

    ``means`` is what has happened, ``looks`` what the probe saw, ``causes`` what may be behind it
    (often several), ``next`` what to check, the cheapest first.  ``incidents`` are the numbers of
    the known incidents that look like this (facts §10.2).
    """

    means: str
    looks: str
    causes: tuple[str, ...]
    next: tuple[str, ...]
    incidents: tuple[int, ...] = ()
