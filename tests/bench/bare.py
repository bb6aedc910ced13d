"""The hand-written minimum beside `chat`: the same calls and frames, no checks."""

import base64
import json

import httpx
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from probes.core.model import Target


async def chat(client: httpx.AsyncClient, target: Target, email: str, key: str) -> None:
    """Walk the chat once with a client that is reused."""
    bypass = {"X-E2E-Bypass-Key": key}
    body = {"email": email, "name": "Golden Path", "simulate_oauth": True}
    login = await client.post(f"{target.auth}/auth/e2e/test-auth", headers=bypass, json=body)
    token = json.loads(login.content)["access_token"]
    url, bearer = f"{target.api}/api/threads", {"Authorization": f"Bearer {token}"}
    made = await client.post(url, headers=bearer, json={"title": "goldenpath-bare"})
    thread = json.loads(made.content)["id"]
    coded = base64.urlsafe_b64encode(token.encode()).rstrip(b"=").decode()
    async with connect(
        target.websocket, additional_headers=bearer, proxy=None, ping_interval=None,
        subprotocols=[Subprotocol("jwt-auth"), Subprotocol(f"jwt.{coded}")], compression=None,
    ) as socket:  # fmt: skip
        await socket.recv(decode=False)
        await socket.send('{"type": "ping"}')
        while b'"pong"' not in await socket.recv(decode=False):
            pass
        ask = {"user_request": "Please add 123456 and 654321.", "thread_id": thread}
        await socket.send(json.dumps({"type": "start_agent", "payload": ask}))
        done, end = False, {"type": "agent_completed", "agent_name": "supervisor"}.items()
        while not done:
            frame = await socket.recv(decode=False)
            done = b'"agent_completed"' in frame and end <= json.loads(frame).items()
    await client.get(f"{url}/{thread}/messages", headers=bearer)
    await client.delete(f"{url}/{thread}", headers=bearer)
    await client.get(f"{url}?limit=100", headers=bearer)
