"""The exit codes of every command (contract §1)."""

from enum import IntEnum

import click

from probes.core.model import Verdict


class Exit(IntEnum):
    """What the caller's script learns."""

    YES = 0
    NO = 1
    USAGE = 2
    CANNOT_TELL = 3
    INTERRUPTED = 130


class Refused(click.ClickException):
    """Usage or settings: nothing was attempted."""

    exit_code = int(Exit.USAGE)


_BY_VERDICT = {
    Verdict.PASS: Exit.YES,
    Verdict.FAIL: Exit.NO,
    Verdict.INCONCLUSIVE: Exit.CANNOT_TELL,
}


def of_verdict(verdict: Verdict) -> Exit:
    """Say what a verdict exits with."""
    return _BY_VERDICT[verdict]
