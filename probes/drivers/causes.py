"""The operating system's, the resolver's and TLS's errors, named as failures.

A library wraps them differently and may hold several, one for each address that was tried; they
are found along the causes and told by their class and number, never by their text.
"""

import errno
import socket
import ssl
from collections.abc import Iterator

from probes.core.errors import Blame, Failure, StepFailed
from probes.drivers import tls

_OURS = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.EADDRNOTAVAIL}
_FORBIDDEN = {errno.EACCES, errno.EPERM}  # what a packet filter of this machine answers
_UNREACHABLE = {errno.EHOSTUNREACH, errno.ENETUNREACH, errno.ENETDOWN, errno.EHOSTDOWN}
_BY_CLASS: tuple[tuple[type[Exception], Failure, str], ...] = (
    (socket.gaierror, Failure.NAME_NOT_RESOLVED, "does not resolve"),
    (ConnectionRefusedError, Failure.CONNECTION_REFUSED, "refused the connection"),
    (ConnectionError, Failure.CONNECTION_LOST, "dropped the connection"),
    (EOFError, Failure.CONNECTION_LOST, "dropped the connection"),
    (TimeoutError, Failure.NO_ANSWER, "did not answer in time"),
)
_SAYS_MOST = (  # of several addresses that failed each in its way
    Failure.CERTIFICATE_INVALID,
    Failure.TLS_FAILED,
    Failure.NAME_NOT_RESOLVED,
    Failure.CONNECTION_REFUSED,
    Failure.CONNECTION_LOST,
    Failure.NETWORK_UNREACHABLE,
    Failure.NO_ANSWER,
    Failure.PROBE_BUG,
)


def named(exc: BaseException, host: str) -> StepFailed | None:
    """Name a connection error by the causes under it; None when none of them is one."""
    found = [failed for cause in _causes(exc) if (failed := _one(cause, host)) is not None]
    return min(found, key=lambda failed: _SAYS_MOST.index(failed.failure), default=None)


def _causes(exc: BaseException) -> Iterator[BaseException]:
    yield exc
    if isinstance(exc, BaseExceptionGroup):
        for one in exc.exceptions:
            yield from _causes(one)
    beneath = exc.__cause__
    if beneath is None and exc.__suppress_context__:
        beneath = exc.__context__  # httpcore raises "from None" what it had wrapped
    if beneath is not None:
        yield from _causes(beneath)


def _one(exc: BaseException, host: str) -> StepFailed | None:
    if isinstance(exc, ssl.SSLError):
        return tls.named(exc, host)
    for kind, failure, what in _BY_CLASS:
        if isinstance(exc, kind):
            return StepFailed(failure, Blame.TARGET, f"{host} {what}")
    return _by_number(exc, host) if isinstance(exc, OSError) else None


def _by_number(exc: OSError, host: str) -> StepFailed | None:
    name = errno.errorcode.get(exc.errno or 0, "")
    if exc.errno in _OURS:
        detail = f"this machine could not open a connection ({name})"
        return StepFailed(Failure.PROBE_BUG, Blame.PROBE, detail)
    if exc.errno in _FORBIDDEN:
        detail = f"this machine may not connect to {host} ({name})"
        return StepFailed(Failure.NETWORK_UNREACHABLE, Blame.NETWORK, detail)
    if exc.errno in _UNREACHABLE:
        detail = f"no way leads to {host} ({name})"
        return StepFailed(Failure.NETWORK_UNREACHABLE, Blame.TARGET, detail)
    if exc.errno is None and exc.__cause__ is not None:
        return None  # a summary; what it sums up is under it
    detail = f"the connection with {host} failed ({name or type(exc).__name__})"
    return StepFailed(Failure.CONNECTION_LOST, Blame.TARGET, detail)


def unaskable(what: str) -> StepFailed:
    """Name an address, a header or a body of ours with which nothing can be asked."""
    detail = f"{what} cannot be asked: an address, header or body of ours is not valid"
    return StepFailed(Failure.PROBE_BUG, Blame.PROBE, detail)
