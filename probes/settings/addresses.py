"""What an address in the settings may look like: scheme, host, port and path, nothing else."""

import ipaddress
import re
from typing import Annotated, TypeAlias
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, WithJsonSchema

_HTTP = ("http", "https")
_WS = ("ws", "wss")
_ADDRESS_MARKS = re.compile(r"[\x00-\x20\x7f\\]")


def _address(text: str, schemes: tuple[str, str]) -> str:
    """Check an absolute address and strip its trailing slash.

    Raises:
        ValueError: another scheme, no host, a bad port, or more than scheme, host, port, path.
    """
    wanted = f"{schemes[0]}:// or {schemes[1]}://"
    if _ADDRESS_MARKS.search(text):
        raise ValueError(f"holds a space or a control character; write {wanted}HOST")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as exc:
        raise ValueError(f"is no address: write {wanted}HOST[:PORT]") from exc
    if parts.scheme not in schemes:
        raise ValueError(f"must begin with {wanted}{_instead(parts)}")
    if not parts.hostname or port == 0:
        raise ValueError(f"has no host, or port 0: write {wanted}HOST[:PORT]")
    if parts.username is not None or parts.password is not None:
        raise ValueError("must not hold user:password@; who signs in is an identity")
    if "?" in text or "#" in text:
        raise ValueError("must not hold a query or a fragment")
    return text.rstrip("/")


def _instead(parts: SplitResult) -> str:
    known = (*_HTTP, *_WS)
    return f", not {parts.scheme}://" if parts.scheme in known else ""


def _http(text: str) -> str:
    return _address(text, _HTTP)


def _ws(text: str) -> str:
    return _address(text, _WS)


HttpAddress: TypeAlias = Annotated[
    str,
    AfterValidator(_http),
    WithJsonSchema({"type": "string", "pattern": "^https?://[^?#@\\s]+$"}),
]
WsAddress: TypeAlias = Annotated[
    str,
    AfterValidator(_ws),
    WithJsonSchema({"type": "string", "pattern": "^wss?://[^?#@\\s]+$"}),
]


def is_loopback(address: str) -> bool:
    """Tell whether an address names this machine and nothing else."""
    host = urlsplit(address).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
