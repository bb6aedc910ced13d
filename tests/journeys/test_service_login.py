from dataclasses import replace

import pytest

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.model import Verdict
from probes.journeys.service_login import JOURNEY
from tests.journeys.script import NO, SECRETS, UNAUTHORIZED, Outside, Reply
from tests.netra.answers import SERVICE, USER

HEALTH, OWN = "GET auth/health", "GET auth/api/v1/service/health"
ENTER, VALIDATE = "POST auth/api/v1/service/authenticate", "POST auth/auth/validate"
SIGN_IN, THREADS = "POST auth/auth/e2e/test-auth", "GET api/api/threads"
SIGN, CHECK = "POST auth/api/v1/service/sign-request", "POST auth/api/v1/service/validate-request"
HTML = b"<!doctype html><title>Welcome</title>"
YES: Reply = (200, {"valid": True})
REFUSED = StepFailed(Failure.CONNECTION_REFUSED, Blame.TARGET, "refused")
UNSET: Reply = (200, {"authenticated": False, "error": "service_secret_not_configured"})
UNKNOWN: Reply = (200, {"authenticated": False, "error": "unknown_service_id"})
WRONG_ID: Reply = (
    200,
    {"valid": False, "error": "invalid_service_id", "message": "Expected 'netra-backend-x'"},
)


async def test_a_healthy_target_passes() -> None:
    outside = Outside()

    ruling = await outside.walk(JOURNEY, SERVICE, USER)

    assert ruling.verdict is Verdict.PASS
    assert outside.records[-1].planned.name == "diagnosis"
    assert len(outside.world.asked) <= JOURNEY.requests


async def test_what_is_written_down_holds_no_secret() -> None:
    outside = Outside()
    outside.world.tell(THREADS, UNAUTHORIZED)

    await outside.walk(JOURNEY, SERVICE, USER)

    written = repr(outside.records)
    assert outside.world.valid
    assert not [text for text in (*outside.world.valid, *SECRETS.values()) if text in written]


FAULTS: dict[str, tuple[dict[str, tuple[Reply, ...]], Failure]] = {
    "auth is away": (
        dict.fromkeys((HEALTH, OWN, ENTER, VALIDATE, SIGN_IN, SIGN, CHECK), (REFUSED,)),
        Failure.AUTH_DOWN,
    ),
    "auth has no secret": (
        {OWN: ((503, {"status": "unhealthy", "error": "service_secret_not_configured"}),),
         ENTER: (UNSET,), THREADS: (UNAUTHORIZED,)},
        Failure.SERVICE_SECRET_UNSET,
    ),
    "the backend's secret is wrong": (
        {THREADS: (UNAUTHORIZED,)}, Failure.BACKEND_REJECTS_VALID_TOKEN,
    ),
    "auth instances differ": ({VALIDATE: (YES, NO, YES)}, Failure.JWT_SPLIT),
    "the backend breaks": ({THREADS: ((500, {}),)}, Failure.SESSION_FAULT),
    "the backend forbids": ({THREADS: ((403, {"detail": "no"}),)}, Failure.SESSION_FAULT),
    "the backend is away": (
        {THREADS: (REFUSED,), "GET api/": (REFUSED,)}, Failure.BACKEND_DOWN,
    ),
    "an edge answers for the backend": (
        {THREADS: ((503, HTML.decode()),), "GET api/": ((503, HTML.decode()),)},
        Failure.BACKEND_DOWN,
    ),
    "the signed request is too old": (
        {CHECK: ((200, {"valid": False, "error": "request_timestamp_too_old"}),)},
        Failure.CLOCK_SKEW,
    ),
    "the threads are a page": ({THREADS: (HTML,)}, Failure.UNEXPECTED_BODY),
}  # fmt: skip


@pytest.mark.parametrize(("told", "failure"), FAULTS.values(), ids=FAULTS)
async def test_a_fault_is_named_by_the_last_step_alone(
    told: dict[str, tuple[Reply, ...]], failure: Failure
) -> None:
    outside = Outside()
    for route, replies in told.items():
        outside.world.tell(route, *replies)

    ruling = await outside.walk(JOURNEY, SERVICE, USER)

    assert (ruling.verdict, ruling.failure) == (Verdict.FAIL, failure)
    assert outside.failed_step() == "diagnosis"
    assert all(one.done for one in outside.records)


