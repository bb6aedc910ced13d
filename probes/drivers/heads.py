"""What a number means to a driver: the status of an HTTP answer, the code of a socket's end.

No library and no body is looked at.  Over HTTP only two statuses are ruled on, for no journey
follows a redirect and we may have been told to slow down; a handshake has but one good status.
"""

from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from probes.core.errors import Blame, Failure, StepFailed
from probes.drivers.guest import plain

_REDIRECTS = range(300, 400)
_SERVER_ERRORS = range(500, 600)
_TOO_MANY_REQUESTS = 429  # RFC 6585 §4
_CLEAN = {1000, 1001, 1005}  # RFC 6455 §7.4.1; 1005 is a goodbye without a code
_POLICY = 1008


def ruled_out(status: int, headers: Mapping[str, str], url: str, host: str) -> StepFailed | None:
    """Name a redirect (the target's) and a request to slow down (ours); None for the rest.

    Header names are lower case, or the mapping does not mind.
    """
    if status == _TOO_MANY_REQUESTS:
        return StepFailed(Failure.RATE_LIMITED, Blame.PROBE, f"{host} answered 429{_wait(headers)}")
    if status in _REDIRECTS:
        detail = f"{host} answered {status} and points to {whither(url, headers.get('location'))}"
        return StepFailed(Failure.REDIRECTED, Blame.TARGET, detail)
    return None


def not_upgraded(status: int, headers: Mapping[str, str], url: str, host: str) -> StepFailed:
    """Name a handshake that was answered with another status than 101."""
    failed = ruled_out(status, headers, url, host)
    if failed is not None:
        return failed
    failure = Failure.SERVER_ERROR if status in _SERVER_ERRORS else Failure.HANDSHAKE_REFUSED
    return StepFailed(failure, Blame.TARGET, f"{host} answered the handshake with {status}")


def goodbye(code: int, reason: str, host: str) -> StepFailed:
    """Name a close that they began (facts §4.5); a clean one in mid conversation is none."""
    failure = Failure.SOCKET_CLOSED_EARLY if code in _CLEAN else Failure.SOCKET_BROKEN
    if code == _POLICY:
        failure = Failure.SOCKET_AUTH_REFUSED
    why = f': "{reason}"' if reason else ""
    return StepFailed(failure, Blame.TARGET, f"{host} closed with {code}{why}")


def whither(url: str, location: str | None) -> str:
    """Tell where a redirect points: host and path, never the query."""
    if not location:
        return "nowhere"
    try:
        parts = urlsplit(urljoin(url, location))
        port = "" if parts.port is None else f":{parts.port}"
    except ValueError:
        return "what is no address"
    return plain(f"{parts.hostname or ''}{port}{parts.path}")


def _wait(headers: Mapping[str, str]) -> str:
    after = headers.get("retry-after", "")
    return f", to come back in {after} s" if after.isascii() and after.isdigit() else ""
