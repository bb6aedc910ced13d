"""Somebody who talks to a running stand-in with an HTTP and a WebSocket client of their own."""

import asyncio
import contextlib
import json
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from probes.standin.options import Options
from probes.standin.server import StandIn, serve

Json = dict[str, object]
QUIET_S = 0.6  # many times the pace, for a loaded machine
AFTER_END_S = 0.06  # what comes late comes after ten paces
FAST = Options(pace_s=0.001)
_NO_TLS = ssl.create_default_context()  # once: httpx would read every certificate each time


@dataclass(frozen=True, slots=True)
class Account:
    email: str
    user_id: str
    access: str
    refresh: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.access}"}


@dataclass(frozen=True, slots=True)
class Visitor:
    standin: StandIn
    http: httpx.AsyncClient

    async def sign_in(self, email: str = "a1b2-ada@standin.example") -> Account:
        answer = await self.http.post(
            f"{self.standin.auth}/auth/e2e/test-auth",
            headers={"X-E2E-Bypass-Key": self.standin.secrets.e2e_key},
            json={"email": email},
        )
        body = answer.json()
        return Account(email, body["user"]["id"], body["access_token"], body["refresh_token"])

    async def thread(self, account: Account) -> str:
        url = f"{self.standin.api}/api/threads"
        answer = await self.http.post(url, headers=account.headers, json={"title": "goldenpath-1"})
        return str(answer.json()["id"])

    async def history(self, account: Account, thread_id: str) -> httpx.Response:
        url = f"{self.standin.api}/api/threads/{thread_id}/messages"
        return await self.http.get(url, headers=account.headers)

    async def validate(self, token: str, *, as_service: bool = False) -> Json:
        secret = self.standin.secrets.service_secret
        headers = {"X-Service-ID": "netra-backend", "X-Service-Secret": secret}
        answer = await self.http.post(
            f"{self.standin.auth}/auth/validate",
            json={"token": token},
            headers=headers if as_service else {},
        )
        return json_object(answer.text)

    @contextlib.asynccontextmanager
    async def socket(self, account: Account) -> AsyncIterator[ClientConnection]:
        async with connect(self.standin.websocket, additional_headers=account.headers) as opened:
            assert json_object(await opened.recv())["type"] == "connection_established"
            yield opened


@contextlib.asynccontextmanager
async def visiting(*faults: str, options: Options = FAST) -> AsyncIterator[Visitor]:
    async with serve(options) as standin, httpx.AsyncClient(verify=_NO_TLS) as http:
        standin.set_faults(faults)
        yield Visitor(standin, http)


def json_object(text: str | bytes) -> Json:
    found: object = json.loads(text)
    assert isinstance(found, dict)
    return found


def question(text: str, thread_id: str | None = None) -> str:
    payload = {"user_request": text, "thread_id": thread_id}
    return json.dumps({"type": "start_agent", "payload": payload})


async def frames_until_quiet(opened: ClientConnection, quiet_s: float = QUIET_S) -> list[Json]:
    frames: list[Json] = []
    with contextlib.suppress(TimeoutError, ConnectionClosed):
        while True:
            over = bool(frames) and closes(frames[-1])
            async with asyncio.timeout(AFTER_END_S if over else quiet_s):
                frames.append(json_object(await opened.recv()))
    return frames


async def run_of(opened: ClientConnection) -> list[Json]:
    """Read one whole run: up to the completion of the outermost agent."""
    frames: list[Json] = []
    async with asyncio.timeout(5):
        while True:
            frames.append(json_object(await opened.recv()))
            if closes(frames[-1]):
                return frames


def closes(frame: Json) -> bool:
    return frame["type"] == "agent_completed" and frame.get("agent_name") == "supervisor"


def answer_in(frame: Json) -> str:
    said = frame["final_response"]
    assert isinstance(said, dict)
    return str(said.get("response", ""))
