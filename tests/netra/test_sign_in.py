import pytest

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.model import Identity, Json, Kind
from probes.netra import sign_in
from tests.netra.answers import SUB, TARGET, USER, recorded, said, token

LOGIN = "https://auth.example.org/auth/login"


def test_the_bypass_key_is_a_header_to_the_auth_service() -> None:
    asked = sign_in.request(TARGET, USER, "the key")

    assert asked.url == "https://auth.example.org/auth/e2e/test-auth"
    assert asked.headers == {"X-E2E-Bypass-Key": "the key"}
    assert isinstance(asked.json, dict)
    assert asked.json["email"] == USER.subject
    assert "the key" not in repr(asked.json)


def test_a_password_is_sent_to_the_login() -> None:
    identity = Identity(name="user", kind=Kind.PASSWORD, subject="a@example.org")

    asked = sign_in.request(TARGET, identity, "the password")

    assert (asked.method, asked.url) == ("POST", LOGIN)
    assert asked.json == {"email": "a@example.org", "password": "the password"}


@pytest.mark.parametrize("label", ["e2e_ok", "login", "register"])
def test_a_recorded_session_is_read(label: str) -> None:
    answer = recorded("auth-http.jsonl", label)

    given = sign_in.session(answer)

    assert given.user_id.startswith(("e2e-", "auth_user_"))
    assert given.access_token.count(".") == given.refresh_token.count(".") == 2


def test_a_proxy_that_names_no_user_still_signs_in() -> None:
    answer = recorded("b17-patched-backend-http.jsonl", "proxy_login")

    given = sign_in.session(answer)

    assert given.user_id == ""
    assert given.access_token


@pytest.mark.parametrize(
    ("label", "candidates"),
    [
        ("e2e_no_key", ()),
        ("e2e_wrong_key", ()),
        ("login_wrong_password", (Failure.SIGN_IN_REFUSED, Failure.SIGN_IN_UNAVAILABLE)),
        ("dev_login", ()),
    ],
)
def test_a_refused_credential_is_ours(label: str, candidates: tuple[Failure, ...]) -> None:
    answer = recorded("auth-http.jsonl", label)

    with pytest.raises(StepFailed) as caught:
        sign_in.session(answer)

    assert caught.value.failure is Failure.SIGN_IN_REFUSED
    assert caught.value.blame is Blame.CREDENTIAL
    assert caught.value.candidates == candidates


@pytest.mark.parametrize(
    ("status", "body", "failure"),
    [
        (503, {"detail": "E2E OAuth simulation key not configured"}, Failure.SIGN_IN_UNAVAILABLE),
        (500, b"<html>oops</html>", Failure.SIGN_IN_UNAVAILABLE),
        (200, b"<html>Welcome</html>", Failure.UNEXPECTED_BODY),
        (200, {}, Failure.UNEXPECTED_BODY),
        (200, {"access_token": ""}, Failure.UNEXPECTED_BODY),
        (200, {"access_token": {"token": "x"}}, Failure.UNEXPECTED_BODY),
        (403, b"<html>Forbidden</html>", Failure.UNEXPECTED_BODY),
        (302, b"", Failure.REDIRECTED),
        (404, {"detail": "Not Found"}, Failure.UNEXPECTED_STATUS),
        (422, {"detail": "Invalid JSON body"}, Failure.UNEXPECTED_STATUS),
    ],
)
def test_a_sign_in_that_does_not_work_is_theirs(status: int, body: Json, failure: Failure) -> None:
    answer = said(status, body, url=LOGIN)

    with pytest.raises(StepFailed) as caught:
        sign_in.session(answer)

    assert (caught.value.failure, caught.value.blame) == (failure, Blame.TARGET)


@pytest.mark.parametrize(
    "body",
    [
        {"access_token": "T", "refresh_token": "R", "user": {"id": SUB}},
        {"accessToken": "T", "refreshToken": "R", "user": {"user_id": SUB}},
        {"token": "T", "refresh_token": "R", "user_id": SUB},
        {"success": True, "data": {"access_token": "T", "refresh_token": "R", "user": {"id": SUB}}},
    ],
)
def test_a_session_is_read_in_each_spelling(body: Json) -> None:
    given = sign_in.session(said(200, body))

    assert (given.user_id, given.access_token, given.refresh_token) == (SUB, "T", "R")


def test_a_session_shows_no_token() -> None:
    text = token()

    given = sign_in.session(said(200, {"access_token": text, "refresh_token": text}))

    assert text not in repr(given)
    assert text not in repr(sign_in.observation(given))
