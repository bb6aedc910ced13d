"""The matrix of facts §3.4, column by column; then pairs, and every other combination."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.core.errors import Blame, Failure
from probes.netra import diagnosis
from probes.netra.matrix import Backend, Entry, Own, Rows, Signed, Trouble, observation
from tests.netra.matrix_cases import BESIDE, COLUMNS, HEALTHY, PAIRS

TABLE = COLUMNS | BESIDE | PAIRS


@pytest.mark.parametrize(("rows", "failure", "blame"), TABLE.values(), ids=TABLE)
def test_a_cause_is_named(rows: Rows, failure: Failure, blame: Blame) -> None:
    found = diagnosis.diagnose(rows)

    assert (found.failure, found.blame) == (failure, blame)
    assert found.why


def test_healthy_rows_are_healthy() -> None:
    found = diagnosis.diagnose(HEALTHY)

    assert found.failure is None
    assert diagnosis.judged(found).ok


def test_a_build_that_signs_nothing_can_still_be_healthy() -> None:
    found = diagnosis.diagnose(replace(HEALTHY, signed=Signed.NOT_OBSERVABLE))

    assert found.failure is None


def test_a_slow_auth_service_alone_is_a_warning_and_no_failure() -> None:
    rows = replace(HEALTHY, auth_s=2.0)

    found, warned = diagnosis.diagnose(rows), diagnosis.warnings(rows)

    assert found.failure is None
    assert [one.warning for one in warned] == ["auth_slow"]
    assert diagnosis.warnings(HEALTHY) == ()


@pytest.mark.parametrize(
    "field", ["auth_s", "skew_s", "own", "entry", "as_service", "signed", "user", "backend"]
)
def test_a_row_that_was_not_seen_is_never_a_pass(field: str) -> None:
    empty = getattr(Rows(), field)

    found = diagnosis.diagnose(replace(HEALTHY, **{field: empty}))

    assert (found.failure, found.blame) == (Failure.SERVICE_UNDIAGNOSED, Blame.PROBE)


@pytest.mark.parametrize(
    ("backend", "auth_s", "again"),
    [
        ((Backend.REJECTED,), 0.01, True),
        ((Backend.REJECTED, Backend.REJECTED), 0.01, False),
        ((Backend.ACCEPTED,), 0.01, False),
        ((Backend.ACCEPTED,), None, False),
        ((Backend.ACCEPTED,), 0.8, True),
        ((Backend.ACCEPTED, Backend.ACCEPTED), 0.8, True),
        ((Backend.ACCEPTED, Backend.REJECTED), 0.8, False),
        ((Backend.ACCEPTED,) * 3, 0.8, False),
        ((Backend.BROKEN,), 0.8, False),
        ((), 0.8, False),
    ],
)
def test_the_backend_is_asked_again_where_that_tells_faults_apart(
    backend: tuple[Backend, ...], auth_s: float | None, *, again: bool
) -> None:
    assert diagnosis.asks_again(replace(HEALTHY, backend=backend, auth_s=auth_s)) is again


REJECTS, SPLIT = Failure.BACKEND_REJECTS_VALID_TOKEN, Failure.JWT_SPLIT
ALIKE: dict[str, tuple[Failure, ...]] = {
    "backend's secret is not auth's": (REJECTS, SPLIT),
    "JWT secret split between auth instances": (),
    "no token was ever valid": (SPLIT, Failure.CLOCK_SKEW),
    "service id wrong": (Failure.SERVICE_ID_WRONG, REJECTS),
    "our secret is not auth's": (),
    "auth slow": (),
    "auth slow, twice": (Failure.AUTH_SLOW, REJECTS, SPLIT),
    "session bug: 403": (Failure.SESSION_FAULT, REJECTS, SPLIT),
    "session bug: 500": (),
    "session bug: 503": (Failure.SESSION_FAULT, Failure.BACKEND_DOWN),
    "auth cannot be reached from the backend": (
        Failure.AUTH_DOWN,
        Failure.AUTH_SLOW,
        Failure.SESSION_FAULT,
    ),
    "auth is too slow for the backend": (Failure.AUTH_SLOW, Failure.AUTH_DOWN),
    "auth's secret is neither ours nor the backend's": (
        Failure.SERVICE_SECRET_WRONG,
        REJECTS,
        SPLIT,
    ),
}


@pytest.mark.parametrize(("name", "candidates"), ALIKE.items())
def test_what_looks_the_same_is_named_with_it(name: str, candidates: tuple[Failure, ...]) -> None:
    rows, _, _ = TABLE[name]

    found = diagnosis.judged(diagnosis.diagnose(rows))

    assert found.candidates == candidates


def test_a_token_that_comes_and_goes_without_a_slow_auth_service_has_three_causes() -> None:
    rows = replace(HEALTHY, backend=(Backend.REJECTED, Backend.ACCEPTED))

    found = diagnosis.diagnose(rows)

    assert found.candidates == (REJECTS, SPLIT, Failure.AUTH_SLOW)


def test_an_id_wrong_for_us_alone_has_one_cause() -> None:
    rows = replace(HEALTHY, entry=Entry.ID_WRONG, as_service=Entry.ID_WRONG)

    found = diagnosis.diagnose(rows)

    assert (found.failure, found.candidates) == (Failure.SERVICE_ID_WRONG, ())


def test_one_valid_token_is_too_few_to_rule_out_a_split() -> None:
    found = diagnosis.diagnose(replace(HEALTHY, user=(Entry.ACCEPTED,)))

    assert found.failure is Failure.SERVICE_UNDIAGNOSED


@pytest.mark.parametrize(
    ("skew_s", "failure"), [(60.0, None), (-60.0, None), (60.1, Failure.CLOCK_SKEW)]
)
def test_a_minute_of_skew_is_allowed(skew_s: float, failure: Failure | None) -> None:
    assert diagnosis.diagnose(replace(HEALTHY, skew_s=skew_s)).failure is failure


entries = st.sampled_from(Entry)
troubles = st.builds(
    Trouble,
    row=st.sampled_from(["auth_health", "authenticate", "user_sign_in", "backend"]),
    failure=st.sampled_from(Failure),
    blame=st.sampled_from(Blame),
    detail=st.just("as told"),
)
any_rows = st.builds(
    Rows,
    auth_s=st.none() | st.floats(0, 20),
    skew_s=st.none() | st.floats(-900, 900),
    own=st.none() | st.sampled_from(Own),
    entry=st.none() | entries,
    user=st.lists(entries, max_size=5).map(tuple),
    as_service=st.none() | entries,
    alive=st.none() | st.booleans(),
    backend=st.lists(st.sampled_from(Backend), max_size=2).map(tuple),
    signed=st.none() | st.sampled_from(Signed),
    troubles=st.lists(troubles, max_size=2).map(tuple),
)


def well(rows: Rows) -> bool:
    seen = (rows.own, rows.entry, rows.as_service, *rows.user, *rows.backend)
    fine = {Own.HEALTHY, Entry.ACCEPTED, Backend.ACCEPTED}
    return not rows.troubles and set(seen) <= fine and bool(rows.user and rows.backend)


@given(any_rows)
def test_every_combination_has_an_answer_and_only_health_is_healthy(rows: Rows) -> None:
    found = diagnosis.diagnose(rows)

    assert (found.failure is None) <= well(rows)
    assert diagnosis.judged(found).ok == (found.failure is None)
    assert not found.candidates or found.candidates[0] is found.failure or rows.troubles
    assert observation(rows).kind == "matrix"


@given(any_rows)
def test_what_is_theirs_and_seen_is_never_inconclusive(rows: Rows) -> None:
    broken = replace(rows, entry=Entry.ACCEPTED, backend=(Backend.BROKEN,))

    found = diagnosis.diagnose(broken)

    assert found.blame is Blame.TARGET
