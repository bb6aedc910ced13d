from dataclasses import replace
from datetime import timedelta

import pytest

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.model import Probe, ProbeName, Verdict
from probes.core.rules import ChatRules
from probes.journeys.health import JOURNEY
from tests.journeys.script import Outside, Reached, Reply
from tests.netra.answers import NOW, TARGET

APP, AUTH = "GET app/health", "GET auth/health"
ROOT, DISCOVERY = "GET api/", "GET api/api/discovery/services"
HTML = b"<!doctype html><title>Welcome</title>"
REFUSED = StepFailed(Failure.CONNECTION_REFUSED, Blame.TARGET, "refused")
LOST = StepFailed(Failure.NAME_NOT_RESOLVED, Blame.TARGET, "no address")


async def test_a_healthy_target_passes() -> None:
    outside = Outside()

    ruling = await outside.walk(JOURNEY)

    assert ruling.verdict is Verdict.PASS
    assert [one.planned.name for one in outside.records] == [
        "resolve", "tls", "frontend", "api", "auth", "clock",
    ]  # fmt: skip
    assert len(outside.world.asked) == JOURNEY.requests


async def test_nothing_is_asked_that_needs_a_credential() -> None:
    outside = Outside()

    await outside.walk(JOURNEY)

    assert {one.method for one in outside.world.asked} == {"GET"}
    assert not [one for one in outside.world.asked if one.bearer or one.headers]
    assert not [one for one in outside.world.asked if "threads" in one.url]


def test_certificates_are_only_planned_where_there_are_some() -> None:
    plain = replace(
        TARGET, frontend="http://a", api="http://b", auth="http://c", websocket="ws://b/ws"
    )
    probe = Probe(name=ProbeName("health"), journey="health", target=plain)

    steps = [one.name for one in JOURNEY.plan(probe, ChatRules())]

    assert steps == ["resolve", "frontend", "api", "auth", "clock"]


FAULTS: dict[str, tuple[dict[str, tuple[Reply, ...]], str, Failure]] = {
    "the front end is a page": ({APP: (HTML,)}, "frontend", Failure.NOT_ITSELF),
    "the front end is unwell": (
        {APP: ((503, {"service": "frontend", "status": "unhealthy"}),)},
        "frontend", Failure.UNHEALTHY,
    ),
    "the backend is away": (
        {ROOT: (REFUSED,), DISCOVERY: (REFUSED,)}, "api", Failure.CONNECTION_REFUSED,
    ),
    "the backend is dead behind an edge": (
        {ROOT: ((503, "x"),), DISCOVERY: ((503, "x"),)}, "api", Failure.SERVER_ERROR,
    ),
    "the backend is a page": ({ROOT: (HTML,), DISCOVERY: (HTML,)}, "api", Failure.NOT_ITSELF),
    "the backend is the auth service": (
        {ROOT: ((200, {"service": "auth-service"}),), DISCOVERY: ((404, {}),)},
        "api", Failure.NOT_ITSELF,
    ),
    "the auth service is unwell": (
        {AUTH: ((503, {"status": "unhealthy", "reason": "database"}),)}, "auth", Failure.UNHEALTHY,
    ),
    "the auth service is a constant": (
        {AUTH: ((200, {"status": "ok"}),)}, "auth", Failure.NOT_ITSELF,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("told", "step", "failure"), FAULTS.values(), ids=FAULTS)
async def test_a_fault_is_named_at_its_step_and_the_others_are_taken(
    told: dict[str, tuple[Reply, ...]], step: str, failure: Failure
) -> None:
    outside = Outside()
    for route, replies in told.items():
        outside.world.tell(route, *replies)

    ruling = await outside.walk(JOURNEY)

    assert (ruling.verdict, ruling.failure) == (Verdict.FAIL, failure)
    assert outside.failed_step() == step
    assert all(one.done for one in outside.records)


@pytest.mark.parametrize(
    ("hosts", "verdict"),
    [(("app",), Verdict.FAIL), (("app", "api", "auth"), Verdict.INCONCLUSIVE)],
)
async def test_names_that_do_not_resolve(hosts: tuple[str, ...], verdict: Verdict) -> None:
    lost = {f"{host}.example.org": LOST for host in hosts}
    outside = Outside(reach=Reached(lost=lost))
    if verdict is Verdict.INCONCLUSIVE:
        elsewhere = StepFailed(Failure.NAME_NOT_RESOLVED, Blame.NETWORK, "no address")
        for route in outside.world.routes:
            outside.world.tell(route, elsewhere)
        outside.reach.lost = dict.fromkeys(lost, elsewhere)

    ruling = await outside.walk(JOURNEY)

    assert (ruling.verdict, ruling.failure) == (verdict, Failure.NAME_NOT_RESOLVED)


@pytest.mark.parametrize(("off_s", "failure"), [(90, Failure.CLOCK_SKEW), (20, None)])
async def test_a_clock_that_is_off(off_s: float, failure: Failure | None) -> None:
    outside = Outside()
    outside.world.off_s = off_s

    ruling = await outside.walk(JOURNEY)

    assert ruling.failure is failure
    assert "clock_skew" in outside.warnings()


async def test_without_a_date_the_clocks_are_inconclusive() -> None:
    outside = Outside()
    outside.world.date = False

    ruling = await outside.walk(JOURNEY)

    assert (ruling.verdict, ruling.blame) == (Verdict.INCONCLUSIVE, Blame.PROBE)


@pytest.mark.parametrize(
    ("days", "verdict", "warned"),
    [(90, Verdict.PASS, False), (5, Verdict.PASS, True), (-1, Verdict.FAIL, True)],
)
async def test_a_certificate_that_ends(days: int, verdict: Verdict, *, warned: bool) -> None:
    outside = Outside(reach=Reached(expires_at=NOW + timedelta(days=days)))

    ruling = await outside.walk(JOURNEY)

    assert ruling.verdict is verdict
    assert ("certificate_expires" in outside.warnings()) is warned


@pytest.mark.parametrize("route", ["GET api/health", "GET auth/auth/config"])
@pytest.mark.parametrize("reply", [REFUSED, HTML, (500, {})])
async def test_what_is_only_looked_at_fails_nothing(route: str, reply: Reply) -> None:
    outside = Outside()
    outside.world.tell(route, reply)

    ruling = await outside.walk(JOURNEY)

    assert ruling.verdict is Verdict.PASS


async def test_degraded_and_loopback_are_warnings() -> None:
    outside = Outside()
    outside.world.tell(APP, (200, {"service": "frontend", "status": "degraded"}))
    outside.world.tell(
        "GET auth/auth/config", (200, {"oauth_redirect_uri": "https://localhost:8443/x"})
    )

    ruling = await outside.walk(JOURNEY)

    assert ruling.verdict is Verdict.PASS
    assert outside.warnings() == {"degraded", "localhost_in_answer"}


async def test_latency_is_kept_for_each_endpoint() -> None:
    outside = Outside()

    await outside.walk(JOURNEY)

    kept = [o.data["path"] for one in outside.records for o in one.observations
            if o.kind == "endpoint"]  # fmt: skip
    assert kept == ["/health", "/", "/api/discovery/services", "/health", "/health", "/auth/config"]


async def test_certificates_and_clocks_are_kept() -> None:
    outside = Outside()

    await outside.walk(JOURNEY)

    kinds = [o.kind for one in outside.records for o in one.observations]
    assert kinds.count("certificate") == 4
    assert kinds.count("clock") == 3
