"""A diagnosis, and the few ways to make one."""

from dataclasses import dataclass
from typing import Final

from probes.core.errors import Blame, Failure
from probes.netra.matrix import Rows, Trouble

SLOW_S: Final = 0.3
_NOT_THERE: Final = (
    Failure.CONNECTION_REFUSED,
    Failure.CONNECTION_LOST,
    Failure.NO_ANSWER,
    Failure.SERVER_ERROR,
    Failure.UNHEALTHY,
    Failure.SIGN_IN_UNAVAILABLE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """One cause, or those that cannot be told apart; no failure means healthy."""

    failure: Failure | None
    blame: Blame
    why: str
    candidates: tuple[Failure, ...] = ()


def theirs(failure: Failure, why: str, *others: Failure) -> Diagnosis:
    """Blame the target, with what else would look the same."""
    candidates = (failure, *others) if others else ()
    return Diagnosis(failure=failure, blame=Blame.TARGET, why=why, candidates=candidates)


def ours(failure: Failure, why: str, *others: Failure) -> Diagnosis:
    """Blame a credential of our own, with what else would look the same."""
    candidates = (failure, *others) if others else ()
    return Diagnosis(failure=failure, blame=Blame.CREDENTIAL, why=why, candidates=candidates)


def of_trouble(trouble: Trouble) -> Diagnosis:
    """Let a row's own trouble be the cause."""
    why = f"{trouble.row}: {trouble.detail}"
    return Diagnosis(
        failure=trouble.failure, blame=trouble.blame, why=why, candidates=trouble.candidates
    )


def is_slow(rows: Rows) -> bool:
    """Say whether the backend would take the auth service for absent (facts §0.7)."""
    return rows.auth_s is not None and rows.auth_s > SLOW_S


def is_absence(trouble: Trouble) -> bool:
    """Say whether a row found nobody there, or nobody fit to answer."""
    return trouble.blame is Blame.TARGET and trouble.failure in _NOT_THERE
