"""The backend, assembled: static health, discovery, threads and the socket (facts §1.3)."""

import time
from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from probes.standin import backend_threads
from probes.standin.addresses import Addresses
from probes.standin.answers import JsonObject, Stamped, backend_miss, naive_iso
from probes.standin.behaviour import Door
from probes.standin.socket import Sockets
from probes.standin.state import World
from probes.standin.tokens import ENVIRONMENT

_STATIC: dict[str, JsonObject] = {
    "/": {"message": "Welcome to Netra API"},
    "/health": {"status": "ok"},
    "/health/": {"status": "ok"},
    "/health/ready": {"status": "ready"},
    "/health/live": {"status": "ok"},
    "/health/startup": {"status": "ok"},
    "/health/backend": {"status": "ok"},
    "/api/health/health": {"status": "ok"},
    "/api/health/ready": {"status": "ok"},
    "/api/config/public": {
        "environment": ENVIRONMENT,
        "app_name": "netra",
        "version": "2.0.0",
        "features": {"websocket": True, "multi_agent": True},
    },
}
_NOT_READY: JsonObject = {
    "error": "service_not_ready",
    "message": "WebSocket service is not ready. Enhanced uvicorn compatibility check failed.",
    "details": {
        "state": "unknown",
        "failed_services": [],
        "environment": ENVIRONMENT,
        "retry_after_seconds": 10,
        "cloud_run_compatible": True,
        "uvicorn_compatible": True,
        "issue_reference": "#449",
    },
}
_CRASHED = (
    "The request failed because either the HTTP response was malformed or connection to the "
    "instance had an error."
)
_PAGE = "<!DOCTYPE html><html><head><title>Netra</title></head><body>OK</body></html>"


def backend_app(world: World, addresses: Addresses) -> ASGIApp:
    """Build the application that holds api and socket."""
    sockets = Sockets(world)
    routes: list[BaseRoute] = [Route(path, _constant(body)) for path, body in _STATIC.items()]
    routes += [
        Route("/health/database", _database),
        Route("/api/discovery/services", _discovery(addresses)),
        *backend_threads.routes(world),
        *(WebSocketRoute(path, sockets.serve) for path in ("/ws", "/api/v1/websocket")),
        *(Route(path, _not_ready) for path in ("/ws", "/ws/{rest:path}", "/api/v1/websocket")),
    ]
    app = Starlette(routes=routes, exception_handlers={HTTPException: backend_miss})
    return Stamped(_Door(app, world), time.time, {})


def _constant(body: JsonObject) -> Callable[[Request], Awaitable[Response]]:
    async def answer(_: Request) -> Response:
        return JSONResponse(body)

    return answer


async def _not_ready(_: Request) -> Response:
    return JSONResponse(_NOT_READY, status_code=503)


async def _database(_: Request) -> Response:
    at = naive_iso(time.time())
    pool: JsonObject = {"timestamp": at, "sync_pool": None, "async_pool": {"size": 10}}
    body: JsonObject = {"status": "healthy", "connected": True, "timestamp": at}
    return JSONResponse(body | {"pool_status": pool | {"health": "healthy"}, "database_stats": {}})


def _discovery(addresses: Addresses) -> Callable[[Request], Awaitable[Response]]:
    async def answer(_: Request) -> Response:
        at = naive_iso(time.time())

        def entry(url: str, api: str | None, ws: str | None) -> JsonObject:
            port = int(url.rpartition(":")[2])
            found: JsonObject = {"port": port, "url": url, "api_url": api, "ws_url": ws}
            return found | {"timestamp": at, "cors_metadata": None}

        services = {
            "backend": entry(addresses.api, addresses.api, addresses.websocket),
            "frontend": entry(addresses.frontend, None, None),
            "auth": entry(addresses.auth, addresses.auth, None),
        }
        return JSONResponse({"services": services, "timestamp": at, "available": True})

    return answer


class _Door:
    """Stand where a load balancer stands when the backend behind it does not answer."""

    def __init__(self, app: ASGIApp, world: World) -> None:
        self._app = app
        self._world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        instead: dict[Door, Response] = {
            Door.DOWN: PlainTextResponse(_CRASHED, status_code=503),
            Door.HTML: HTMLResponse(_PAGE),
        }
        response = instead.get(self._world.behaviour.door)
        if response is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await WebSocket(scope, receive, send).send_denial_response(response)
        else:
            await response(scope, receive, send)
