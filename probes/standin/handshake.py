"""Credentials and the subprotocol of an upgrade (facts §4.2)."""

import base64
import binascii
from collections.abc import Sequence

_WITH_TOKEN = ("jwt.", "jwt-auth.", "bearer.")
_BARE = ("jwt-auth", "jwt", "bearer", "e2e-testing", "staging-auth", "agent_chat")


def chosen(offered: Sequence[str]) -> str | None:
    """Choose what to echo: an offer that carries a token, else a bare name; None fits nothing."""
    carrying = next((name for name in offered if name.startswith(_WITH_TOKEN)), None)
    return carrying or next((name for name in offered if name in _BARE), None)


def token_in(offered: Sequence[str]) -> str | None:
    """Read the token out of the first offer that carries one, raw or base64url."""
    for name in offered:
        if name.startswith(_WITH_TOKEN):
            return _decoded(name.partition(".")[2])
    return None


def _decoded(text: str) -> str | None:
    if "." in text:
        return text
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except (binascii.Error, ValueError):
        return None
