"""The auth service, assembled."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from probes.standin import auth_health, auth_services, auth_users
from probes.standin.answers import Stamped, auth_miss
from probes.standin.state import World
from probes.standin.tokens import ENVIRONMENT

_HEADERS = {"x-service-name": auth_health.NAME, "x-service-version": auth_health.VERSION}


def auth_app(world: World) -> ASGIApp:
    """Build the application; its clock, and so its ``Date``, may be wrong."""
    rooms = (auth_health, auth_users, auth_services)
    app = Starlette(
        routes=[route for room in rooms for route in room.routes(world)],
        exception_handlers={HTTPException: auth_miss},
    )
    return Stamped(_Up(app, world), world.auth_now, _HEADERS)


class _Up:
    """Answer 503 to everything while the service is down (facts §1.3)."""

    def __init__(self, app: ASGIApp, world: World) -> None:
        self._app = app
        self._world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._app
        if self._world.behaviour.auth_down:
            reason = {"reason": "database_unavailable", "environment": ENVIRONMENT}
            app = JSONResponse({"status": "unhealthy"} | reason, status_code=503)
        await app(scope, receive, send)
