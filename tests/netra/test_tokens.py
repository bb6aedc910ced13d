import base64
import json

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.model import Json
from probes.netra import sign_in, tokens
from tests.netra.answers import KEY, NOW, SUB, outcome, recorded, said, token

NOW_S = int(NOW.timestamp())


def failures(text: str, user_id: str = SUB) -> dict[str, Failure]:
    found = tokens.findings(tokens.claims_of(text), user_id, said())
    return {one.check: one.failure for one in found if one.failure is not None}


def unsigned(header: Json, payload: Json) -> str:
    parts = (json.dumps(part).encode() for part in (header, payload))
    return ".".join((*(base64.urlsafe_b64encode(p).decode().rstrip("=") for p in parts), "c2ln"))


@pytest.mark.parametrize("label", ["e2e_ok", "login"])
def test_a_recorded_token_is_sound(label: str) -> None:
    answer = recorded("auth-http.jsonl", label)
    session = sign_in.session(answer)

    found = tokens.findings(tokens.claims_of(session.access_token), session.user_id, answer)

    assert [one.check for one in found] == list(tokens.CHECKS)
    assert all(one.ok for one in found)


@pytest.mark.parametrize(
    ("claim", "value", "check"),
    [
        ("iss", "somebody-else", "issuer"),
        ("iss", None, "issuer"),
        ("aud", "netra-services", "audience"),
        ("aud", None, "audience"),
        ("sub", None, "subject"),
        ("sub", "", "subject"),
        ("sub", "demo-user-001", "subject"),
        ("token_type", "refresh", "token_type"),
        ("iat", None, "issued_now"),
        ("exp", None, "expiry"),
        ("exp", NOW_S, "expiry"),
        ("exp", NOW_S - 1, "expiry"),
    ],
)
def test_a_wrong_claim_is_named(claim: str, value: Json, check: str) -> None:
    text = token(**{claim: value})

    found = failures(text)

    assert found[check] is Failure.CLAIMS_WRONG


@pytest.mark.parametrize("off_s", [-3600, -120, 61, 90])
def test_a_time_of_issue_that_is_off_is_clock_skew(off_s: int) -> None:
    text = token(iat=NOW_S + off_s, exp=NOW_S + 9999)

    found = failures(text)

    assert found == {"issued_now": Failure.CLOCK_SKEW}


@pytest.mark.parametrize("off_s", [-60, -1, 0, 60])
def test_a_minute_of_skew_is_allowed(off_s: int) -> None:
    text = token(iat=NOW_S + off_s)

    found = failures(text)

    assert found == {}


def test_an_audience_may_be_one_of_several() -> None:
    text = token(aud=["netra-admin", "netra-platform"])

    found = failures(text)

    assert found == {}


def test_without_a_user_id_beside_it_any_subject_will_do() -> None:
    text = token(sub="whoever")

    found = failures(text, user_id="")

    assert found == {}


@pytest.mark.parametrize("algorithm", ["none", "None", ""])
def test_a_token_without_a_signature_is_refused(algorithm: str) -> None:
    payload = jwt.decode(token(), options={"verify_signature": False})
    text = unsigned({"alg": algorithm, "typ": "JWT"}, payload)

    found = failures(text)

    assert found["algorithm"] is Failure.CLAIMS_WRONG


def test_a_signature_that_was_cut_off_is_none() -> None:
    text = token().rpartition(".")[0] + "."

    found = failures(text)

    assert found["algorithm"] is Failure.CLAIMS_WRONG


def test_a_tampered_copy_has_another_signature_and_the_same_claims() -> None:
    text = token()

    forged = tokens.tampered(text)

    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(forged, KEY, algorithms=["HS256"], options={"verify_exp": False})
    assert tokens.claims_of(forged) == tokens.claims_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "garbage",
        "a.b.c",
        "..",
        "\ud800",
        "é.é.é",
        "x" * 20_000,
        unsigned([], {}),
        unsigned({"alg": "HS256"}, []),
        unsigned({"alg": "HS256", "crit": ["b64"], "b64": False}, {}),
        ".".join(["eyJhbGciOiJIUzI1NiJ9", base64.urlsafe_b64encode(b"[" * 9_000).decode(), "c2ln"]),
    ],
)
def test_what_is_no_token_is_malformed(text: str) -> None:
    with pytest.raises(StepFailed) as caught:
        tokens.claims_of(text)

    assert caught.value.failure is Failure.TOKEN_MALFORMED
    assert caught.value.blame is Blame.TARGET


@pytest.mark.parametrize("signature", ["Abcd", "Bbcd", "_bcd"])
def test_a_tampered_copy_always_differs_in_the_first_character(signature: str) -> None:
    forged = tokens.tampered(f"a.b.{signature}")

    assert forged[:4] == "a.b."
    assert forged[4] != signature[0]
    assert forged[5:] == signature[1:]


def test_a_token_longer_than_any_is_not_even_read() -> None:
    text = token(padding="x" * 20_000)

    with pytest.raises(StepFailed) as caught:
        tokens.claims_of(text)

    assert caught.value.failure is Failure.TOKEN_MALFORMED


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
CLAIMS = ("sub", "iat", "exp", "iss", "aud", "token_type", "type", "email")


@given(st.fixed_dictionaries({"alg": anything}), st.dictionaries(st.sampled_from(CLAIMS), anything))
def test_no_token_breaks_the_reading_or_the_judging(header: Json, payload: Json) -> None:
    text = unsigned(header, payload)

    found = outcome(lambda: failures(text))

    if isinstance(found, StepFailed):
        assert found.failure is Failure.TOKEN_MALFORMED
    else:
        assert found


def test_what_is_kept_of_a_token_is_no_token() -> None:
    text = token()

    kept = tokens.observation(tokens.claims_of(text))

    assert text.rpartition(".")[2] not in repr(kept)
    assert kept.data["subject"] == SUB
