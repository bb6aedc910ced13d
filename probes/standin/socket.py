"""The socket: upgrade, welcome, small talk, and questions answered side by side (facts §4, §5)."""

import asyncio
import json

from starlette.websockets import WebSocket, WebSocketDisconnect

from probes.standin import frames
from probes.standin.answers import bearer
from probes.standin.behaviour import Line
from probes.standin.conversation import Conversation
from probes.standin.frames import Frame
from probes.standin.handshake import chosen, token_in
from probes.standin.questions import KINDS, question_in
from probes.standin.state import Refusal, World

_DEMO_USER = "demo-user-001"
_IGNORED = frozenset({"pong", "heartbeat_ack"})


class Ended(Exception):  # noqa: N818  (it ends a loop, it is no error)
    """The server is done with this socket."""


class Sockets:
    """The socket endpoint of one stand-in."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def serve(self, socket: WebSocket) -> None:
        """Take one connection from upgrade to close; a refused upgrade is HTTP 403."""
        offered = [str(name) for name in socket.scope["subprotocols"]]
        subprotocol = chosen(offered)
        line = self._world.behaviour.line
        if line is Line.REFUSED or (offered and subprotocol is None):
            await socket.close()
            return
        await socket.accept(subprotocol=subprotocol)
        token = bearer(socket.headers) or token_in(offered)
        if line is Line.UNAUTHENTICATED:
            token = None
        try:
            await self._greet(socket, token, line)
        except* (WebSocketDisconnect, Ended):
            pass

    async def _greet(self, socket: WebSocket, token: str | None, line: Line) -> None:
        if line is Line.CRASHED:
            await socket.close(1011, "Internal error")
            return
        refused = self._refusal(token, line)
        if refused is not None:
            frame, code, reason = refused
            await _send(socket, frame)
            await socket.close(code, reason)
            return
        seen = self._world.admitted(token or "")
        if isinstance(seen, Refusal):
            words = {"error_type": "AuthenticationError", "mode": "main"}
            await _send(socket, frames.socket_error("AUTH_FAILED", seen.value, words))
            await socket.close(1008, "Authentication failed")
            return
        shown = _DEMO_USER if self._world.behaviour.demo_identity else seen.subject
        if line is not Line.UNGREETED:
            await _send(socket, frames.welcome(shown, self._world.options.welcome))
        await _Talk(self._world, socket, Conversation(self._world, seen.subject, shown)).run()

    def _refusal(self, token: str | None, line: Line) -> tuple[Frame, int, str] | None:
        if line is Line.BROKEN:
            details = {"error_type": "RecursionError", "mode": "main"}
            words = "Connection error in main mode"
            frame = frames.socket_error("CONNECTION_ERROR", words, details)
            return frame, 1011, "main mode error"
        if line is Line.EXHAUSTED:
            words = "WebSocket factory initialization failed due to SSOT validation error."
            frame = frames.message_error("FACTORY_INIT_FAILED", words)
            return frame, 1011, "Factory SSOT validation failed"
        if token is None:
            words = "No JWT token found in WebSocket headers or subprotocols"
            return frames.message_error("NO_TOKEN", words), 1008, "SSOT Auth failed"
        return None


class _Talk:
    """One open socket."""

    def __init__(self, world: World, socket: WebSocket, conversation: Conversation) -> None:
        self._world = world
        self._socket = socket
        self._conversation = conversation

    async def run(self) -> None:
        """Read until somebody closes; what is still being answered then is dropped."""
        async with asyncio.TaskGroup() as answering:
            while True:
                await self._handle(await self._receive(), answering)

    async def _receive(self) -> str | bytes:
        message = await self._socket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect
        text: str | None = message.get("text")
        return text if text is not None else b""

    async def _handle(self, received: str | bytes, answering: asyncio.TaskGroup) -> None:
        line = self._world.behaviour.line
        if line is Line.SILENT:
            return
        if line is Line.CLOSES:
            await self._socket.close(1000, "main cleanup")
            raise Ended
        message = _parsed(received)
        if isinstance(message, dict):
            await self._reply(message, answering)
        elif message is None:
            await self._say(frames.message_error("JSON_PARSE_ERROR", "Invalid JSON format"))
        else:
            await self._say(frames.message_error("INVALID_FORMAT", "Message must be an object"))

    async def _reply(self, message: Frame, answering: asyncio.TaskGroup) -> None:
        kind = message.get("type")
        kind = kind if isinstance(kind, str) else "unknown"
        if kind in KINDS:
            question = question_in(message)
            if question is not None:
                answering.create_task(self._conversation.answer(question, self._pass_on))
        elif kind not in _IGNORED:
            await self._say(self._small_talk(kind))

    def _small_talk(self, kind: str) -> Frame:
        user_id = self._conversation.shown_user
        if kind == "ping":
            return frames.pong(user_id)
        if kind == "heartbeat":
            return frames.heartbeat_ack()
        if kind == "connect":
            return frames.connected(user_id)
        return frames.ack(kind, user_id)

    async def _say(self, frame: Frame) -> None:
        await _send(self._socket, frame)

    async def _pass_on(self, text: str | None) -> None:
        if text is None:  # the line is cut: no close frame
            raise Ended
        await self._socket.send_text(text)


def _parsed(received: str | bytes) -> object:
    try:
        found: object = json.loads(received)
    except (ValueError, RecursionError):
        return None
    return found if found is not None else []


async def _send(socket: WebSocket, frame: Frame) -> None:
    await socket.send_text(json.dumps(frame))
