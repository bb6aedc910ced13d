"""Whom we trust."""

import ssl
from pathlib import Path

import pytest

from probes.core.errors import Failure, StepFailed
from probes.drivers import tls


def test_verification_is_always_on(trusting: ssl.SSLContext) -> None:
    for context in (tls.trust(), trusting):
        assert context.verify_mode is ssl.CERT_REQUIRED
        assert context.check_hostname
        assert context.minimum_version >= ssl.TLSVersion.TLSv1_2


def test_an_authority_is_added_to_those_of_the_machine(trusting: ssl.SSLContext) -> None:
    added = len(trusting.get_ca_certs()) - len(tls.trust().get_ca_certs())

    assert added == 1


def test_an_authority_that_cannot_be_read_is_refused_at_once(tmp_path: Path) -> None:
    empty = tmp_path / "empty.pem"
    empty.write_text("nothing\n")

    for path in (empty, tmp_path / "missing.pem"):
        with pytest.raises(OSError, match=r"."):
            tls.trust(path)


def test_an_unknown_reason_is_told_by_its_number() -> None:
    exc = ssl.SSLCertVerificationError(1, "x")
    exc.verify_code = 77

    failed = tls.named(exc, "api.example")

    assert failed.failure is Failure.CERTIFICATE_INVALID
    assert "77" in failed.detail


def test_a_channel_without_a_certificate_is_a_failure() -> None:
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE

    with pytest.raises((StepFailed, ValueError)):
        tls.read(context.wrap_bio(incoming, outgoing))
