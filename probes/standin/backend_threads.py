"""Threads and messages over REST (facts §5.3), behind a user's token."""

import time
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from probes.standin.answers import (
    JsonObject,
    backend_error,
    bearer,
    json_object,
    text_of,
)
from probes.standin.state import Refusal, World
from probes.standin.threads import Message, Thread

_PAGE, _LONGEST_PAGE = 20, 100


def routes(world: World) -> list[Route]:
    """Mount the conversations."""
    door = _Threads(world)
    one, said = "/api/threads/{thread_id}", "/api/threads/{thread_id}/messages"
    return [
        Route("/api/threads", door.of_user(door.listed), methods=["GET"]),
        Route("/api/threads", door.of_user(door.created), methods=["POST"]),
        Route(one, door.of_thread(door.got), methods=["GET"]),
        Route(one, door.of_thread(door.renamed), methods=["PUT"]),
        Route(one, door.of_thread(door.deleted), methods=["DELETE"]),
        Route(said, door.of_thread(door.history), methods=["GET"]),
        Route(said, door.of_thread(door.said), methods=["POST"]),
    ]


class _Threads:
    def __init__(self, world: World) -> None:
        self._world = world

    def of_user(
        self, answer: Callable[[Request, str], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        """Let only a user in, and say who it is."""

        async def guarded(request: Request) -> Response:
            token = bearer(request.headers)
            if token is None:
                return backend_error(401, "Not authenticated", meant=403)
            seen = self._world.admitted(token)
            if isinstance(seen, Refusal):
                return backend_error(503 if seen is Refusal.UNAVAILABLE else 401, seen.value)
            if self._world.behaviour.session_broken:
                return backend_error(500, "Failed to list threads")
            return await answer(request, seen.subject)

        return guarded

    def of_thread(
        self, answer: Callable[[Request, Thread], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        """Let only the owner of a thread in."""

        async def owned(request: Request, user_id: str) -> Response:
            thread = self._world.threads.get(str(request.path_params["thread_id"]))
            if thread is None:
                return backend_error(404, "Thread not found")
            if thread.owner != user_id:
                return backend_error(403, "Access denied")
            return await answer(request, thread)

        return self.of_user(owned)

    async def listed(self, request: Request, user_id: str) -> Response:
        limit, offset = _window(request, _PAGE)
        mine = [thread for thread in self._world.threads.values() if thread.owner == user_id]
        return JSONResponse([thread.shown() for thread in mine[offset : offset + limit]])

    async def created(self, request: Request, user_id: str) -> Response:
        body = await json_object(request)
        if body is None:
            return backend_error(422, "Validation failed")
        thread = Thread(
            owner=user_id,
            title=text_of(body, "title"),
            created_at=int(time.time()),
            metadata=_metadata(body),
        )
        if self._world.behaviour.keeps_threads:
            self._world.threads[thread.id] = thread
        return JSONResponse(thread.shown())

    async def got(self, _: Request, thread: Thread) -> Response:
        return JSONResponse(thread.shown())

    async def renamed(self, request: Request, thread: Thread) -> Response:
        body = await json_object(request)
        if body is None:
            return backend_error(422, "Validation failed")
        thread.title = text_of(body, "title") or thread.title
        thread.metadata = {**thread.metadata, **_metadata(body)}
        thread.updated_at = int(time.time())
        return JSONResponse(thread.shown())

    async def deleted(self, _: Request, thread: Thread) -> Response:
        del self._world.threads[thread.id]
        return JSONResponse({"message": "Thread deleted successfully"})

    async def history(self, request: Request, thread: Thread) -> Response:
        limit, offset = _window(request, _LONGEST_PAGE)
        page = thread.messages[offset : offset + limit]
        body: JsonObject = {"messages": [message.shown() for message in page]}
        body |= {"thread_id": thread.id, "total": len(thread.messages)}
        return JSONResponse(body | {"limit": limit, "offset": offset})

    async def said(self, request: Request, thread: Thread) -> Response:
        body = await json_object(request)
        text = text_of(body or {}, "message", "content")
        if body is None or text is None:
            return backend_error(422, "Validation failed")
        message = Message(
            role="user", content=text, created_at=int(time.time()), metadata=_metadata(body)
        )
        thread.add(message)
        shown: JsonObject = {"id": message.id, "thread_id": thread.id, "content": text}
        return JSONResponse(shown | {"role": "user", "created_at": message.created_at})


def _metadata(body: JsonObject) -> JsonObject:
    found = body.get("metadata")
    return found if isinstance(found, dict) else {}


def _window(request: Request, page: int) -> tuple[int, int]:
    limit = _number(request.query_params.get("limit"), page)
    return min(limit, _LONGEST_PAGE), _number(request.query_params.get("offset"), 0)


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and text.isdecimal() else otherwise
