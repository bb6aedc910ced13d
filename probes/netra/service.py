"""What to ask as ``service:netra-backend`` (facts §3.1).  Requests only; nothing is read here."""

from dataclasses import replace
from typing import Final

from probes.core.model import Identity, Json, Target
from probes.core.ports import Request
from probes.netra import health, session

TRIES: Final = 5
HEALTH_LOOKS: Final = 3
_PATH: Final = "/api/threads"


def own_health(target: Target) -> Request:
    """Ask the auth service to check its own service secret."""
    return health.ask(target.auth, "/api/v1/service/health")


def authenticate(target: Target, identity: Identity, secret: str) -> Request:
    """Ask for a service token."""
    body: dict[str, Json] = {"service_id": identity.subject, "service_secret": secret}
    url = f"{target.auth}/api/v1/service/authenticate"
    return Request(method="POST", url=url, json=body)


def validate_as_service(target: Target, token: str, identity: Identity, secret: str) -> Request:
    """Ask whether a user's token is good, as the service asks."""
    plain = session.validate(target, token)
    return replace(plain, headers={"X-Service-ID": identity.subject, "X-Service-Secret": secret})


def sign_request(target: Target, identity: Identity, timestamp: str) -> Request:
    """Ask for a signature over a request with our own time, in every spelling of its parts."""
    return Request(
        method="POST",
        url=f"{target.auth}/api/v1/service/sign-request",
        json=_signing(identity, timestamp),
    )


def validate_request(target: Target, identity: Identity, timestamp: str, signature: str) -> Request:
    """Ask whether that signature is good; too old means that the clocks differ (facts §3.1)."""
    return Request(
        method="POST",
        url=f"{target.auth}/api/v1/service/validate-request",
        json=_signing(identity, timestamp) | {"signature": signature},
    )


def _signing(identity: Identity, timestamp: str) -> dict[str, Json]:
    return {
        "service_id": identity.subject,
        "request_method": "GET",
        "request_path": _PATH,
        "request_body": "",
        "method": "GET",
        "path": _PATH,
        "body": "",
        "timestamp": timestamp,
    }
