import hashlib
import hmac
import json
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.standin.signatures import read_signed
from tests.standin.visitor import Json, Visitor, visiting

BODY = '{"a":1}'


def signature(secret: str, timestamp: object, body: str = BODY) -> str:
    message = f"netra-backend:POST:/api/threads:{body}:{timestamp}"
    return hmac.new(secret.encode(), message.encode(), hashlib.sha256).hexdigest()


async def ruling(visitor: Visitor, timestamp: object, **changed: object) -> Json:
    secret = visitor.standin.secrets.service_secret
    asked = {
        "service_id": "netra-backend",
        "method": "POST",
        "path": "/api/threads",
        "body": BODY,
        "timestamp": timestamp,
        "signature": signature(secret, timestamp),
    } | changed
    url = f"{visitor.standin.auth}/api/v1/service/validate-request"
    answer: Json = (await visitor.http.post(url, json=asked)).json()
    return answer


async def test_a_request_signed_now_is_valid() -> None:
    async with visiting() as visitor:
        in_seconds = await ruling(visitor, int(time.time()))
        in_words = await ruling(visitor, datetime.now(UTC).isoformat())
        as_text = await ruling(visitor, str(time.time()))

    assert in_seconds == {"valid": True, "service_id": "netra-backend", "error": None}
    assert in_words == as_text == in_seconds


@pytest.mark.parametrize(
    ("shift_s", "error"), [(-290, None), (-310, "request_timestamp_too_old"), (290, None)]
)
async def test_it_may_be_five_minutes_old(shift_s: int, error: str | None) -> None:
    async with visiting() as visitor:
        seen = await ruling(visitor, int(time.time()) + shift_s)

    assert (seen["valid"], seen["error"]) == (error is None, error)


async def test_what_was_not_signed_is_refused() -> None:
    async with visiting() as visitor:
        now = int(time.time())
        other_body = await ruling(visitor, now, body="{}")
        other_service = await ruling(visitor, now, service_id="netra-nope")
        no_time = await ruling(visitor, "yesterday")

    assert other_body["error"] == "invalid_signature"
    assert other_service["error"] == "unknown_service_id"
    assert no_time["error"] == "invalid_timestamp"


async def test_what_the_service_signs_it_accepts() -> None:
    asked = {"service_id": "netra-backend", "method": "post", "path": "/api/threads", "body": BODY}
    async with visiting() as visitor:
        url = f"{visitor.standin.auth}/api/v1/service/sign-request"
        signed = (await visitor.http.post(url, json=asked)).json()

        seen = await ruling(visitor, signed["timestamp"], signature=signed["signature"])

    assert signed["error"] is None
    assert seen["valid"] is True


@pytest.mark.parametrize("sort_keys", [True, False])
@pytest.mark.parametrize("separators", [(",", ":"), (", ", ": ")])
def test_a_body_that_is_json_may_be_spelt_in_any_way(
    *, sort_keys: bool, separators: tuple[str, str]
) -> None:
    body = {"b": 1, "a": 2}
    spelt = json.dumps(body, sort_keys=sort_keys, separators=separators)
    asked = {"id": "netra-backend", "http_method": "POST", "url_path": "/api/threads"}

    seen = read_signed(asked | {"payload": body, "ts": 1}, default_time=None)

    assert signature("s", 1, spelt) in seen.signatures("s")


@given(
    st.dictionaries(
        st.sampled_from(["timestamp", "body", "path", "method", "service_id", "signature"]),
        st.none() | st.integers() | st.floats() | st.text() | st.lists(st.integers()),
    )
)
def test_no_request_can_crash_it(body: Json) -> None:
    seen = read_signed(body, default_time=None)

    assert seen.signatures("s")
    seen.instant()
