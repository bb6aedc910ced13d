"""Reading a signature out of the auth service's answer (facts §3.1)."""

import pytest

from probes.core.model import Json
from probes.netra import service_answers as read
from tests.netra.answers import said

HTML = b"<html>Welcome</html>"


@pytest.mark.parametrize(
    ("status", "body", "signature"),
    [(200, {"signature": "ab12"}, "ab12"), (404, {}, ""), (422, HTML, ""), (200, [], "")],
)
def test_a_signature_is_read_or_there_is_none(status: int, body: Json, signature: str) -> None:
    assert read.signature_of(said(status, body)) == signature
