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
    signed = await client.post(f"{target.auth}/auth/e2e/test-auth", headers=bypass, json=body)
    token = signed.json()["access_token"]
    bearer = {"Authorization": f"Bearer {token}"}
    url = f"{target.api}/api/threads"
    made = await client.post(url, headers=bearer, json={"title": "goldenpath-bare"})
    thread = made.json()["id"]
    coded = base64.urlsafe_b64encode(token.encode()).rstrip(b"=").decode()
    offer = [Subprotocol("jwt-auth"), Subprotocol(f"jwt.{coded}")]
    async with connect(
        target.websocket, additional_headers=bearer, subprotocols=offer, proxy=None
    ) as socket:
        json.loads(await socket.recv())
        await socket.send('{"type": "ping"}')
        while json.loads(await socket.recv())["type"] != "pong":
            pass
        ask = {"user_request": "Please add 123456 and 654321.", "thread_id": thread}
        await socket.send(json.dumps({"type": "start_agent", "payload": ask}))
        while True:
            event = json.loads(await socket.recv())
            if event["type"] == "agent_completed" and event["agent_name"] == "supervisor":
                break
    json.loads((await client.get(f"{url}/{thread}/messages", headers=bearer)).content)
    await client.delete(f"{url}/{thread}", headers=bearer)
    json.loads((await client.get(f"{url}?limit=100", headers=bearer)).content)
