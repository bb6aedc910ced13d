"""Authorities and certificates, good and bad, made once."""

import ssl
from pathlib import Path

import pytest
import trustme

from probes.drivers import tls
from tests.drivers.strangers import long_ago


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="session")
def trusting(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """Give a client's context that trusts the authority, by a file as in the settings."""
    path: Path = tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return tls.trust(path)


def _serving(leaf: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    leaf.configure_cert(context)
    return context


@pytest.fixture(scope="session")
def certified(authority: trustme.CA) -> ssl.SSLContext:
    return _serving(authority.issue_cert("127.0.0.1", "localhost"))


@pytest.fixture(scope="session")
def badly_certified(authority: trustme.CA) -> dict[str, ssl.SSLContext]:
    """Give a server's context for each thing that may be wrong, by the words of the detail."""
    stranger, itself = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with stranger.cert_pem.tempfile() as chain, stranger.private_key_pem.tempfile() as key:
        itself.load_cert_chain(chain, key)
    return {
        "another name": _serving(authority.issue_cert("elsewhere.example")),
        "has expired": _serving(
            authority.issue_cert("localhost", "127.0.0.1", not_after=long_ago())
        ),
        "unknown issuer": _serving(stranger.issue_cert("localhost", "127.0.0.1")),
        "self-signed": itself,
    }
