"""The auth service about itself: root, health and configuration (facts §1.3)."""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from probes.standin.answers import JsonObject, iso
from probes.standin.behaviour import Kept
from probes.standin.state import World
from probes.standin.tokens import ENVIRONMENT

NAME = "auth-service"
VERSION = "1.0.0"


def routes(world: World) -> list[Route]:
    """Mount what answers without credentials."""
    door = _About(world)
    return [
        Route("/", door.root),
        Route("/health", door.health, methods=["GET", "HEAD"]),
        Route("/health/ready", door.ready),
        Route("/readiness", door.ready),
        Route("/auth/config", door.config),
        Route("/api/v1/service/health", door.service_health),
    ]


class _About:
    def __init__(self, world: World) -> None:
        self._world = world

    async def root(self, _: Request) -> Response:
        return JSONResponse({"service": NAME, "version": VERSION, "status": "running"})

    async def health(self, _: Request) -> Response:
        if self._world.behaviour.auth_health_s:
            await asyncio.sleep(self._world.behaviour.auth_health_s)
            self._world.slow_checks = 1
        uptime = self._world.auth_now() - self._world.started_at
        return self._answer(status="healthy", uptime_seconds=uptime)

    async def ready(self, _: Request) -> Response:
        return self._answer(status="ready")

    def _answer(self, **more: object) -> Response:
        body: JsonObject = {"service": NAME, "version": VERSION, "database_status": "connected"}
        body |= {"timestamp": iso(self._world.auth_now()), "environment": ENVIRONMENT}
        return JSONResponse(body | more)

    async def service_health(self, _: Request) -> Response:
        unset = self._world.behaviour.service_secret is Kept.UNSET
        body: JsonObject = {
            "status": "unhealthy" if unset else "healthy",
            "service": "service-authentication",
            "test_result": not unset,
            "environment": ENVIRONMENT,
            "services_registered": 3,
            "timestamp": iso(self._world.auth_now()),
        }
        return JSONResponse(body | ({"error": "service_secret_not_configured"} if unset else {}))

    async def config(self, request: Request) -> Response:
        return JSONResponse(_config(str(request.base_url).rstrip("/")))


def _config(base: str) -> JsonObject:
    return {
        "google_client_id": "000000000000-standin.apps.googleusercontent.com",
        "oauth_enabled": True,
        "development_mode": False,
        "endpoints": {
            "login": f"{base}/auth/login",
            "logout": f"{base}/auth/logout",
            "callback": f"{base}/auth/callback",
            "token": f"{base}/auth/token",
            "user": f"{base}/auth/me",
        },
        "authorized_javascript_origins": [base],
        "authorized_redirect_uris": [f"{base}/auth/callback"],
        "oauth_redirect_uri": f"{base}/auth/callback",
    }
