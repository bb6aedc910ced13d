from collections.abc import Callable

import pytest

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.model import Json
from probes.core.ports import Answer
from probes.netra import service_answers as read
from probes.netra.matrix import Backend, Entry, Own, Rows, Signed
from tests.netra.answers import NOW, SERVICE, recorded, said, token

AUTH, BACKEND = "auth-http.jsonl", "b17-patched-backend-http.jsonl"
HTML = b"<html>Welcome</html>"
NONE = Rows()


def failure_of(caught: pytest.ExceptionInfo[StepFailed]) -> tuple[Failure, Blame]:
    return caught.value.failure, caught.value.blame


def test_the_recorded_health_gives_latency_and_clock() -> None:
    answer = recorded(AUTH, "health", "8081/health")

    rows = read.with_health(NONE, [answer])

    assert rows.auth_s == pytest.approx(0.0125)
    assert rows.skew_s == 0.0


def test_one_slow_answer_of_three_is_no_slow_service() -> None:
    body: Json = {"service": "auth-service", "status": "healthy"}
    cold = [said(200, body, took_s=took_s) for took_s in (0.9, 0.02, 0.03)]

    rows = read.with_health(NONE, cold)

    assert rows.auth_s == 0.03


def test_a_health_of_somebody_else_is_no_health() -> None:
    with pytest.raises(StepFailed) as caught:
        read.with_health(NONE, [said(200, {"status": "ok"})])

    assert failure_of(caught) == (Failure.NOT_ITSELF, Blame.TARGET)


def test_the_recorded_self_check_is_healthy() -> None:
    rows = read.with_own_health(NONE, recorded(AUTH, "health", "/api/v1/service/health"))

    assert rows.own is Own.HEALTHY


def test_a_healthy_self_check_may_speak_of_other_things() -> None:
    body: Json = {"status": "healthy", "note": "the OAuth service is not configured"}

    rows = read.with_own_health(NONE, said(200, body))

    assert rows.own is Own.HEALTHY


@pytest.mark.parametrize("status", [200, 503])
@pytest.mark.parametrize(
    "body",
    [
        {"status": "unhealthy", "error": "service_secret_not_configured"},
        {"status": "unhealthy", "test_result": False, "reason": "SERVICE_SECRET is not set"},
        {"status": "unhealthy", "message": "secret unset"},
    ],
)
def test_an_unset_secret_is_read_in_each_wording(status: int, body: Json) -> None:
    rows = read.with_own_health(NONE, said(status, body))

    assert rows.own is Own.SECRET_UNSET


@pytest.mark.parametrize(
    ("status", "body", "failure", "blame"),
    [
        (200, {"status": "unhealthy"}, Failure.UNHEALTHY, Blame.TARGET),
        (503, {"status": "unhealthy", "reason": "no database"}, Failure.UNHEALTHY, Blame.TARGET),
        (200, {"status": "healthy", "test_result": False}, Failure.UNHEALTHY, Blame.TARGET),
        (500, {}, Failure.SERVER_ERROR, Blame.TARGET),
        (404, {}, Failure.UNEXPECTED_STATUS, Blame.PROBE),
        (200, HTML, Failure.UNEXPECTED_BODY, Blame.TARGET),
    ],
)
def test_another_self_check_is_a_trouble(
    status: int, body: Json, failure: Failure, blame: Blame
) -> None:
    with pytest.raises(StepFailed) as caught:
        read.with_own_health(NONE, said(status, body))

    assert failure_of(caught) == (failure, blame)


@pytest.mark.parametrize(
    ("label", "entry"),
    [
        ("service_authenticate", Entry.ACCEPTED),
        ("service_authenticate_wrong", Entry.SECRET_WRONG),
        ("service_authenticate_unknown", Entry.ID_WRONG),
    ],
)
def test_a_recorded_entry_is_read(label: str, entry: Entry) -> None:
    rows = read.with_entry(NONE, recorded(AUTH, label), SERVICE)

    assert rows.entry is entry


