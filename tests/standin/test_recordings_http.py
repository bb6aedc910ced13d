"""Call by call against recordings: the same status, content type, keys and kinds of values."""

import json
from collections.abc import Mapping

import httpx
import pytest

from probes.standin.server import StandIn
from tests.standin.recordings import fits, lines, shape
from tests.standin.visitor import Json, json_object, visiting

RECORDED_EMAIL = "probe-dd7b5ee4@netra-ref.example"
RECORDED_PASSWORD = "Probe-Pa55word!x9"
RECORDED_KEY = "ref-e2e-oauth-simulation-key-0123456789abcdef"
RECORDED_SECRET = "3f9ac0b47e1d86527bf04ca98e6d0b713c5e92fa48d6017b"

# what the journeys never call is not there; each with the reason why leaving it out is right
NOT_THERE: Mapping[str, str] = {
    "/auth/register": "users are signed in, never made (facts §2.1)",
    "/auth/health": "says unhealthy on a healthy service: ignore (§1.3)",
    "/auth/status": "proves nothing that /health does not (§1.3)",
    "/oauth/": "Google cannot be driven by a probe (§8)",
    "/health/auth": "its normal value is degraded (§1.3)",
    "/api/v1/jwt/": "does not honour logout (§2.3)",
    "/api/v1/auth/websocket/": "no part of the golden path (§2.3)",
    "/auth/service-token": "legacy, can never work for the backend (§3.1)",
    "/auth/validate-service-token": "always invalid (§3.1)",
    "/auth/validate-token-and-get-user": "always invalid (§2.3)",
    "/auth/create-token": "mints for anybody: must be refused (§2.1)",
    "/auth/hash-password": "open to anybody (§2.1)",
    "/api/v1/service/registry": "no part of the golden path (§3.1)",
    "/api/v1/service/revoke-token": "no part of the golden path (§3.1)",
    "/health/infrastructure": "a false alarm (§1.3)",
    "/health/authentication": "all zeros (§1.3)",
    "/health/database": "its pool is PostgreSQL's, which the stand-in has not (§1.3)",
    "/health/system": "the machine's, not the target's (§1.3)",
    "/health/circuit-breakers": "no evidence (§10.3)",
    "/api/agents": "answers are made up (§5.4)",
    "/api/agent/": "cannot work as the front end calls it (§5.4)",
    "/api/chat/": "not isolated between users (§5.3)",
    "/api/demo/": "canned (§5.4)",
    "/api/v1/user/profile": "answers 500 to a valid token (b17-patched-backend-http)",
    "/api/v1/auth/": "a proxy that loses the user's id (§2.1)",
    "/auth/login on the backend": "likewise",
    "/api/websocket/tickets/status": "not a usable signal (§1.3)",
    "/api/config/websocket": "not a usable signal (§1.3)",
}
DEVIATIONS: Mapping[str, str] = {
    "health_bad_host": "a stand-in listens where it is told to; the host check is the edge's",
    "login_get_google": "needs a browser and Google (§8)",
    "thread_get": "a created thread is kept; that it was not is a bug (§5.3)",
    "thread_messages": "likewise",
    "thread_delete": "likewise",
    "cors_preflight_ok": "no browser talks to it",
    "cors_preflight_evil": "likewise",
    # tokens of /auth/service-token, which is not there
    "v1_validate_service_token_service": "the token was made by /auth/service-token",
    "v1_validate_service_token_service2": "the name of a service is not in its own token's sight",
    "v1_validate_service_token": "the token was made by /auth/service-token",
}
SAID = ("detail", "details", "error", "error_code", "message", "status", "valid", "authenticated")


def words(body: Json) -> Json:
    return {name: body[name] for name in SAID if name in body}


