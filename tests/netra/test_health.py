import pytest

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.model import Finding, Json
from probes.netra import health
from tests.netra.answers import recorded, said

AUTH, BACKEND = "auth-http.jsonl", "b17-patched-backend-http.jsonl"
HTML = b"<!doctype html><title>Netra</title>"
FRONTEND: Json = {"service": "frontend", "status": "healthy", "dependencies": {}}
WELCOME: Json = {"message": "Welcome to Netra API"}
SERVICES: Json = {"services": {"backend": {"port": 443}, "auth": {}}}
NOT_FOUND: Json = {"detail": "Not Found"}


def failures(found: tuple[Finding, ...]) -> dict[str, Failure]:
    return {one.check: one.failure for one in found if one.failure is not None}


def test_the_recorded_auth_service_is_itself_and_well() -> None:
    found = health.service(recorded(AUTH, "health", "8081/health"), "auth")

    assert [one.check for one in found] == ["auth_is_itself", "auth_is_well"]
    assert failures(found) == {}


def test_the_recorded_backend_is_itself() -> None:
    root = recorded(BACKEND, "health", ":8000/")
    discovery = recorded(BACKEND, "health", "/api/discovery/services")

    found = health.backend(root, discovery)

    assert failures(found) == {}


@pytest.mark.parametrize("body", [HTML, {"status": "ok"}])
def test_a_header_alone_may_be_a_proxys(body: Json) -> None:
    found = health.service(said(200, body, {"x-service-name": "auth-service"}), "auth")

    assert failures(found) == {"auth_is_itself": Failure.NOT_ITSELF}


@pytest.mark.parametrize(
    "body",
    [{"status": "ok"}, {}, [], HTML, b"", None, {"service": "frontend"}, {"service": 5}, WELCOME],
)
def test_a_200_of_nobody_or_of_another_is_not_the_auth_service(body: Json) -> None:
    found = health.service(said(200, body), "auth")

    assert failures(found) == {"auth_is_itself": Failure.NOT_ITSELF}


@pytest.mark.parametrize("name", ["oauth2-proxy", "author-service", "authx"])
def test_a_name_that_only_sounds_like_it_is_another(name: str) -> None:
    found = health.service(said(200, {"service": name, "status": "healthy"}), "auth")

    assert failures(found) == {"auth_is_itself": Failure.NOT_ITSELF}


@pytest.mark.parametrize("body", [HTML, {"service": "auth-service", "status": "healthy"}])
def test_a_200_of_another_is_not_the_front_end(body: Json) -> None:
    found = health.service(said(200, body), "frontend")

    assert failures(found) == {"frontend_is_itself": Failure.NOT_ITSELF}


@pytest.mark.parametrize(
    ("status", "body", "failure"),
    [
        (503, {"status": "unhealthy", "reason": "database"}, Failure.UNHEALTHY),
        (503, {"service": "frontend", "status": "unhealthy"}, Failure.UNHEALTHY),
        (503, HTML, Failure.SERVER_ERROR),
        (502, b"", Failure.SERVER_ERROR),
        (404, NOT_FOUND, Failure.UNEXPECTED_STATUS),
        (403, HTML, Failure.UNEXPECTED_BODY),
    ],
)
def test_a_service_that_is_not_well_is_named(status: int, body: Json, failure: Failure) -> None:
    with pytest.raises(StepFailed) as caught:
        health.service(said(status, body), "frontend")

    assert (caught.value.failure, caught.value.blame) == (failure, Blame.TARGET)


def test_a_200_that_says_unhealthy_is_unhealthy() -> None:
    found = health.service(said(200, {"service": "frontend", "status": "unhealthy"}), "frontend")

    assert failures(found) == {"frontend_is_well": Failure.UNHEALTHY}


@pytest.mark.parametrize("condition", ["healthy", "ok", "running", "degraded", "", None])
def test_other_conditions_are_well_enough(condition: Json) -> None:
    found = health.service(said(200, {"service": "frontend", "status": condition}), "frontend")

    assert failures(found) == {}


