"""The front end, and the switch that changes the faults while everything runs.

The page is a page, no application: nobody can chat in it.
"""

import json
import time
from collections.abc import Callable, Sequence

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from probes.standin.addresses import Addresses
from probes.standin.answers import JsonObject, Stamped, iso
from probes.standin.behaviour import Door
from probes.standin.faults import UnknownFault
from probes.standin.state import World
from probes.standin.tokens import ENVIRONMENT

_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Netra</title></head>
<body><main data-testid="main-content"><h1>Netra Apex</h1><p>A stand-in.</p></main></body></html>
"""


def frontend_app(
    world: World, addresses: Addresses, switch: Callable[[Sequence[str]], None]
) -> ASGIApp:
    """Build the application; ``switch`` takes the faults that shall be on."""

    async def page(_: Request) -> Response:
        return _outage() if world.behaviour.frontend_down else HTMLResponse(_PAGE)

    async def health(_: Request) -> Response:
        if world.behaviour.frontend_down:
            return _outage()
        body = _health(world, addresses)
        return JSONResponse(body, status_code=503 if body["status"] == "unhealthy" else 200)

    async def faults(request: Request) -> Response:
        refused = _switched(await request.body(), switch) if request.method == "PUT" else None
        return refused or JSONResponse(list(world.faults))

    app = Starlette(
        routes=[
            Route("/", page),
            Route("/health", health),
            Route("/__faults", faults, methods=["GET", "PUT"]),
        ]
    )
    return Stamped(app, time.time, {})


def _switched(body: bytes, switch: Callable[[Sequence[str]], None]) -> Response | None:
    wanted = _names(body)
    if wanted is None:
        return JSONResponse({"error": "not a JSON list of names"}, status_code=422)
    try:
        switch(wanted)
    except UnknownFault as error:
        said = {"error": str(error), "unknown": error.name, "nearest": error.nearest}
        return JSONResponse(said, status_code=422)
    return None


def _outage() -> Response:
    return PlainTextResponse("Service Unavailable", status_code=503)


def _health(world: World, addresses: Addresses) -> JsonObject:
    backend = "healthy" if world.behaviour.door is Door.OPEN else "unhealthy"
    auth = "unhealthy" if world.behaviour.auth_down else "healthy"
    ill = (backend, auth).count("unhealthy")
    return {
        "status": ("healthy", "degraded", "unhealthy")[ill],
        "service": "frontend",
        "version": "1.0.0",
        "environment": ENVIRONMENT,
        "timestamp": iso(time.time()),
        "dependencies": {"backend": {"status": backend}, "auth": {"status": auth}},
        "urls": {"api": addresses.api, "auth": addresses.auth, "websocket": addresses.websocket},
    }


def _names(body: bytes) -> list[str] | None:
    try:
        wanted: object = json.loads(body)
    except ValueError:
        return None
    if not isinstance(wanted, list) or not all(isinstance(name, str) for name in wanted):
        return None
    return wanted
