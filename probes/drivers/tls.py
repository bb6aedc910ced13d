"""Whom we trust, and what is wrong with a certificate.

One context serves every driver, so that no door is opened with another trust than the next.  A
setting may add an authority; none switches the verification off.
"""

import ssl
from datetime import UTC, datetime
from pathlib import Path

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.ports import Certificate

_WHY = {  # X509_V_ERR_*, openssl/x509_vfy.h
    9: "is not valid yet",
    10: "has expired",
    18: "is self-signed",
    19: "comes from an unknown issuer",
    20: "comes from an unknown issuer",
    21: "comes from an unknown issuer",
    23: "was revoked",
    62: "is for another name",
    64: "is for another address",
}


def trust(ca: Path | None = None) -> ssl.SSLContext:
    """Build the context of all drivers: the machine's authorities, and those in ``ca``.

    Raises:
        OSError: ``ca`` cannot be read or holds no certificate (``ssl.SSLError`` is an OSError).
    """
    context = ssl.create_default_context()
    if ca is not None:
        context.load_verify_locations(cafile=ca)
    return context


def named(exc: ssl.SSLError, host: str) -> StepFailed:
    """Name a TLS error, and say for which host and why."""
    if isinstance(exc, ssl.SSLCertVerificationError):
        code = getattr(exc, "verify_code", 0)
        why = _WHY.get(code, f"is not accepted (X.509 error {code})")
        detail = f"the certificate of {host} {why}"
        return StepFailed(Failure.CERTIFICATE_INVALID, Blame.TARGET, detail)
    if isinstance(exc, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        detail = f"{host} ended the connection within TLS"
        return StepFailed(Failure.CONNECTION_LOST, Blame.TARGET, detail)
    reason = str(getattr(exc, "reason", None) or type(exc).__name__).lower().replace("_", " ")
    detail = f"TLS with {host} failed: {reason}"
    return StepFailed(Failure.TLS_FAILED, Blame.TARGET, detail)


def read(channel: ssl.SSLObject) -> Certificate:
    """Read the verified certificate of an open channel."""
    shown = channel.getpeercert() or {}
    ends = shown.get("notAfter")
    listed = shown.get("subjectAltName", ())
    if not isinstance(ends, str) or not isinstance(listed, tuple):
        raise StepFailed(Failure.TLS_FAILED, Blame.TARGET, "no certificate was shown")
    names = tuple(str(entry[1]) for entry in listed if len(entry) > 1)
    return Certificate(datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC), names)
