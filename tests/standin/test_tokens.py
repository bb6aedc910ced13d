import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.standin import tokens
from probes.standin.tokens import Claims, Use
from tests.standin.visitor import visiting

KEY = "k" * 64
NOW = 1_800_000_000.0


def made(use: Use = Use.ACCESS, changed: Claims | None = None) -> str:
    payload: Claims = tokens.claims(use, "e2e-ada", issued_at=NOW, ttl_s=1800)
    return tokens.sign(payload | {"email": "ada@x.example"} | (changed or {}), KEY)


def test_a_token_holds_until_it_expires() -> None:
    token = made()

    fresh = tokens.verify(token, KEY, Use.ACCESS, NOW)
    last = tokens.verify(token, KEY, Use.ACCESS, NOW + 1799)
    over = tokens.verify(token, KEY, Use.ACCESS, NOW + 1800)

    assert fresh is not None
    assert (fresh.subject, fresh.email) == ("e2e-ada", "ada@x.example")
    assert last == fresh
    assert over is None


@given(ahead_s=st.integers(-3600, 3600))
def test_a_token_from_the_future_is_refused_beyond_a_minute(ahead_s: int) -> None:
    seen = tokens.verify(made(), KEY, Use.ACCESS, NOW - ahead_s)

    assert (seen is not None) == (-1800 < ahead_s <= 60)


def test_no_token_is_good_for_more_than_a_day() -> None:
    token = tokens.sign(
        tokens.claims(Use.REFRESH, "x", issued_at=NOW, ttl_s=tokens.REFRESH_TTL_S), KEY
    )

    assert tokens.verify(token, KEY, Use.REFRESH, NOW + 86399) is not None
    assert tokens.verify(token, KEY, Use.REFRESH, NOW + 86400) is None


@pytest.mark.parametrize("other", [Use.REFRESH, Use.SERVICE])
def test_a_token_of_another_kind_is_refused(other: Use) -> None:
    token = made(other)

    assert tokens.verify(token, KEY, Use.ACCESS, NOW) is None
    assert tokens.verify(token, KEY, other, NOW) is not None


@pytest.mark.parametrize(
    "changed",
    [{"iss": "somebody"}, {"aud": "netra-admin"}, {"exp": "soon"}, {"iat": None}, {"jti": 7}],
)
def test_a_token_with_a_wrong_claim_is_refused(changed: Claims) -> None:
    assert tokens.verify(made(changed=changed), KEY, Use.ACCESS, NOW) is None


def test_a_signature_of_another_key_or_of_none_is_refused() -> None:
    payload = jwt.decode(made(), options={"verify_signature": False})
    unsigned = jwt.encode(payload, "", algorithm="none")

    assert tokens.verify(tokens.sign(payload, "o" * 64), KEY, Use.ACCESS, NOW) is None
    assert tokens.verify(unsigned, KEY, Use.ACCESS, NOW) is None


@given(st.text())
def test_no_text_can_crash_it(text: str) -> None:
    assert tokens.verify(text, KEY, Use.ACCESS, NOW) is None


async def test_an_access_token_has_the_claims_of_the_facts() -> None:
    async with visiting() as visitor:
        account = await visitor.sign_in()

    seen = jwt.decode(account.access, options={"verify_signature": False})
    assert list(seen) == [
        *("sub", "iat", "exp", "token_type", "type", "iss", "aud", "jti", "env", "svc_id"),
        *("email", "permissions"),
    ]
    assert seen["exp"] - seen["iat"] == 1800
    assert (seen["iss"], seen["aud"]) == ("netra-auth-service", "netra-platform")
    assert (seen["sub"], seen["permissions"]) == ("e2e-a1b2-ada", [])
    assert (seen["token_type"], seen["type"], seen["env"]) == ("access", "access", "staging")
