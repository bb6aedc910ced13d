"""The operating system's errors, each with its name and its blame."""

import errno
import socket
import ssl

import pytest

from probes.core.errors import Blame, Failure
from probes.drivers import causes

EXPECTED: list[tuple[BaseException, Failure, Blame]] = [
    (ConnectionRefusedError(111, "no"), Failure.CONNECTION_REFUSED, Blame.TARGET),
    (ConnectionResetError(104, "no"), Failure.CONNECTION_LOST, Blame.TARGET),
    (ConnectionAbortedError(103, "no"), Failure.CONNECTION_LOST, Blame.TARGET),
    (BrokenPipeError(32, "no"), Failure.CONNECTION_LOST, Blame.TARGET),
    (EOFError(), Failure.CONNECTION_LOST, Blame.TARGET),
    (socket.gaierror(-2, "no"), Failure.NAME_NOT_RESOLVED, Blame.TARGET),
    (socket.gaierror(-3, "later"), Failure.NAME_NOT_RESOLVED, Blame.TARGET),
    (TimeoutError(), Failure.NO_ANSWER, Blame.TARGET),
    (OSError(errno.ETIMEDOUT, "late"), Failure.NO_ANSWER, Blame.TARGET),
    (OSError(errno.EHOSTUNREACH, "no"), Failure.NETWORK_UNREACHABLE, Blame.TARGET),
    (OSError(errno.ENETUNREACH, "no"), Failure.NETWORK_UNREACHABLE, Blame.TARGET),
    (OSError(errno.ENETDOWN, "no"), Failure.NETWORK_UNREACHABLE, Blame.TARGET),
    (OSError(errno.EPERM, "no"), Failure.NETWORK_UNREACHABLE, Blame.NETWORK),
    (OSError(errno.EMFILE, "no"), Failure.PROBE_BUG, Blame.PROBE),
    (OSError(errno.EADDRNOTAVAIL, "no"), Failure.PROBE_BUG, Blame.PROBE),
    (OSError(errno.EPROTO, "no"), Failure.CONNECTION_LOST, Blame.TARGET),
    (OSError("no number"), Failure.CONNECTION_LOST, Blame.TARGET),
    (ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER]"), Failure.TLS_FAILED, Blame.TARGET),
    (ssl.SSLEOFError(8, "EOF"), Failure.CONNECTION_LOST, Blame.TARGET),
    (ssl.SSLCertVerificationError(1, "no"), Failure.CERTIFICATE_INVALID, Blame.TARGET),
]


@pytest.mark.parametrize("given", EXPECTED, ids=lambda given: repr(given[0]))
def test_an_error_has_its_name(given: tuple[BaseException, Failure, Blame]) -> None:
    exc, failure, blame = given

    failed = causes.named(exc, "api.example")

    assert failed is not None
    assert (failed.failure, failed.blame) == (failure, blame)


def test_every_kind_of_connection_error_is_named() -> None:
    kinds: list[type[OSError]] = [ssl.SSLError, *ssl.SSLError.__subclasses__()]
    kinds += ConnectionError.__subclasses__()

    for kind in kinds:
        assert causes.named(kind(), "api.example") is not None


def test_of_several_addresses_the_one_that_refused_says_most() -> None:
    both = ExceptionGroup("each", [OSError(errno.ENETUNREACH, "six"), ConnectionRefusedError()])
    summary = OSError("All connection attempts failed")
    summary.__cause__ = both

    failed = causes.named(summary, "api.example")

    assert failed is not None
    assert failed.failure is Failure.CONNECTION_REFUSED


def test_what_merely_happened_before_is_no_cause() -> None:
    late = TimeoutError()
    late.__context__ = ssl.SSLWantReadError()

    failed = causes.named(late, "api.example")

    assert failed is not None
    assert failed.failure is Failure.NO_ANSWER


def test_a_bug_is_no_connection_error() -> None:
    assert causes.named(KeyError("x"), "api.example") is None
