"""Whether the hosts' clocks agree with ours, by the ``Date`` of their answers.

A token whose time of issue is more than 60 s ahead is refused by every instance (facts §2.2).
"""

from collections.abc import Sequence
from typing import Final

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.model import Finding, Observation, Warned
from probes.core.ports import Answer
from probes.netra import wire
from probes.netra.findings import finding, of_trouble

SKEW_WARN_S: Final = 5.0
SKEW_FAIL_S: Final = 60.0


def agree(answers: Sequence[tuple[str, Answer]]) -> tuple[Finding, ...]:
    """Judge the hosts' clocks by ``Date`` (facts §2.2 allows 60 s); no date at all is no proof."""
    check, expected = "clocks_agree", f"within {SKEW_FAIL_S:g} s of ours"
    skews = skews_of(answers)
    if not skews:
        unseen = StepFailed(Failure.NOTHING_CHECKED, Blame.PROBE, "no Date header to tell by")
        return (of_trouble(check, expected, unseen),)
    role, worst_s = max(skews, key=lambda pair: abs(pair[1]))
    seen = f"{role} {worst_s:+.1f} s"
    failure = Failure.CLOCK_SKEW if abs(worst_s) > SKEW_FAIL_S else None
    return (finding(check, expected, seen, failure),)


def skews_of(answers: Sequence[tuple[str, Answer]]) -> tuple[tuple[str, float], ...]:
    """Tell each host's greatest proven skew, in seconds ahead of ours."""
    found: dict[str, float] = {}
    for role, answer in answers:
        off_s = wire.skew_s(answer)
        if off_s is not None and abs(off_s) >= abs(found.get(role, 0.0)):
            found[role] = off_s
    return tuple(found.items())


def warnings(answers: Sequence[tuple[str, Answer]]) -> tuple[Warned, ...]:
    """Warn of a clock that is off, though not yet enough to spoil tokens."""
    return tuple(
        Warned("clock_skew", f"{role} {off_s:+.1f} s")
        for role, off_s in skews_of(answers)
        if abs(off_s) > SKEW_WARN_S
    )


def seen(role: str, off_s: float) -> Observation:
    """Keep one host's skew."""
    return Observation("clock", {"role": role, "skew_s": round(off_s, 3)})
