"""Services proving who they are, and validation on their behalf (facts §2.3, §3.1).

The facts name no JSON field of sign-request and validate-request.  Several plausible names are
read here; a signature covers ``id:METHOD:path:body:timestamp`` with HMAC-SHA256.
"""

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
from probes.standin.behaviour import SERVICE_ID
from probes.standin.signatures import Signed, read_signed
from probes.standin.state import World
from probes.standin.tokens import Use

_NAME = "Netra Backend Service"
_PERMISSIONS = ("jwt_validation", "websocket_auth", "user_management")
_MAX_SKEW_S = 300
_MINUTES, _MAX_MINUTES = 60, 480


def routes(world: World) -> list[Route]:
    """Mount the services' side of the auth service."""
    door = _Services(world)
    base = "/api/v1/service"
    return [
        Route("/auth/validate", door.validate, methods=["POST"]),
        Route(f"{base}/authenticate", door.authenticate, methods=["POST"]),
        Route(f"{base}/validate-service-token", door.validate_token, methods=["POST"]),
        Route(f"{base}/sign-request", door.sign_request, methods=["POST"]),
        Route(f"{base}/validate-request", door.validate_request, methods=["POST"]),
    ]


def _invalid(error: str, message: str) -> Response:
    return JSONResponse({"valid": False, "error": error, "message": message})


def _named(request: Request) -> JsonObject:
    """Read who signs from the header that names a service, for a body that does not say."""
    named = request.headers.get("x-service-id")
    return {} if named is None else {"service": named}


def _missing(field: str, body: object) -> Response:
    text = "Field required"
    return detail(422, [{"type": "missing", "loc": ["body", field], "msg": text, "input": body}])


class _Services:
    def __init__(self, world: World) -> None:
        self._world = world

    async def validate(self, request: Request) -> Response:
        refused = self._refuse_service(request)
        if refused is not None:
            return _invalid(*refused)
        body = await json_object(request)
        if body is None:
            return _invalid("invalid_request", "Invalid request format")
        token = text_of(body, "token")
        if token is None:
            return _invalid("missing_token", "Token is required")
        seen = self._world.verified(token, Use.ACCESS)
        split = self._world.behaviour.validate_split and self._world.odd_turn("validate")
        if seen is None or split:
            return _invalid("invalid_token", "Invalid or expired token")
        answer: JsonObject = {"valid": True, "user_id": seen.subject, "email": seen.email}
        return JSONResponse(answer | {"permissions": [], "expires_at": naive_iso(seen.expires_at)})

    def _refuse_service(self, request: Request) -> tuple[str, str] | None:
        named = request.headers.get("x-service-id")
        shown = request.headers.get("x-service-secret")
        if named is None and shown is None:
            return None
        expected = self._world.behaviour.service_id
        held = self._world.service_secret()
        if held is None:
            return "service_not_configured", "Service authentication is not configured"
        if named != expected:
            words = f"Invalid service ID. Expected '{expected}', got '{named}'"
            return "invalid_service_id", words
        if shown is None or not hmac.compare_digest(shown.encode(), held.encode()):
            return "invalid_service_secret", "Invalid service secret"
        return None

    async def authenticate(self, request: Request) -> Response:
        body = await json_object(request)
        if body is None:
            return _missing("service_id", None)
        for field in ("service_id", "service_secret"):
            if not isinstance(body.get(field), str):
                return _missing(field, body)
        error = self._refuse(str(body["service_id"]), str(body["service_secret"]))
        if error is not None:
            return JSONResponse(_authenticated(error=error))
        asked, minutes = body.get("requested_permissions"), body.get("token_duration_minutes")
        lasting = minutes if isinstance(minutes, int) else _MINUTES
        until = self._world.auth_now() + 60 * min(lasting, _MAX_MINUTES)
        return JSONResponse(
            _authenticated(error=None)
            | {
                "authenticated": True,
                "service_token": self._world.service_token(SERVICE_ID, _NAME),
                "service_id": SERVICE_ID,
                "permissions": asked if isinstance(asked, list) else list(_PERMISSIONS),
                "expires_at": iso(until),
            }
        )

    def _refuse(self, service_id: str, secret: str) -> str | None:
        held = self._world.service_secret()
        if service_id != self._world.behaviour.service_id:
            return "unknown_service_id"
        if held is None:
            return "service_secret_not_configured"
        right = hmac.compare_digest(secret.encode(), held.encode())
        return None if right else "invalid_service_secret"

    async def validate_token(self, request: Request) -> Response:
        token = bearer(request.headers)
        if token is None:
            return detail(403, "Not authenticated")
        seen = self._world.verified(token, Use.SERVICE)
        if seen is None:
            return JSONResponse({"valid": False, "error": "invalid_or_expired_token"})
        answer: JsonObject = {"valid": True, "service_id": seen.subject, "service_name": _NAME}
        return JSONResponse(answer | {"permissions": list(_PERMISSIONS)})

    async def sign_request(self, request: Request) -> Response:
        body = await json_object(request)
        asked = read_signed(_named(request) | (body or {}), default_time=self._world.auth_now())
        error = self._refuse_signed(asked)
        if error is not None:
            return JSONResponse({"signature": None, "timestamp": None, "error": error})
        signature = asked.signatures(self._world.service_secret() or "")[0]
        answer: JsonObject = {"signature": signature, "timestamp": asked.timestamp}
        return JSONResponse(answer | {"service_id": asked.service_id, "error": None})

    async def validate_request(self, request: Request) -> Response:
        body = await json_object(request)
        asked = read_signed(_named(request) | (body or {}), default_time=None)
        error = self._refuse_signed(asked) or self._refuse_signature(asked)
        shown = None if error else asked.service_id
        return JSONResponse({"valid": error is None, "service_id": shown, "error": error})

    def _refuse_signed(self, asked: Signed) -> str | None:
        if asked.service_id != self._world.behaviour.service_id:
            return "unknown_service_id"
        held = self._world.service_secret()
        return "service_secret_not_configured" if held is None else None

    def _refuse_signature(self, asked: Signed) -> str | None:
        at = asked.instant()
        if at is None:
            return "invalid_timestamp"
        if abs(self._world.auth_now() - at) > _MAX_SKEW_S:
            return "request_timestamp_too_old"
        right = asked.signatures(self._world.service_secret() or "")
        return None if asked.signature in right else "invalid_signature"


def _authenticated(*, error: str | None) -> JsonObject:
    empty: JsonObject = {"authenticated": False, "service_token": None, "service_id": None}
    return empty | {"permissions": None, "expires_at": None, "error": error}