class Replay:
    """Sends a recorded request again, with this stand-in's secrets and tokens in it."""

    def __init__(self, standin: StandIn, http: httpx.AsyncClient) -> None:
        self._http = http
        self._bases = {"8081": standin.auth, "8000": standin.api}
        self._instead = {
            RECORDED_EMAIL: standin.password_email,
            RECORDED_PASSWORD: standin.secrets.password,
            RECORDED_KEY: standin.secrets.e2e_key,
            RECORDED_SECRET: standin.secrets.service_secret,
        }

    async def send(self, request: Json) -> httpx.Response:
        url = httpx.URL(str(request["url"]))
        body = request["body"]
        content = body if isinstance(body, str) else None if body is None else json.dumps(body)
        headers = request["headers"]
        assert isinstance(headers, dict)
        return await self._http.request(
            str(request["method"]),
            self._bases[str(url.port)] + url.raw_path.decode(),
            headers={name: self._ours(str(value)) for name, value in headers.items()},
            content=None if content is None else self._ours(content).encode(),
        )

    def learn(self, recorded: object, answered: str) -> None:
        """Keep which of our tokens stands for which recorded one."""
        if not isinstance(recorded, dict):
            return
        for name in ("access_token", "refresh_token", "service_token", "id"):
            theirs = recorded.get(name)
            if isinstance(theirs, str):
                self._instead[theirs] = str(json_object(answered)[name])

    def _ours(self, text: str) -> str:
        for theirs, ours in self._instead.items():
            text = text.replace(theirs, ours)
        return text


def left_out(call: Json) -> bool:
    request = call["request"]
    assert isinstance(request, dict)
    url = httpx.URL(str(request["url"]))
    proxied = url.port == 8000 and url.path == "/auth/login"
    return proxied or str(call["label"]) in DEVIATIONS or url.path.startswith(tuple(NOT_THERE))


def difference(recorded: Json, answer: httpx.Response) -> str | None:
    headers = recorded["headers"]
    assert isinstance(headers, dict)
    if answer.status_code != recorded["status"]:
        return f"status {answer.status_code} instead of {recorded['status']}"
    if answer.headers.get("content-type") != headers.get("content-type"):
        return f"content type {answer.headers.get('content-type')}"
    body = recorded["body"]
    if isinstance(body, dict) and not fits(shape(answer.json()), shape(body)):
        return f"shape {shape(answer.json())} instead of {shape(body)}"
    if isinstance(body, dict) and words(answer.json()) != words(body):
        return f"{words(answer.json())} instead of {words(body)}"
    for name in ("x-service-name", "x-service-version"):
        if answer.headers.get(name) != headers.get(name):
            return f"header {name}"
    return None


@pytest.mark.parametrize("name", ["auth-http", "auth-http-service-token-configured"])
async def test_the_auth_service_answers_as_recorded(name: str) -> None:
    calls = [call for call in lines(name) if not left_out(call)]

    differences = await replayed(calls)

    assert differences == []
    assert len(calls) > 3


async def test_the_backend_answers_as_recorded() -> None:
    login = next(call for call in lines("auth-http") if call["label"] == "login")
    calls = [call for call in lines("b17-patched-backend-http") if not left_out(call)]
    token = bearer_of(next(call for call in calls if call["label"] == "threads_ok"))

    differences = await replayed([login, *calls], backend_token=token)

    assert differences == []
    assert len(calls) > 20


async def replayed(calls: list[Json], backend_token: str | None = None) -> list[str]:
    differences: list[str] = []
    async with visiting() as visitor:
        replay = Replay(visitor.standin, visitor.http)
        for call in calls:
            request, recorded = call["request"], call["response"]
            assert isinstance(request, dict)
            assert isinstance(recorded, dict)
            answer = await replay.send(request)
            found = difference(recorded, answer)
            if found is not None:
                differences.append(f"{call['label']} {request['url']}: {found}")
                continue
            replay.learn(recorded["body"], answer.text)
            if backend_token is not None and call["label"] == "login":
                replay.learn({"access_token": backend_token}, answer.text)
    return differences


def bearer_of(call: Json) -> str:
    request = call["request"]
    assert isinstance(request, dict)
    return str(request["headers"]["Authorization"]).removeprefix("Bearer ")


def test_no_deviation_is_listed_without_need() -> None:
    calls = [
        call
        for name in ("auth-http", "auth-http-service-token-configured", "b17-patched-backend-http")
        for call in lines(name)
    ]
    labels = {str(call["label"]) for call in calls}
    requests = [call["request"] for call in calls]
    paths = [httpx.URL(str(r["url"])).path for r in requests if isinstance(r, dict)]

    unused = {path for path in NOT_THERE if not any(p.startswith(path) for p in paths)}

    assert unused == {"/auth/login on the backend"}
    assert set(DEVIATIONS) <= labels
