"""What each fault of the HTTP doors shows to somebody outside, and a healthy target does not."""

import time
from collections.abc import Awaitable, Callable, Mapping
from email.utils import parsedate_to_datetime

import jwt
import pytest

from tests.standin.visitor import Account, Visitor, json_object, visiting

Sign = Callable[[Visitor], Awaitable[bool]]
TOO_SLOW_S = 0.3  # the backend's pre-check (facts §3.3)


async def auth_is_down(visitor: Visitor) -> bool:
    answers = [await visitor.http.get(visitor.standin.auth + path) for path in ("/", "/health")]
    return [answer.status_code for answer in answers] == [503, 503]


async def everything_is_down(visitor: Visitor) -> bool:
    doors = (visitor.standin.frontend, visitor.standin.api, visitor.standin.auth)
    answers = [await visitor.http.get(f"{door}/health") for door in doors]
    return [answer.status_code for answer in answers] == [503, 503, 503]


async def authenticate(visitor: Visitor) -> object:
    answer = await visitor.http.post(
        f"{visitor.standin.auth}/api/v1/service/authenticate",
        json={
            "service_id": "netra-backend",
            "service_secret": visitor.standin.secrets.service_secret,
        },
    )
    return answer.json()["error"]


async def as_service(visitor: Visitor) -> dict[str, object]:
    account = await visitor.sign_in()
    return await visitor.validate(account.access, as_service=True)


async def threads(visitor: Visitor, account: Account) -> int:
    url = f"{visitor.standin.api}/api/threads"
    return (await visitor.http.get(url, headers=account.headers)).status_code


async def fresh_tokens(visitor: Visitor, count: int) -> list[int]:
    return [await threads(visitor, await visitor.sign_in()) for _ in range(count)]


async def secret_is_wrong(visitor: Visitor) -> bool:
    seen = await as_service(visitor)
    wrong = "invalid_service_secret"
    backend = await fresh_tokens(visitor, 1)
    return (await authenticate(visitor), seen.get("error"), backend) == (wrong, wrong, [200])


async def secret_is_unset(visitor: Visitor) -> bool:
    health = await visitor.http.get(f"{visitor.standin.auth}/api/v1/service/health")
    seen = await as_service(visitor)
    return (
        health.json()["status"] == "unhealthy"
        and await authenticate(visitor) == "service_secret_not_configured"
        and seen.get("error") == "service_not_configured"
        and await fresh_tokens(visitor, 2) == [401, 401]
    )


async def id_is_wrong(visitor: Visitor) -> bool:
    seen = await as_service(visitor)
    named = "netra-backend-20250907" in str(seen.get("message"))
    return (
        named
        and seen["error"] == "invalid_service_id"
        and await authenticate(visitor) == "unknown_service_id"
        and await fresh_tokens(visitor, 2) == [401, 401]
    )


async def backend_refuses_valid_tokens(visitor: Visitor) -> bool:
    seen = await as_service(visitor)
    return seen["valid"] is True and await fresh_tokens(visitor, 4) == [401] * 4


async def instances_disagree(visitor: Visitor) -> bool:
    account = await visitor.sign_in()
    rulings = [(await visitor.validate(account.access))["valid"] for _ in range(5)]
    return set(rulings) == {True, False} and set(await fresh_tokens(visitor, 4)) == {200, 401}


async def auth_is_slow(visitor: Visitor) -> bool:
    begun = time.monotonic()
    await visitor.http.get(f"{visitor.standin.auth}/health")
    slow = time.monotonic() - begun > TOO_SLOW_S
    spoilt, good = await visitor.sign_in(), await visitor.sign_in()
    rulings = [await threads(visitor, account) for account in (spoilt, good, spoilt, good)]
    valid = (await visitor.validate(spoilt.access))["valid"]
    return slow and valid is True and rulings == [401, 200, 401, 200]


async def clock_is_ahead(visitor: Visitor) -> bool:
    health = await visitor.http.get(f"{visitor.standin.auth}/health")
    date = parsedate_to_datetime(health.headers["date"]).timestamp()
    account = await visitor.sign_in()
    issued = jwt.decode(account.access, options={"verify_signature": False})["iat"]
    signed = {"service_id": "netra-backend", "method": "GET", "path": "/", "body": ""}
    url = f"{visitor.standin.auth}/api/v1/service/validate-request"
    now = {"timestamp": int(time.time()), "signature": "0" * 64}
    ruling = await visitor.http.post(url, json=signed | now)
    return (
        date - time.time() > 300
        and issued - time.time() > 300
        and ruling.json()["error"] == "request_timestamp_too_old"
        and await threads(visitor, account) == 401
        and (await visitor.validate(account.access))["valid"] is True
    )


async def sessions_are_broken(visitor: Visitor) -> bool:
    account = await visitor.sign_in()
    seen = await visitor.validate(account.access, as_service=True)
    return seen["valid"] is True and await threads(visitor, account) == 500


