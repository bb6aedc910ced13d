import pytest

from probes.core.errors import Failure, StepFailed
from probes.core.model import Finding, Json
from probes.netra import session
from probes.netra.session import Validity
from probes.netra.sign_in import Session
from tests.netra.answers import SUB, TARGET, recorded, said

GOOD, BAD = Validity(True, SUB, ""), Validity(False, "", "invalid_token")  # noqa: FBT003
HTML = b"<html>Welcome</html>"


def failures(found: tuple[Finding, ...]) -> dict[str, Failure]:
    return {one.check: one.failure for one in found if one.failure is not None}


def test_the_token_is_a_bearer_for_me_and_a_body_for_validate() -> None:
    me, validate = session.me(TARGET, "T"), session.validate(TARGET, "T")

    assert (me.url, me.bearer, me.json) == ("https://auth.example.org/auth/me", "T", None)
    assert validate.json == {"token": "T", "token_type": "access"}
    assert not {name for name in validate.headers if "service" in name.lower()}


@pytest.mark.parametrize("label", ["me_ok", "me_refreshed"])
def test_the_recorded_me_names_its_user(label: str) -> None:
    answer = recorded("auth-http.jsonl", label)

    found = session.names_user(answer, "auth_user_1795452492225_4_c57dc3db")

    assert found.ok


@pytest.mark.parametrize("body", [{"user_id": "other"}, {"id": "other"}, {"user": {"id": "other"}}])
def test_a_me_of_somebody_else_is_a_wrong_identity(body: Json) -> None:
    found = session.names_user(said(200, body), SUB)

    assert found.failure is Failure.IDENTITY_WRONG


@pytest.mark.parametrize(
    ("status", "body", "failure"),
    [
        (401, {"detail": "Invalid or expired token"}, Failure.TOKEN_REJECTED),
        (403, {"detail": "Not authenticated"}, Failure.TOKEN_REJECTED),
        (200, {"email": "a@example.org"}, Failure.UNEXPECTED_BODY),
        (200, HTML, Failure.UNEXPECTED_BODY),
        (500, {}, Failure.SERVER_ERROR),
    ],
)
def test_a_me_without_a_user_is_a_failure(status: int, body: Json, failure: Failure) -> None:
    with pytest.raises(StepFailed) as caught:
        session.names_user(said(status, body), SUB)

    assert caught.value.failure is failure


@pytest.mark.parametrize(
    ("label", "valid"),
    [
        ("validate_no_service_headers", True),
        ("validate_ok", True),
        ("validate_tampered", False),
        ("validate_expired", False),
        ("validate_after_logout", False),
        ("validate_alg_none", False),
        ("validate_wrong_service_secret", False),
    ],
)
def test_a_recorded_validation_is_read(label: str, *, valid: bool) -> None:
    found = session.validity(recorded("auth-http.jsonl", label))

    assert found.valid is valid
    assert bool(found.reason) is not valid


@pytest.mark.parametrize("body", [{}, {"valid": "true"}, {"valid": 1}, {"valid": None}, [], HTML])
def test_what_is_neither_yes_nor_no_is_unexpected(body: Json) -> None:
    with pytest.raises(StepFailed) as caught:
        session.validity(said(200, body))

    assert caught.value.failure is Failure.UNEXPECTED_BODY


@pytest.mark.parametrize("status", [400, 401, 403, 422])
def test_a_refusal_by_status_is_a_no(status: int) -> None:
    found = session.validity(said(status, {"valid": True, "detail": "no"}))

    assert not found.valid


@pytest.mark.parametrize(
    ("ours", "tampered", "expected"),
    [
        (GOOD, BAD, {}),
        (Validity(True, "", ""), BAD, {}),  # noqa: FBT003
        (BAD, BAD, {"token_is_valid": Failure.TOKEN_REJECTED}),
        (GOOD, GOOD, {"tampered_token_is_invalid": Failure.VALIDATION_CONSTANT}),
        (Validity(True, "x", ""), BAD, {"validated_as_the_user": Failure.IDENTITY_WRONG}),  # noqa: FBT003
    ],
)
def test_a_yes_counts_only_if_it_depends_on_the_token(
    ours: Validity, tampered: Validity, expected: dict[str, Failure]
) -> None:
    found = session.validated(ours, tampered, SUB)

    assert failures(found) == expected
    assert tuple(one.check for one in found) == session.VALIDATE_CHECKS


