"""Ask for the chat socket, and read what greets us.  101 alone proves nothing (facts §0.1).

A welcome comes as ``connection_established``, as ``connect`` or inside a ``system_message``
(facts §0.1, three shapes); it and the pong name the user that the socket was given to.
"""

import base64
import json
from dataclasses import dataclass
from enum import StrEnum

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.model import Finding
from probes.core.ports import Handshake
from probes.netra import events, wording
from probes.netra.layers import Layers, Unreadable, layers_of, parse, word

WELCOMES = frozenset({"connection_established", "connect"})
# Codes of facts §7 that say "I do not know you" rather than "I am broken".
REFUSALS = frozenset(
    {"AUTH_FAILED", "AUTH_ERROR", "NO_TOKEN", "VALIDATION_FAILED", "TOKEN_EXPIRED",
     "INVALID_FORMAT", "AUTH_SERVICE_ERROR", "AUTH_CIRCUIT_BREAKER_OPEN", "WEBSOCKET_AUTH_ERROR"}
)  # fmt: skip
# Every registered user shortens to the same eight characters (facts §0.1): they prove nobody.
SHARED_PREFIX = "auth_use..."
SHOWN = 8  # characters of an id that a shortened one shows (facts §0.1)


class Credentials(StrEnum):
    """In which form the token is shown on the handshake (facts §4.2)."""

    BOTH = "both"
    HEADER = "header"
    SUBPROTOCOL = "subprotocol"


@dataclass(frozen=True, slots=True)
class Greeting:
    """A welcome, and the user it names if it names one."""

    user: str | None


def ask(url: str, user: str, token: str, form: Credentials) -> Handshake:
    """Build the handshake.  The subprotocol is base64url without padding: all builds read that."""
    encoded = base64.urlsafe_b64encode(token.encode()).rstrip(b"=").decode()
    return Handshake(
        url=url,
        user=user,
        bearer=None if form is Credentials.SUBPROTOCOL else token,
        subprotocols=() if form is Credentials.HEADER else ("jwt-auth", f"jwt.{encoded}"),
    )


def greeting(text: str) -> Greeting | None:
    """Read a frame that may be the welcome; None for one that is neither that nor an error.

    Raises:
        StepFailed: an error frame, or no JSON object.
    """
    layers = _layers(text)
    _complaint(text)
    if events.name_of(layers) in WELCOMES:
        return Greeting(word(layers, "user_id"))
    return None


def ping() -> str:
    """Build the application's ping.  A pong of RFC 6455 would only prove the proxy (facts §4.4)."""
    return json.dumps({"type": "ping"})


def pong(text: str) -> Greeting | None:
    """Read a frame that may be the pong.

    Raises:
        StepFailed: an error frame, or no JSON object.
    """
    layers = _layers(text)
    _complaint(text)
    if events.name_of(layers) == "pong":
        return Greeting(word(layers, "user_id"))
    return None


def owes(text: str) -> str | None:
    """Tell what to send back to a frame of housekeeping, as the front end does (facts §4.4)."""
    if "heartbeat" not in text:  # most frames; not worth a second reading
        return None
    try:
        layers = _layers(text)
    except StepFailed:
        return None
    return json.dumps({"type": "heartbeat_ack"}) if events.name_of(layers) == "heartbeat" else None


def names(check: str, greeted: Greeting, subject: str) -> Finding:
    """Judge whether a greeting is for our user; one that names nobody is not wrong yet."""
    expected = f"user {subject}"
    if greeted.user is None:
        return Finding(check=check, ok=True, expected=expected, seen="names nobody")
    if wording.is_user(greeted.user, subject):
        return Finding(check=check, ok=True, expected=expected, seen=greeted.user)
    seen = f"user {wording.short(greeted.user)}"
    return Finding(
        check=check, ok=False, expected=expected, seen=seen, failure=Failure.IDENTITY_WRONG
    )


def proven(check: str, welcome: Greeting, answer: Greeting, subject: str) -> Finding:
    """Judge whether welcome and pong together prove that the socket is our user's."""
    expected = f"welcome or pong names {subject}"
    said = [greeted.user for greeted in (answer, welcome) if greeted.user is not None]
    if any(_proves(user, subject) for user in said):
        return Finding(check=check, ok=True, expected=expected, seen=", ".join(said))
    return Finding(
        check=check,
        ok=False,
        expected=expected,
        seen=said[0] if said else "neither names a user",
        failure=Failure.IDENTITY_UNPROVEN,
        blame=Blame.PROBE,
    )


def _proves(user: str, subject: str) -> bool:
    shown = user.removesuffix("...")
    return shown == subject or (user != SHARED_PREFIX and len(shown) >= SHOWN)


def _layers(text: str) -> Layers:
    try:
        return layers_of(parse(text))
    except Unreadable as exc:
        raise StepFailed(Failure.PROTOCOL_VIOLATION, Blame.TARGET, f"a frame: {exc}") from exc


def _complaint(text: str) -> None:
    for event in events.read_if_any(text):
        if event.name in events.COMPLAINTS:
            code = word(event.layers, "error_code", "code") or ""
            failure = Failure.SOCKET_AUTH_REFUSED if code in REFUSALS else Failure.SOCKET_BROKEN
            said = f"{event.name} {wording.complaint(event)}"
            raise StepFailed(failure, Blame.TARGET, said)
