"""A signed request between services: HMAC-SHA256 over id:METHOD:path:body:timestamp (facts §3.1).

The facts name neither the JSON fields nor how a body or an instant is written into the message,
so several names and spellings are read, and any of them may be the one that was signed.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

_ID = ("service_id", "serviceId", "id", "service")
_METHOD = ("method", "http_method", "request_method")
_PATH = ("path", "url_path", "request_path", "endpoint", "url")
_BODY = ("body", "request_body", "payload", "data")
_TIME = ("timestamp", "request_timestamp", "ts", "time")
_SIGNATURE = ("signature", "request_signature", "hmac", "sig")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What was or is to be signed."""

    service_id: str
    method: str
    path: str
    bodies: tuple[str, ...]
    timestamp: str | int | float
    signature: str

    def instant(self) -> float | None:
        """Read the timestamp, in seconds (or milliseconds) since the epoch or in ISO form."""
        text = str(self.timestamp)
        try:
            seconds = float(text)
        except ValueError:
            return _from_iso(text)
        return seconds / 1000 if seconds > 1e11 else seconds  # noqa: PLR2004  (year 5138)

    def signatures(self, secret: str) -> tuple[str, ...]:
        """Compute every signature that would be right, the plainest first."""
        return tuple(
            hmac.new(secret.encode(), self._message(body).encode(), hashlib.sha256).hexdigest()
            for body in self.bodies
        )

    def _message(self, body: str) -> str:
        parts = (self.service_id, self.method.upper(), self.path, body, str(self.timestamp))
        return ":".join(parts)


def read_signed(body: Mapping[str, object], *, default_time: float | None) -> Signed:
    """Read the fields under whichever name they come."""
    when = _first(body, _TIME)
    if not isinstance(when, str | int | float):
        when = "" if default_time is None else int(default_time)
    return Signed(
        service_id=str(_first(body, _ID) or ""),
        method=str(_first(body, _METHOD) or "GET"),
        path=str(_first(body, _PATH) or "/"),
        bodies=_spellings(_first(body, _BODY)),
        timestamp=when,
        signature=str(_first(body, _SIGNATURE) or ""),
    )


def _first(body: Mapping[str, object], names: tuple[str, ...]) -> object:
    return next((body[name] for name in names if body.get(name) is not None), None)


def _spellings(body: object) -> tuple[str, ...]:
    if body is None:
        return ("",)
    if isinstance(body, str):
        return (body,)
    tight = (",", ":")
    return (
        json.dumps(body, sort_keys=True, separators=tight),
        json.dumps(body, separators=tight),
        json.dumps(body, sort_keys=True),
        json.dumps(body),
    )


def _from_iso(text: str) -> float | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
