"""Reading requests and writing answers in the target's shapes (facts §7)."""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import formatdate
from uuid import uuid4

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

JsonObject = dict[str, object]

_CODES: Mapping[int, str] = {
    401: "AUTH_FAILED",
    403: "AUTH_UNAUTHORIZED",
    404: "DB_RECORD_NOT_FOUND",
    409: "DB_RECORD_EXISTS",
    422: "VALIDATION_ERROR",
    503: "SERVICE_UNAVAILABLE",
}


def iso(at: float) -> str:
    """Write seconds since the epoch as an ISO instant in UTC."""
    return datetime.fromtimestamp(at, UTC).isoformat()


def naive_iso(at: float) -> str:
    """Write an expiry as the auth service does, without an offset."""
    return datetime.fromtimestamp(at, UTC).replace(tzinfo=None).isoformat()


async def json_object(request: Request) -> JsonObject | None:
    """Read a JSON object; None when the body is anything else."""
    try:
        body: object = await request.json()
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def text_of(body: Mapping[str, object], *names: str) -> str | None:
    """Find the first non-empty string under one of these names."""
    found = (body.get(name) for name in names)
    return next((value for value in found if isinstance(value, str) and value), None)


def bearer(headers: Headers) -> str | None:
    """Read the token of an Authorization header."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def detail(status: int, text: object) -> JSONResponse:
    """Answer an error as the auth service does."""
    return JSONResponse({"detail": text}, status_code=status)


def backend_error(status: int, text: str, *, meant: int | None = None) -> JSONResponse:
    """Answer an error as the backend does; ``meant`` is the status that it names inside."""
    inner = status if meant is None else meant
    body = {
        "error": True,
        "error_code": _CODES.get(inner, "INTERNAL_ERROR"),
        "message": text,
        "user_message": text,
        "details": {"status_code": inner},
        "trace_id": str(uuid4()),
        "timestamp": iso(time.time()),
        "request_id": None,
        "line_number": "…",
        "source_file": "…",
        "stack_trace": "…",
        "debug_info": "…",
    }
    return JSONResponse(body, status_code=status)


def reason_of(error: Exception) -> tuple[int, str]:
    """Read status and words of an HTTP error that the router raised."""
    if isinstance(error, HTTPException):
        return error.status_code, error.detail
    return 500, "Internal Server Error"


async def auth_miss(_: Request, error: Exception) -> Response:
    """Answer what no auth route matches."""
    return detail(*reason_of(error))


async def backend_miss(_: Request, error: Exception) -> Response:
    """Answer what no backend route matches."""
    return backend_error(*reason_of(error))


class Stamped:
    """Put ``Date``, from a clock that may be wrong, and fixed headers on every answer."""

    def __init__(
        self, app: ASGIApp, clock: Callable[[], float], headers: Mapping[str, str]
    ) -> None:
        self._app = app
        self._clock = clock
        self._fixed = [(k.encode(), v.encode()) for k, v in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass through, stamping what starts an answer."""

        async def stamped(message: Message) -> None:
            if message["type"] in {
                "http.response.start",
                "websocket.accept",
                "websocket.http.response.start",
            }:
                date = (b"date", formatdate(self._clock(), usegmt=True).encode())
                message["headers"] = [*message.get("headers", []), date, *self._fixed]
            await send(message)

        await self._app(scope, receive, stamped)
