"""HTTP answers to read: recorded ones, made-up ones, and hostile ones."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import jwt

from probes.core.errors import StepFailed
from probes.core.model import Identity, Json, Kind, Target
from probes.core.ports import Answer

T = TypeVar("T")
RECORDINGS = Path(__file__).parent.parent / "recordings"
NOW = datetime(2026, 11, 23, 17, 0, 0, tzinfo=UTC)
DATE = "Mon, 23 Nov 2026 17:00:00 GMT"
TARGET = Target(
    name="made-up",
    frontend="https://app.example.org",
    api="https://api.example.org",
    auth="https://auth.example.org",
    websocket="wss://api.example.org/ws",
)
USER = Identity(name="user", kind=Kind.E2E_BYPASS, subject="qx7k-probe@example.org")
SERVICE = Identity(name="service", kind=Kind.SERVICE, subject="netra-backend")
KEY = "a made-up key that is long enough for HS256"
SUB = "e2e-qx7k-probe"

HOSTILE_BODIES = (
    b"",
    b" ",
    b"<!doctype html><title>Welcome</title>",
    b"null",
    b"true",
    b"7",
    b'"text"',
    b"[]",
    b"{}",
    b'{"valid": "true", "access_token": 5, "user": [], "id": {}, "messages": 3}',
    b'{"valid": null, "services": "backend", "status": [], "data": {"data": null}}',
    b'[null, 1, "x", {"role": 5, "content": [[[[[["deep"]]]]]]}]',
    b"[" * 200_000,
    b"[" * 10_000_000,
    b'{"a":' * 100_000,
    b'{"exp": 1e999, "iat": NaN, "id": ' + b"9" * 5000 + b"}",
    b"\xff\xfe\x00",
    b'{"access_token": "\\ud800", "id": "\\ud800"}',
)


def said(
    status: int = 200,
    body: "Json | bytes" = None,
    headers: Mapping[str, str] | None = None,
    *,
    url: str = "https://auth.example.org/auth/x?code=hidden",
    took_s: float = 0.01,
) -> Answer:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    kind = "text/html" if raw.startswith(b"<") else "application/json"
    return Answer(
        method="GET",
        url=url,
        status=status,
        headers={"content-type": kind, "date": DATE, **(headers or {})},
        body=raw,
        took_s=took_s,
        received_at=NOW,
    )


def recorded(file: str, label: str, path: str = "") -> Answer:
    """Read the first recorded answer with this label, and a URL that ends in this path."""
    for line in (RECORDINGS / file).read_text().splitlines():
        entry = json.loads(line)
        asked, given = entry["request"], entry["response"]
        if entry["label"] == label and asked["url"].endswith(path):
            body = given["body"]
            return Answer(
                method=asked["method"],
                url=asked["url"],
                status=given["status"],
                headers=given["headers"],
                body=(body if isinstance(body, str) else json.dumps(body)).encode(),
                took_s=entry["ms"] / 1000,
                received_at=datetime.fromisoformat(entry["at"]),
            )
    raise LookupError(label)


def token(**changed: Json) -> str:
    """Mint a user's token as facts §2.2 describe it; None takes a claim away."""
    now = int(NOW.timestamp())
    claims: dict[str, Json] = {
        "sub": SUB,
        "iat": now,
        "exp": now + 1800,
        "token_type": "access",
        "type": "access",
        "iss": "netra-auth-service",
        "aud": "netra-platform",
        "jti": "jti_1_1_aa",
        "email": USER.subject,
    }
    claims = {name: value for name, value in (claims | changed).items() if value is not None}
    return jwt.encode(claims, KEY, algorithm="HS256")


def outcome(call: Callable[[], T]) -> T | StepFailed:
    """Give what a call gives or how it fails; any other exception is the test's failure."""
    try:
        return call()
    except StepFailed as exc:
        return exc
