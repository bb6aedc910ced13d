"""Signing users in and out, and ruling on their tokens (facts §2)."""

import hmac

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from probes.standin.answers import (
    JsonObject,
    bearer,
    detail,
    iso,
    json_object,
    naive_iso,
    text_of,
)
from probes.standin.state import PASSWORD_EMAIL, Pair, User, World
from probes.standin.tokens import Use, Verified

_E2E_EMAIL = "e2e-test@staging.netrasystems.ai"
_SAID_TTL_S = 900  # what the body says; the token lives twice as long (facts §2.2)
_BAD_TOKEN = "Invalid or expired token"  # noqa: S105  (a sentence)
_NO_TOKEN = "No token provided in Authorization header or request body"  # noqa: S105  (too)


def routes(world: World) -> list[Route]:
    """Mount the user's side of the auth service."""
    door = _Users(world)
    return [
        Route("/auth/e2e/test-auth", door.simulated, methods=["POST"]),
        Route("/auth/login", door.login_page, methods=["GET"]),
        Route("/auth/login", door.login, methods=["POST"]),
        Route("/auth/dev/login", door.dev_login, methods=["POST"]),
        Route("/auth/me", door.me),
        Route("/auth/verify", door.verify, methods=["GET", "POST"]),
        Route("/auth/refresh", door.refresh, methods=["POST"]),
        Route("/auth/logout", door.logout, methods=["POST"]),
        Route("/auth/check-blacklist", door.check_blacklist, methods=["POST"]),
    ]


def _granted(pair: Pair, user: JsonObject | None = None) -> Response:
    body: JsonObject = {"access_token": pair.access, "refresh_token": pair.refresh}
    body |= {"token_type": "Bearer", "expires_in": _SAID_TTL_S}
    return JSONResponse(body if user is None else body | {"user": user})


class _Users:
    def __init__(self, world: World) -> None:
        self._world = world

    async def simulated(self, request: Request) -> Response:
        key = request.headers.get("x-e2e-bypass-key")
        if not key:
            return detail(401, "E2E bypass key required")
        if not hmac.compare_digest(key.encode(), self._world.secrets.e2e_key.encode()):
            return detail(401, "Invalid E2E bypass key")
        body = await json_object(request)
        if body is None:
            return detail(422, "Invalid JSON body")
        email = text_of(body, "email") or _E2E_EMAIL
        user = self._world.user(email, text_of(body, "name") or "E2E Test User", "e2e")
        shown: JsonObject = {"id": user.id, "email": user.email, "name": user.name}
        shown["permissions"] = body.get("permissions", ["read", "write"])
        return self._sign_in(user, shown | {"oauth_simulated": True})

    async def login(self, request: Request) -> Response:
        body = await json_object(request)
        if body is None:
            return detail(500, "Authentication failed")
        email, password = text_of(body, "email"), text_of(body, "password")
        if email is None or password is None:
            return detail(422, "Email and password are required")
        right = hmac.compare_digest(password.encode(), self._world.secrets.password.encode())
        if email != PASSWORD_EMAIL or not right:
            return detail(401, "Invalid credentials")
        user = self._world.users[email]
        return self._sign_in(user, {"id": user.id, "email": user.email})

    async def login_page(self, _: Request) -> Response:
        return detail(400, "Provider parameter is required for OAuth login")

    async def dev_login(self, _: Request) -> Response:
        return detail(403, "Dev login is only available in development environment")

    async def me(self, request: Request) -> Response:
        token = bearer(request.headers)
        if token is None:
            return detail(401, "Authorization header with Bearer token required")
        seen = self._world.verified(token, Use.ACCESS)
        user = self._world.users.get(seen.email) if seen else None
        if seen is None or user is None:
            return detail(401, _BAD_TOKEN)
        body: JsonObject = {"user_id": user.id, "email": user.email, "permissions": []}
        body |= {"name": user.name, "created_at": iso(user.created_at)}
        body |= {"last_login_at": iso(user.last_login_at), "is_verified": False}
        body |= {"auth_provider": user.provider, "token_expires_at": naive_iso(seen.expires_at)}
        return JSONResponse(body)

    async def verify(self, request: Request) -> Response:
        token = bearer(request.headers)
        if token is None and request.method == "POST":
            token = text_of(await json_object(request) or {}, "token")
        if token is None:
            return JSONResponse({"valid": False, "error": _NO_TOKEN})
        seen = self._world.verified(token, Use.ACCESS)
        if seen is None:
            return JSONResponse({"valid": False, "error": _BAD_TOKEN})
        body: JsonObject = {"valid": True, "user_id": seen.subject, "email": seen.email}
        return JSONResponse(body | {"exp": naive_iso(seen.expires_at)})

    async def refresh(self, request: Request) -> Response:
        body = await json_object(request)
        if body is None:
            return detail(422, "Failed to parse request body")
        token = text_of(body, "refresh_token", "refreshToken", "token")
        if token is None:
            keys = list(body)
            return detail(422, f"refresh_token field is required. received_keys: {keys}")
        seen = self._world.verified(token, Use.REFRESH)
        user = self._world.users.get(seen.email) if seen else None
        if seen is None or user is None or not self._world.spend(seen):
            return detail(401, "Invalid refresh token")
        return _granted(self._world.sign_in(user))

    async def logout(self, request: Request) -> Response:
        seen = self._seen(bearer(request.headers))
        if seen is not None and self._world.behaviour.logout_honoured:
            self._world.revoked.add(seen.jti)
        return JSONResponse({"message": "Successfully logged out", "status": "success"})

    async def check_blacklist(self, request: Request) -> Response:
        token = text_of(await json_object(request) or {}, "token")
        listed = bool(token) and self._seen(token) is None
        return JSONResponse(
            {"blacklisted": listed, "status": "blacklisted" if listed else "not_blacklisted"}
        )

    def _sign_in(self, user: User, shown: JsonObject) -> Response:
        if self._world.behaviour.login_broken:
            return detail(500, "Authentication failed")
        return _granted(self._world.sign_in(user), shown)

    def _seen(self, token: str | None) -> Verified | None:
        return None if token is None else self._world.verified(token, Use.ACCESS)