async def test_our_wrong_secret_is_inconclusive() -> None:
    outside = Outside(secrets={**SECRETS, "service": "an old secret"})

    ruling = await outside.walk(JOURNEY, SERVICE, USER)

    assert ruling.verdict is Verdict.INCONCLUSIVE
    assert (ruling.failure, ruling.blame) == (Failure.SERVICE_SECRET_WRONG, Blame.CREDENTIAL)


async def test_our_wrong_id_is_inconclusive_and_the_expected_one_is_told() -> None:
    outside = Outside()
    outside.world.tell(ENTER, UNKNOWN)
    outside.world.tell(VALIDATE, YES, YES, YES, YES, YES, WRONG_ID)

    ruling = await outside.walk(JOURNEY, replace(SERVICE, subject="netra-other"), USER)

    assert ruling.verdict is Verdict.INCONCLUSIVE
    assert ruling.failure is Failure.SERVICE_ID_WRONG
    assert "netra-backend-x" in (ruling.detail or "")


async def test_a_slow_auth_service_is_named_only_when_a_token_was_refused() -> None:
    calm, first, later = Outside(), Outside(), Outside()
    for outside in (calm, first, later):
        outside.world.took_s[HEALTH] = [0.8] * 3
    first.world.tell(THREADS, UNAUTHORIZED, (200, []))
    later.world.tell(THREADS, (200, []), (200, []), UNAUTHORIZED)

    rulings = [await outside.walk(JOURNEY, SERVICE, USER) for outside in (calm, first, later)]

    assert [one.failure for one in rulings] == [None, Failure.AUTH_SLOW, Failure.AUTH_SLOW]
    assert calm.warnings() == {"auth_slow"}
    assert len(calm.world.asked) == JOURNEY.requests


async def test_our_own_cold_start_is_no_slow_auth_service() -> None:
    outside = Outside()
    outside.world.took_s[HEALTH] = [0.8]
    outside.world.tell(THREADS, UNAUTHORIZED)

    ruling = await outside.walk(JOURNEY, SERVICE, USER)

    assert ruling.failure is Failure.BACKEND_REJECTS_VALID_TOKEN
    assert outside.warnings() == set()


async def test_a_401_is_asked_once_more_with_another_fresh_token() -> None:
    outside = Outside()
    outside.world.tell(THREADS, UNAUTHORIZED)

    await outside.walk(JOURNEY, SERVICE, USER)

    bearers = [one.bearer for one in outside.world.asked if one.url.endswith("limit=1")]
    assert len(set(bearers)) == len(bearers) == 2


async def test_the_clock_of_the_auth_service_is_read_off_its_answers() -> None:
    outside = Outside()
    outside.world.off_s = 400

    ruling = await outside.walk(JOURNEY, SERVICE, USER)

    assert ruling.failure is Failure.CLOCK_SKEW


async def test_a_build_that_signs_nothing_passes() -> None:
    outside = Outside()
    outside.world.tell(SIGN, (404, {"detail": "Not Found"}))
    outside.world.tell(CHECK, (422, {"detail": []}))

    ruling = await outside.walk(JOURNEY, SERVICE, USER)

    assert ruling.verdict is Verdict.PASS


@pytest.mark.parametrize("route", [HEALTH, OWN, ENTER, SIGN_IN, VALIDATE, THREADS, SIGN, CHECK])
async def test_a_row_that_we_were_kept_from_is_inconclusive(route: str) -> None:
    outside = Outside()
    outside.world.tell(route, StepFailed(Failure.RATE_LIMITED, Blame.PROBE, "429"))

    ruling = await outside.walk(JOURNEY, SERVICE, USER)

    assert ruling.verdict is Verdict.INCONCLUSIVE
    assert (ruling.failure, ruling.blame) == (Failure.RATE_LIMITED, Blame.PROBE)
