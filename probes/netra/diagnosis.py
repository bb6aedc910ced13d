"""Which one fault explains what the rows of the matrix showed (facts §3.4).  A pure function.

The causes are tried in the order of :data:`_CAUSES`: what makes every later row meaningless comes
first, what is proven to be theirs comes before a refused credential of our own, and *healthy* is
said only when every row was seen and was well.  Where several faults look the same from here, the
diagnosis names them all and what would tell them apart.
"""

from collections.abc import Callable
from typing import Final

from probes.core.errors import Blame, Failure
from probes.core.model import Finding, Warned
from probes.netra import backend_row
from probes.netra.cause import Diagnosis, is_absence, is_slow, of_trouble, ours, theirs
from probes.netra.findings import finding
from probes.netra.matrix import Backend, Entry, Own, Rows, Signed

MAX_SKEW_S: Final = 60.0
MOST_TOKENS: Final = 3
_AUTH_ROWS: Final = ("authenticate", "user_sign_in")


def diagnose(rows: Rows) -> Diagnosis:
    """Name the cause.  Every combination of rows has an answer."""
    for cause in _CAUSES:
        found = cause(rows)
        if found is not None:
            return found
    if _all_well(rows):
        return Diagnosis(failure=None, blame=Blame.TARGET, why="every row was seen and was well")
    why = "a row could not be looked at, and the others show no fault"
    return Diagnosis(failure=Failure.SERVICE_UNDIAGNOSED, blame=Blame.PROBE, why=why)


def judged(found: Diagnosis) -> Finding:
    """Answer the one check of the journey."""
    expected = "every row of the matrix is well"
    if found.failure is None:
        return finding("service_identity_works", expected, found.why)
    return Finding(
        check="service_identity_works",
        ok=False,
        expected=expected,
        seen=found.why,
        failure=found.failure,
        blame=found.blame,
        candidates=found.candidates,
    )


def asks_again(rows: Rows) -> bool:
    """Say whether row f needs another fresh token: after a 401, or for a fault that comes and goes.

    One more tells a poisoned cache from a secret (facts §3.4, rules); a slow auth service makes
    the backend refuse now and then, so one token that passed proves little.
    """
    if len(rows.backend) == 1 and rows.backend[0] is Backend.REJECTED:
        return True
    all_passed = set(rows.backend) == {Backend.ACCEPTED}
    return all_passed and is_slow(rows) and len(rows.backend) < MOST_TOKENS


def warnings(rows: Rows) -> tuple[Warned, ...]:
    """Warn of a slow auth service: from 0.3 s on the backend takes it for absent (facts §0.7)."""
    if rows.auth_s is None or not is_slow(rows):
        return ()
    return (Warned("auth_slow", f"/health of the auth service takes {rows.auth_s:.2f} s"),)


def _auth_down(rows: Rows) -> Diagnosis | None:
    gone = [trouble for trouble in rows.troubles if is_absence(trouble)]
    if any(trouble.row == "auth_health" for trouble in gone):
        return theirs(Failure.AUTH_DOWN, gone[0].detail)
    if {trouble.row for trouble in gone}.issuperset(_AUTH_ROWS):
        return theirs(Failure.AUTH_DOWN, f"its health is well, but {gone[0].detail}")
    return None


def _clock_skew(rows: Rows) -> Diagnosis | None:
    if rows.signed is Signed.TOO_OLD:
        return theirs(Failure.CLOCK_SKEW, "a request signed just now is too old for them")
    if rows.skew_s is not None and abs(rows.skew_s) > MAX_SKEW_S:
        return theirs(Failure.CLOCK_SKEW, f"their clock is {rows.skew_s:+.0f} s off ours")
    return None


def _secret_unset(rows: Rows) -> Diagnosis | None:
    if rows.own is Own.SECRET_UNSET or Entry.SECRET_UNSET in rows.entries:
        return theirs(Failure.SERVICE_SECRET_UNSET, "the auth service has no service secret")
    return None


def _jwt_split(rows: Rows) -> Diagnosis | None:
    if Entry.TOKEN_INVALID not in (*rows.user, rows.as_service):
        return None
    if Entry.ACCEPTED in (*rows.user, rows.as_service):
        why = "the auth service calls the same fresh token valid and invalid"
        return theirs(Failure.JWT_SPLIT, why)
    why = "the auth service calls invalid every token that it has just minted"
    return theirs(Failure.JWT_SPLIT, why, Failure.CLOCK_SKEW)


def _inconsistent(rows: Rows) -> Diagnosis | None:
    """Blame them for refusing, with a token check, the identity that they had just accepted."""
    if rows.entry is not Entry.ACCEPTED:
        return None
    why = "the auth service accepted our identity, then refused the same beside a token"
    if rows.as_service is Entry.ID_WRONG:
        return theirs(Failure.SERVICE_ID_WRONG, why)
    if rows.as_service is Entry.SECRET_WRONG:
        return theirs(Failure.SERVICE_SECRET_WRONG, why)
    return None


def _their_trouble(rows: Rows) -> Diagnosis | None:
    return next((of_trouble(t) for t in rows.troubles if t.blame is Blame.TARGET), None)


def _our_credential(rows: Rows) -> Diagnosis | None:
    if Entry.ID_WRONG in rows.entries:
        why = f"the auth service does not know our service id{rows.expected_id}"
        others = (Failure.BACKEND_REJECTS_VALID_TOKEN,) if Backend.REJECTED in rows.backend else ()
        return ours(Failure.SERVICE_ID_WRONG, why, *others)
    if Entry.SECRET_WRONG in rows.entries:
        return ours(Failure.SERVICE_SECRET_WRONG, "our service secret is not the auth service's")
    return None


def _our_trouble(rows: Rows) -> Diagnosis | None:
    return next(map(of_trouble, rows.troubles), None)


_CAUSES: Final[tuple[Callable[[Rows], Diagnosis | None], ...]] = (
    _auth_down,
    _clock_skew,
    _secret_unset,
    _jwt_split,
    backend_row.away,
    backend_row.refuses,
    _inconsistent,
    _their_trouble,
    _our_credential,
    _our_trouble,
)


def _all_well(rows: Rows) -> bool:
    return (
        rows.auth_s is not None
        and rows.own is Own.HEALTHY
        and rows.entry is Entry.ACCEPTED
        and len(rows.user) > 1
        and set(rows.user) == {Entry.ACCEPTED}
        and rows.as_service is Entry.ACCEPTED
        and set(rows.backend) == {Backend.ACCEPTED}
        and rows.signed in (Signed.FRESH, Signed.NOT_OBSERVABLE)
        and rows.skew_s is not None
    )