@pytest.mark.parametrize(
    ("status", "body", "entry"),
    [
        (200, {"authenticated": False, "error": "service_secret_not_configured"}, "SECRET_UNSET"),
        (503, {"detail": "Service secret not configured"}, "SECRET_UNSET"),
        (401, {"detail": "Invalid service credentials"}, "SECRET_WRONG"),
        (403, {"error": "Unknown service"}, "ID_WRONG"),
        (200, {"authenticated": False, "error": "service_not_in_registry"}, "ID_WRONG"),
    ],
)
def test_an_entry_is_read_in_other_wordings(status: int, body: Json, entry: str) -> None:
    rows = read.with_entry(NONE, said(status, body), SERVICE)

    assert rows.entry is Entry[entry]


@pytest.mark.parametrize(
    ("body", "failure"),
    [
        ({"authenticated": True}, Failure.TOKEN_MALFORMED),
        ({"authenticated": True, "service_token": "x"}, Failure.TOKEN_MALFORMED),
        ({"authenticated": True, "service_token": token()}, Failure.CLAIMS_WRONG),
        (
            {"authenticated": True, "service_token": token(sub="netra-backend")},
            Failure.CLAIMS_WRONG,
        ),
        ({"authenticated": "true", "service_token": token()}, Failure.SERVER_ERROR),
        ({"authenticated": False, "error": "authentication_error"}, Failure.SERVER_ERROR),
        (HTML, Failure.UNEXPECTED_BODY),
    ],
)
def test_a_yes_without_a_token_of_ours_is_no_yes(body: Json, failure: Failure) -> None:
    with pytest.raises(StepFailed) as caught:
        read.with_entry(NONE, said(200, body), SERVICE)

    assert failure_of(caught) == (failure, Blame.TARGET)


@pytest.mark.parametrize("status", [422, 500, 502])
def test_an_entry_by_another_status_is_a_trouble(status: int) -> None:
    with pytest.raises(StepFailed):
        read.with_entry(NONE, said(status, {"error": "unknown_service_id"}), SERVICE)


@pytest.mark.parametrize("reading", [read.signature_of, lambda a: read.with_signed(NONE, a)])
def test_too_many_requests_are_no_row_that_was_seen(reading: Callable[[Answer], object]) -> None:
    with pytest.raises(StepFailed) as caught:
        reading(said(429, {}))

    assert failure_of(caught) == (Failure.RATE_LIMITED, Blame.PROBE)


def test_the_service_tokens_time_of_issue_tells_their_clock() -> None:
    ahead = token(sub="netra-backend", token_type="service", iat=int(NOW.timestamp()) + 300)
    body: Json = {"authenticated": True, "service_token": ahead}

    rows = read.with_entry(Rows(skew_s=-2.0), said(200, body), SERVICE)

    assert rows.skew_s == 300.0


@pytest.mark.parametrize(
    ("label", "entry", "expected_id"),
    [
        ("validate_ok", Entry.ACCEPTED, ""),
        ("validate_tampered", Entry.TOKEN_INVALID, ""),
        ("validate_wrong_service_secret", Entry.SECRET_WRONG, ""),
        ("validate_wrong_service_id", Entry.ID_WRONG, " (it expects netra-backend)"),
    ],
)
def test_a_recorded_validation_as_a_service_is_read(
    label: str, entry: Entry, expected_id: str
) -> None:
    rows = read.with_service_validation(NONE, recorded(AUTH, label))

    assert (rows.as_service, rows.expected_id) == (entry, expected_id)


def test_a_service_that_is_not_configured_has_no_secret() -> None:
    body: Json = {"valid": False, "error": "service_not_configured"}

    rows = read.with_service_validation(NONE, said(200, body))

    assert rows.as_service is Entry.SECRET_UNSET


@pytest.mark.parametrize(
    ("reason", "entry"),
    [
        ("invalid_service_secret", Entry.TOKEN_INVALID),
        ("invalid_service_id", Entry.TOKEN_INVALID),
        ("service_not_configured", Entry.SECRET_UNSET),
        ("the key server is not available", Entry.TOKEN_INVALID),
    ],
)
def test_only_an_unset_secret_can_be_told_without_an_identity(reason: str, entry: Entry) -> None:
    rows = read.with_validation(NONE, said(200, {"valid": False, "error": reason}))

    assert rows.user == (entry,)