def test_a_recorded_refresh_is_a_new_pair() -> None:
    given = session.refreshed(recorded("auth-http.jsonl", "refresh"))

    assert given.access_token.count(".") == 2
    assert given.refresh_token.count(".") == 2


@pytest.mark.parametrize("label", ["refresh_reuse", "refresh_garbage", "refresh_missing"])
def test_a_refused_refresh_is_named(label: str) -> None:
    with pytest.raises(StepFailed) as caught:
        session.refreshed(recorded("auth-http.jsonl", label))

    assert caught.value.failure is Failure.REFRESH_REFUSED


@pytest.mark.parametrize(
    ("access", "sub", "expected"),
    [
        ("new", SUB, {}),
        ("old", SUB, {"access_token_is_new": Failure.REFRESH_REFUSED}),
        ("new", "other", {"refreshed_is_the_user": Failure.IDENTITY_WRONG}),
    ],
)
def test_a_refresh_gives_another_token_of_the_same_user(
    access: str, sub: str, expected: dict[str, Failure]
) -> None:
    old = Session(user_id=SUB, access_token="old", refresh_token="r1")
    new = Session(user_id="", access_token=access, refresh_token="r2")

    found = session.new_pair(old, new, (SUB, sub))

    assert failures(found) == expected


@pytest.mark.parametrize(
    ("status", "body", "failure"),
    [
        (401, {"detail": "Invalid refresh token"}, None),
        (200, {"error": "used"}, None),
        (200, {"access_token": "another"}, Failure.REFRESH_REUSABLE),
        (200, {"data": {"access_token": "another"}}, Failure.REFRESH_REUSABLE),
    ],
)
def test_a_refresh_token_works_once(status: int, body: Json, failure: Failure | None) -> None:
    found = session.used_once(said(status, body))

    assert found.failure is failure


@pytest.mark.parametrize(("status", "body"), [(200, HTML), (401, HTML), (500, {}), (200, [])])
def test_a_reuse_that_is_answered_with_nonsense_proves_nothing(status: int, body: Json) -> None:
    with pytest.raises(StepFailed) as caught:
        session.used_once(said(status, body))

    assert caught.value.failure in {Failure.UNEXPECTED_BODY, Failure.SERVER_ERROR}


@pytest.mark.parametrize(
    ("after", "me_status", "expected"),
    [
        (BAD, 401, {}),
        (BAD, 403, {}),
        (GOOD, 401, {"validate_honours_logout": Failure.LOGOUT_IGNORED}),
        (BAD, 200, {"me_honours_logout": Failure.LOGOUT_IGNORED}),
    ],
)
def test_a_logout_is_honoured_everywhere(
    after: Validity, me_status: int, expected: dict[str, Failure]
) -> None:
    found = session.logged_out(after, said(me_status, {"user_id": SUB}))

    assert failures(found) == expected


@pytest.mark.parametrize(("status", "body"), [(200, HTML), (401, HTML), (404, {}), (503, {})])
def test_a_me_that_breaks_is_no_honoured_logout(status: int, body: Json) -> None:
    with pytest.raises(StepFailed) as caught:
        session.logged_out(BAD, said(status, body))

    assert caught.value.failure is not Failure.LOGOUT_IGNORED


def test_a_logout_that_is_refused_is_a_failure() -> None:
    with pytest.raises(StepFailed) as caught:
        session.said_goodbye(said(500, {}))

    assert caught.value.failure is Failure.SERVER_ERROR


@pytest.mark.parametrize(
    ("status", "failure"),
    [(404, Failure.UNEXPECTED_STATUS), (500, Failure.SERVER_ERROR), (429, Failure.RATE_LIMITED)],
)
def test_a_validation_that_breaks_is_no_no(status: int, failure: Failure) -> None:
    with pytest.raises(StepFailed) as caught:
        session.validity(said(status, {"valid": False}))

    assert caught.value.failure is failure


@pytest.mark.parametrize(
    ("after", "failure", "seen"),
    [(GOOD, None, "valid"), (BAD, Failure.TOKEN_REJECTED, "invalid: invalid_token")],
)
def test_a_renewed_token_must_be_good(after: Validity, failure: Failure | None, seen: str) -> None:
    found = session.still_valid(after)

    assert (found.failure, found.seen) == (failure, seen)