async def nobody_can_sign_in(visitor: Visitor) -> bool:
    answer = await visitor.http.post(
        f"{visitor.standin.auth}/auth/e2e/test-auth",
        headers={"X-E2E-Bypass-Key": visitor.standin.secrets.e2e_key},
        json={"email": "a1b2@standin.example"},
    )
    return answer.status_code == 500


async def refresh_works_twice(visitor: Visitor) -> bool:
    account = await visitor.sign_in()
    url = f"{visitor.standin.auth}/auth/refresh"
    body = {"refresh_token": account.refresh}
    answers = [await visitor.http.post(url, json=body) for _ in range(2)]
    return [answer.status_code for answer in answers] == [200, 200]


async def refresh_never_works(visitor: Visitor) -> bool:
    account = await visitor.sign_in()
    url = f"{visitor.standin.auth}/auth/refresh"
    answer = await visitor.http.post(url, json={"refresh_token": account.refresh})
    return answer.status_code == 401


async def token_outlives_logout(visitor: Visitor) -> bool:
    account = await visitor.sign_in()
    base = f"{visitor.standin.auth}/auth"
    out = await visitor.http.post(f"{base}/logout", headers=account.headers)
    me = await visitor.http.get(f"{base}/me", headers=account.headers)
    return (out.status_code, me.status_code) == (200, 200)


async def backend_is_down(visitor: Visitor) -> bool:
    answer = await visitor.http.get(f"{visitor.standin.api}/")
    frontend = await visitor.http.get(f"{visitor.standin.frontend}/health")
    return answer.status_code == 503 and frontend.json()["status"] == "degraded"


async def every_path_is_a_page(visitor: Visitor) -> bool:
    paths = ("/", "/health", "/api/threads", "/api/discovery/services")
    answers = [await visitor.http.get(visitor.standin.api + path) for path in paths]
    pages = [answer.headers["content-type"].startswith("text/html") for answer in answers]
    return all(pages) and {answer.status_code for answer in answers} == {200}


async def thread_is_lost(visitor: Visitor) -> bool:
    account = await visitor.sign_in()
    thread_id = await visitor.thread(account)
    return (await visitor.history(account, thread_id)).status_code == 404


SIGNS: Mapping[str, Sign] = {
    "auth-down": auth_is_down,
    "whole-outage": everything_is_down,
    "wrong-service-secret": secret_is_wrong,
    "unset-service-secret": secret_is_unset,
    "wrong-service-id": id_is_wrong,
    "backend-secret-wrong": backend_refuses_valid_tokens,
    "jwt-split": instances_disagree,
    "slow-auth": auth_is_slow,
    "clock-ahead": clock_is_ahead,
    "session-fault": sessions_are_broken,
    "login-outage": nobody_can_sign_in,
    "refresh-forgotten": refresh_never_works,
    "refresh-reusable": refresh_works_twice,
    "logout-ignored": token_outlives_logout,
    "backend-down": backend_is_down,
    "html-ok": every_path_is_a_page,
    "lost-thread": thread_is_lost,
}


@pytest.mark.parametrize("name", SIGNS)
async def test_a_fault_shows(name: str) -> None:
    async with visiting(name) as visitor:
        seen = await SIGNS[name](visitor)

    assert seen


async def test_a_healthy_target_shows_none_of_it() -> None:
    async with visiting() as visitor:
        shown = [name for name, sign in SIGNS.items() if await sign(visitor)]

    assert shown == []


@pytest.mark.parametrize("first_look", range(8))
async def test_a_split_shows_whenever_one_begins_to_look(first_look: int) -> None:
    async with visiting("jwt-split") as visitor:
        account = await visitor.sign_in()
        for _ in range(first_look):
            await visitor.validate(account.access)

        rulings = [
            (await visitor.validate(account.access, as_service=bool(turn % 2)))["valid"]
            for turn in range(6)
        ]

    assert set(rulings[::2]) == {True, False}
    assert set(rulings[1::2]) == {True, False}


async def test_every_slow_pre_check_costs_one_token() -> None:
    async with visiting("slow-auth") as visitor:
        first = await fresh_tokens(visitor, 3)
        await visitor.http.get(f"{visitor.standin.auth}/health")
        second = await fresh_tokens(visitor, 3)

    assert first == second == [401, 200, 200]


async def test_the_backend_says_503_while_auth_is_down() -> None:
    async with visiting() as visitor:
        account = await visitor.sign_in()
        visitor.standin.set_faults(["auth-down"])

        answer = await visitor.http.get(
            f"{visitor.standin.api}/api/threads", headers=account.headers
        )

    assert answer.status_code == 503
    assert json_object(answer.text)["error_code"] == "SERVICE_UNAVAILABLE"
