"""What the HTTP doors do that no recording shows."""

import asyncio

import pytest

from tests.standin.visitor import Visitor, visiting


async def test_somebody_can_sign_in_with_a_password() -> None:
    async with visiting() as visitor:
        url = f"{visitor.standin.auth}/auth/login"
        body = {"email": visitor.standin.password_email}
        right = visitor.standin.secrets.password
        good = await visitor.http.post(url, json=body | {"password": right})
        bad = await visitor.http.post(url, json=body | {"password": right + "x"})

    assert good.status_code == 200
    assert good.json()["user"]["id"].startswith("auth_user_")
    assert (bad.status_code, bad.json()) == (401, {"detail": "Invalid credentials"})


@pytest.mark.parametrize("field", ["refresh_token", "refreshToken", "token"])
async def test_a_refresh_token_works_once_under_any_of_three_names(field: str) -> None:
    async with visiting() as visitor:
        account = await visitor.sign_in()
        url = f"{visitor.standin.auth}/auth/refresh"
        first = await visitor.http.post(url, json={field: account.refresh})
        again = await visitor.http.post(url, json={field: account.refresh})
        fresh = await visitor.validate(first.json()["access_token"])

    assert (first.status_code, again.status_code) == (200, 401)
    assert fresh["valid"] is True
    assert fresh["user_id"] == account.user_id


async def test_signing_out_ends_one_token_and_no_other() -> None:
    async with visiting() as visitor:
        gone, stays = await visitor.sign_in(), await visitor.sign_in()
        await visitor.http.post(f"{visitor.standin.auth}/auth/logout", headers=gone.headers)
        rulings = [(await visitor.validate(a.access))["valid"] for a in (gone, stays)]
        backend = await visitor.http.get(f"{visitor.standin.api}/api/threads", headers=gone.headers)

    assert rulings == [False, True]
    assert backend.status_code == 401


async def test_a_thread_is_kept_renamed_listed_and_deleted() -> None:
    async with visiting() as visitor:
        account = await visitor.sign_in()
        other = await visitor.sign_in("z9y8-other@standin.example")
        thread_id = await visitor.thread(account)
        url = f"{visitor.standin.api}/api/threads"
        named = await visitor.http.put(
            f"{url}/{thread_id}", headers=account.headers, json={"title": "new"}
        )
        mine = await visitor.http.get(f"{url}?limit=5", headers=account.headers)
        theirs = await visitor.http.get(url, headers=other.headers)
        foreign = await visitor.http.delete(f"{url}/{thread_id}", headers=other.headers)
        gone = await visitor.http.delete(f"{url}/{thread_id}", headers=account.headers)
        after = await visitor.http.get(f"{url}/{thread_id}", headers=account.headers)

    assert named.json()["title"] == "new"
    assert [thread["id"] for thread in mine.json()] == [thread_id]
    assert theirs.json() == []
    assert (foreign.status_code, gone.status_code, after.status_code) == (403, 200, 404)


async def test_a_message_over_rest_is_kept_and_answered_by_nobody() -> None:
    async with visiting() as visitor:
        account = await visitor.sign_in()
        thread_id = await visitor.thread(account)
        url = f"{visitor.standin.api}/api/threads/{thread_id}/messages"
        posted = await visitor.http.post(url, headers=account.headers, json={"message": "Hello."})
        history = (await visitor.history(account, thread_id)).json()

    assert posted.json()["role"] == "user"
    assert list(history) == ["messages", "thread_id", "total", "limit", "offset"]
    assert [message["id"] for message in history["messages"]] == [posted.json()["id"]]
    assert list(history["messages"][0]) == ["id", "role", "content", "created_at", "metadata"]


@pytest.mark.parametrize("path", ["/ws", "/ws/health", "/api/v1/websocket"])
async def test_the_sockets_address_is_not_for_plain_http(path: str) -> None:
    async with visiting() as visitor:
        answer = await visitor.http.get(visitor.standin.api + path)

    assert answer.status_code == 503
    assert answer.json()["error"] == "service_not_ready"


async def test_every_door_says_who_it_is() -> None:
    async with visiting() as visitor:
        frontend = await visitor.http.get(f"{visitor.standin.frontend}/health")
        page = await visitor.http.get(visitor.standin.frontend)
        backend = await visitor.http.get(f"{visitor.standin.api}/api/discovery/services")
        auth = await visitor.http.get(visitor.standin.auth)
        standin = visitor.standin

    services = backend.json()["services"]
    assert frontend.json()["service"] == "frontend"
    assert page.headers["content-type"].startswith("text/html")
    assert auth.headers["x-service-name"] == auth.json()["service"] == "auth-service"
    assert services["backend"]["ws_url"] == standin.websocket
    assert services["auth"]["url"] == standin.auth


async def test_the_front_end_knows_how_its_neighbours_are() -> None:
    seen = [await health_with(*faults) for faults in ((), ("auth-down",), ("html-ok",))]
    both = await health_with("auth-down", "backend-down")

    assert seen == [(200, "healthy"), (200, "degraded"), (200, "degraded")]
    assert both == (503, "unhealthy")


async def health_with(*faults: str) -> tuple[int, str]:
    async with visiting(*faults) as visitor:
        answer = await visitor.http.get(f"{visitor.standin.frontend}/health")
        return answer.status_code, answer.json()["status"]


async def one_login(visitor: Visitor, number: int) -> str:
    account = await visitor.sign_in(f"n{number:03}-user@standin.example")
    return str((await visitor.validate(account.access, as_service=True))["user_id"])


async def test_many_users_sign_in_at_once() -> None:
    async with visiting() as visitor, asyncio.TaskGroup() as signing_in:
        tasks = [signing_in.create_task(one_login(visitor, n)) for n in range(20)]

    assert [task.result() for task in tasks] == [f"e2e-n{n:03}-user" for n in range(20)]
