import pytest

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.model import Verdict
from probes.journeys.user_login import JOURNEY
from tests.journeys.script import SECRETS, UNAUTHORIZED, Outside, Reply
from tests.netra.answers import USER

VALIDATE, ME = "POST auth/auth/validate", "GET auth/auth/me"
REFRESH, THREADS = "POST auth/auth/refresh", "GET api/api/threads"
SIGN_IN = "POST auth/auth/e2e/test-auth"
YES: Reply = (200, {"valid": True})
HTML = b"<!doctype html><title>Welcome</title>"
SUB = "e2e-qx7k-probe"


async def test_a_healthy_target_passes() -> None:
    outside = Outside()

    ruling = await outside.walk(JOURNEY, USER)

    assert ruling.verdict is Verdict.PASS
    assert [one.planned.name for one in outside.records] == [
        "sign_in", "claims", "me", "validate", "refresh", "rest", "logout",
    ]  # fmt: skip
    assert len(outside.world.asked) == JOURNEY.requests


async def test_what_is_written_down_holds_no_secret() -> None:
    outside = Outside()

    await outside.walk(JOURNEY, USER)

    written = repr(outside.records)
    minted = [*outside.world.valid, *outside.world.renewable]
    assert minted
    assert not [text for text in (*minted, *SECRETS.values()) if text in written]


async def test_each_step_keeps_what_it_saw() -> None:
    outside = Outside()

    await outside.walk(JOURNEY, USER)

    kinds = {one.planned.name: [o.kind for o in one.observations] for one in outside.records}
    assert kinds["sign_in"] == ["endpoint", "session"]
    assert kinds["claims"] == ["claims"]
    assert kinds["logout"] == ["endpoint"] * 3
    assert [o.data["role"] for o in outside.records[5].observations] == ["api"]


async def test_a_logout_that_breaks_is_a_failure_even_if_the_token_ends() -> None:
    outside = Outside()
    outside.world.tell("POST auth/auth/logout", (500, {}))

    ruling = await outside.walk(JOURNEY, USER)

    assert ruling.failure is Failure.SERVER_ERROR


async def test_the_bypass_key_goes_to_the_auth_service_alone() -> None:
    outside = Outside()

    await outside.walk(JOURNEY, USER)

    keyed = [one.url for one in outside.world.asked if SECRETS["user"] in one.headers.values()]
    assert keyed == ["https://auth.example.org/auth/e2e/test-auth"]


FAULTS: dict[str, tuple[str, tuple[Reply, ...], str, Failure]] = {
    "sign-in is not configured": (
        SIGN_IN, ((503, {"detail": "not configured"}),), "sign_in", Failure.SIGN_IN_UNAVAILABLE,
    ),
    "sign-in answers a page": (SIGN_IN, (HTML,), "sign_in", Failure.UNEXPECTED_BODY),
    "sign-in hands out garbage": (
        SIGN_IN, ((200, {"access_token": "x"}),), "claims", Failure.TOKEN_MALFORMED,
    ),
    "me is somebody else": (ME, ((200, {"user_id": "x"}),), "me", Failure.IDENTITY_WRONG),
    "me refuses": (ME, (UNAUTHORIZED,), "me", Failure.TOKEN_REJECTED),
    "validate always says no": (
        VALIDATE, ((200, {"valid": False}),), "validate", Failure.TOKEN_REJECTED,
    ),
    "validate always says yes": (VALIDATE, (YES,), "validate", Failure.VALIDATION_CONSTANT),
    "refresh refuses": (REFRESH, ((401, {}),), "refresh", Failure.REFRESH_REFUSED),
    "refresh breaks": (REFRESH, ((500, {}),), "refresh", Failure.SERVER_ERROR),
    "the backend refuses": (THREADS, (UNAUTHORIZED,), "rest", Failure.TOKEN_REJECTED),
    "the backend breaks": (THREADS, ((500, {}),), "rest", Failure.SERVER_ERROR),
    "the backend answers a page": (THREADS, (HTML,), "rest", Failure.UNEXPECTED_BODY),
    "the backend is away": (
        THREADS,
        (StepFailed(Failure.CONNECTION_REFUSED, Blame.TARGET, "refused"),),
        "rest",
        Failure.CONNECTION_REFUSED,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("route", "replies", "step", "failure"), FAULTS.values(), ids=FAULTS)
async def test_a_fault_is_named_at_its_step(
    route: str, replies: tuple[Reply, ...], step: str, failure: Failure
) -> None:
    outside = Outside()
    outside.world.tell(route, *replies)

    ruling = await outside.walk(JOURNEY, USER)

    assert (ruling.verdict, ruling.failure) == (Verdict.FAIL, failure)
    assert outside.failed_step() == step
    assert not outside.records[-1].done


async def test_a_refused_key_is_inconclusive() -> None:
    outside = Outside(secrets={"user": "an old key"})

    ruling = await outside.walk(JOURNEY, USER)

    assert ruling.verdict is Verdict.INCONCLUSIVE
    assert (ruling.failure, ruling.blame) == (Failure.SIGN_IN_REFUSED, Blame.CREDENTIAL)


async def test_a_refresh_token_that_works_twice_is_named() -> None:
    outside = Outside()
    world = outside.world
    world.routes[REFRESH] = lambda _: (200, world.pair(SUB))

    ruling = await outside.walk(JOURNEY, USER)

    assert ruling.failure is Failure.REFRESH_REUSABLE


async def test_a_refresh_into_somebody_else_is_named() -> None:
    outside = Outside()
    outside.world.tell(REFRESH, (200, outside.world.pair("another")), (401, {}))

    ruling = await outside.walk(JOURNEY, USER)

    assert ruling.failure is Failure.IDENTITY_WRONG


async def test_a_logout_without_effect_is_named() -> None:
    outside = Outside()
    outside.world.tell("POST auth/auth/logout", (200, {"status": "success"}))

    ruling = await outside.walk(JOURNEY, USER)

    assert ruling.failure is Failure.LOGOUT_IGNORED
    assert outside.failed_step() == "logout"


async def test_a_clock_that_is_off_is_named_before_other_claims() -> None:
    outside = Outside()
    outside.world.off_s = -7200

    ruling = await outside.walk(JOURNEY, USER)

    assert ruling.failure is Failure.CLOCK_SKEW
    assert outside.failed_step() == "claims"


async def test_a_refusal_by_the_backend_names_who_may_be_wrong() -> None:
    outside = Outside()
    outside.world.tell(THREADS, UNAUTHORIZED)

    ruling = await outside.walk(JOURNEY, USER)

    assert ruling.candidates == (Failure.BACKEND_REJECTS_VALID_TOKEN, Failure.JWT_SPLIT)