def test_without_an_identity_a_no_is_about_the_token() -> None:
    answers = [recorded(AUTH, "validate_no_service_headers"), recorded(AUTH, "validate_garbage")]

    rows = read.with_validation(read.with_validation(NONE, answers[0]), answers[1])

    assert rows.user == (Entry.ACCEPTED, Entry.TOKEN_INVALID)


def test_a_recorded_answer_of_the_backend_is_read() -> None:
    rows = read.with_backend(NONE, recorded(BACKEND, "threads_ok"))
    rows = read.with_backend(rows, recorded(BACKEND, "threads_garbage"))

    assert rows.backend == (Backend.ACCEPTED, Backend.REJECTED)


@pytest.mark.parametrize(
    ("status", "body", "backend"),
    [
        (200, {"threads": []}, Backend.ACCEPTED),
        (403, {"message": "Not authenticated"}, Backend.FORBIDDEN),
        (500, {"message": "SYSTEM USER AUTHENTICATION FAILURE"}, Backend.BROKEN),
        (503, {"message": "Authentication service temporarily unavailable"},
         Backend.AUTH_UNAVAILABLE),
        (503, {"message": "Database service temporarily unavailable"}, Backend.UNAVAILABLE),
        (503, b"<html>auth unavailable</html>", Backend.UNAVAILABLE),
        (502, HTML, Backend.UNAVAILABLE),
    ],
)  # fmt: skip
def test_each_answer_of_the_backend_has_a_name(status: int, body: Json, backend: Backend) -> None:
    rows = read.with_backend(NONE, said(status, body))

    assert rows.backend == (backend,)


@pytest.mark.parametrize(
    ("status", "body", "failure", "blame"),
    [
        (200, HTML, Failure.UNEXPECTED_BODY, Blame.TARGET),
        (200, {"detail": "x"}, Failure.UNEXPECTED_BODY, Blame.TARGET),
        (403, HTML, Failure.UNEXPECTED_BODY, Blame.TARGET),
        (404, {}, Failure.UNEXPECTED_STATUS, Blame.TARGET),
        (429, {}, Failure.RATE_LIMITED, Blame.PROBE),
    ],
)
def test_an_answer_that_is_no_list_is_a_trouble(
    status: int, body: Json, failure: Failure, blame: Blame
) -> None:
    with pytest.raises(StepFailed) as caught:
        read.with_backend(NONE, said(status, body))

    assert failure_of(caught) == (failure, blame)


@pytest.mark.parametrize(
    ("status", "body", "alive"),
    [(200, {}, True), (401, {}, True), (500, {}, False), (503, HTML, False), (200, HTML, None)],
)
def test_a_backend_is_alive_when_it_answers_without_a_token(
    status: int, body: Json, alive: object
) -> None:
    rows = read.with_greeting(NONE, said(status, body))

    assert rows.alive is alive


@pytest.mark.parametrize(
    ("status", "body", "signed"),
    [
        (200, {"valid": True}, Signed.FRESH),
        (200, {"valid": False, "error": "request_timestamp_too_old"}, Signed.TOO_OLD),
        (401, {"error": "timestamp expired"}, Signed.TOO_OLD),
        (200, {"valid": False, "error": "invalid_timestamp_format"}, Signed.NOT_OBSERVABLE),
        (200, {"valid": False, "error": "invalid_signature"}, Signed.NOT_OBSERVABLE),
        (404, {"detail": "Not Found"}, Signed.NOT_OBSERVABLE),
        (422, {"detail": []}, Signed.NOT_OBSERVABLE),
        (500, {}, Signed.NOT_OBSERVABLE),
        (200, HTML, Signed.NOT_OBSERVABLE),
    ],
)
def test_a_signed_request_tells_of_a_clock_or_of_nothing(
    status: int, body: Json, signed: Signed
) -> None:
    rows = read.with_signed(NONE, said(status, body))

    assert rows.signed is signed