@pytest.mark.parametrize(
    ("root", "discovery"),
    [
        ((200, WELCOME), (200, SERVICES)),
        ((404, NOT_FOUND), (200, SERVICES)),
        ((200, {"service": "netra-backend"}), (200, SERVICES)),
        ((200, {"service": "auth-aware-backend"}), (200, SERVICES)),
        ((404, {}), (200, {"services": [{"name": "Backend"}, {"name": "auth"}]})),
        ((404, {}), (200, {"services": ["auth", "backend"]})),
        ((404, {}), (200, {"data": {"services": {"netra-backend": {}}}})),
    ],
)
def test_a_backend_is_recognised_by_its_list_of_services(
    root: tuple[int, Json], discovery: tuple[int, Json]
) -> None:
    found = health.backend(said(*root), said(*discovery))

    assert failures(found) == {}


@pytest.mark.parametrize(
    ("root", "discovery"),
    [
        ((200, WELCOME), (404, NOT_FOUND)),
        ((200, HTML), (200, HTML)),
        ((200, HTML), (200, SERVICES)),
        ((200, {}), (200, SERVICES)),
        ((200, WELCOME), (200, HTML)),
        ((200, WELCOME), (200, {})),
        ((200, HTML), (404, HTML)),
        ((200, {"status": "ok"}), (404, NOT_FOUND)),
        ((200, {"status": "ok"}), (200, {"services": {}})),
        ((200, {"service": "auth-service", "status": "running"}), (404, NOT_FOUND)),
        ((200, {"service": "auth-service", "status": "running"}), (200, SERVICES)),
        ((200, {"service": "frontend"}), (200, SERVICES)),
        ((200, {}), (200, {"services": {"auth": {}}})),
        ((404, {}), (401, {"services": {"backend": {}}})),
    ],
)
def test_another_service_is_not_the_backend(
    root: tuple[int, Json], discovery: tuple[int, Json]
) -> None:
    found = health.backend(said(*root), said(*discovery))

    assert failures(found) == {"api_is_itself": Failure.NOT_ITSELF}


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_dead_backend_is_a_server_error(status: int) -> None:
    with pytest.raises(StepFailed) as caught:
        health.backend(said(status, HTML), said(status, HTML))

    assert caught.value.failure is Failure.SERVER_ERROR


def test_a_front_page_that_moves_is_no_fault_of_the_backend_behind_it() -> None:
    moved = StepFailed(Failure.REDIRECTED, Blame.TARGET, "GET / answered 307")

    found = health.backend(moved, said(200, SERVICES), shared=True)

    assert failures(found) == {}


@pytest.mark.parametrize("page", [HTML, {"service": "frontend"}])
def test_a_front_page_of_a_shared_name_says_nothing_of_the_backend(page: Json) -> None:
    behind = health.backend(said(200, page), said(200, SERVICES), shared=True)
    nothing = health.backend(said(200, page), said(404, NOT_FOUND), shared=True)

    assert failures(behind) == {}
    assert failures(nothing) == {"api_is_itself": Failure.NOT_ITSELF}


def test_a_front_page_that_does_not_answer_is_a_fault() -> None:
    lost = StepFailed(Failure.CONNECTION_LOST, Blame.TARGET, "gone")

    with pytest.raises(StepFailed) as caught:
        health.backend(lost, said(200, SERVICES))

    assert caught.value is lost


def test_a_degraded_service_and_a_loopback_address_are_warned_of() -> None:
    degraded = said(200, {"service": "frontend", "status": "degraded"})
    config = recorded(AUTH, "health", "/auth/config")
    public = said(200, config.body)

    warned = [one.warning for answer in (degraded, public) for one in health.warnings(answer)]

    assert warned == ["degraded", "localhost_in_answer"]


def test_a_loopback_target_may_speak_of_loopback() -> None:
    answer = said(200, {"url": "http://localhost:1"}, url="http://127.0.0.1:8081/auth/config")

    assert health.warnings(answer) == ()


@pytest.mark.parametrize(
    ("status", "failure"), [(302, Failure.REDIRECTED), (403, Failure.UNEXPECTED_BODY)]
)
def test_an_edge_that_stands_in_the_way_is_named(status: int, failure: Failure) -> None:
    with pytest.raises(StepFailed) as caught:
        health.backend(said(status, HTML), said(status, HTML))

    assert caught.value.failure is failure
