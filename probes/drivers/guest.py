"""What a visit to one target shares, and how we introduce ourselves at its doors.

The User-Agent says what we are without a word that the target's edge refuses (facts §0 fact 10)
or that switches its socket to another mode (facts §4.1).  A header whose name holds ``test`` or
``e2e`` would make its backend believe in another identity (facts §0 fact 8); none goes to any
door but the auth service's.
"""

import logging
import secrets
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata
from urllib.parse import urlsplit

from probes.core.model import Target
from probes.core.ports import Clock
from probes.drivers.manners import Budget
from probes.drivers.reach import Reach

_SHORTEST_SECRET = 16


def _version() -> str:
    try:
        return metadata.version("netra-golden-path")
    except metadata.PackageNotFoundError:
        return "0"


USER_AGENT = f"netra-golden-path/{_version()} (synthetic probe)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """What every driver needs for its visits to one target."""

    target: Target
    trust: ssl.SSLContext
    budget: Budget
    clock: Clock
    reach: Reach


def introduction() -> dict[str, str]:
    """Give the headers of every request: who we are, and a fresh W3C trace context."""
    drawn = secrets.token_hex(24)
    return {"user-agent": USER_AGENT, "traceparent": f"00-{drawn[:32]}-{drawn[32:]}-01"}


def refuse_marked(names: Iterable[str], url: str, auth: str) -> None:
    """Refuse header names that the backend would take for a bypass, but at the auth service.

    Raises:
        ValueError: such a name was about to go elsewhere; a bug of ours.
    """
    marked = sorted(n for n in names if "test" in n.lower() or "e2e" in n.lower())
    if marked and not _is_under(url, auth):
        message = f"header {marked[0]} may go to the auth service only"
        raise ValueError(message)


def _is_under(url: str, base: str) -> bool:
    asked, door = urlsplit(url), urlsplit(base)
    path = door.path.rstrip("/") + "/"
    same = (asked.scheme, asked.netloc.lower()) == (door.scheme, door.netloc.lower())
    return same and (asked.path.rstrip("/") + "/").startswith(path)


def plain(text: str, hidden: Iterable[str] = (), limit: int = 120) -> str:
    """Make a stranger's text fit for a detail: printable, bounded, without what we hide."""
    for secret in hidden:
        for part in (secret, secret.partition(".")[2]):
            if len(part) >= _SHORTEST_SECRET:
                text = text.replace(part, "[hidden]")
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    return shown if len(shown) <= limit else f"{shown[:limit]}…"


def silent(name: str) -> logging.Logger:
    """Give a client library a logger that says nothing: it would log headers and addresses."""
    logger = logging.getLogger(name)
    logger.setLevel(logging.CRITICAL + 1)
    logger.propagate = False
    return logger
