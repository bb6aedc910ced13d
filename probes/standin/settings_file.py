"""Complete settings for the four journeys against one running stand-in, with their secrets."""

import json
import os
import secrets
from pathlib import Path

from probes.standin.server import StandIn

_TEMPLATE = """\
location = "local"

[targets.standin]
frontend = {frontend}
api = {api}
auth = {auth}
websocket = {websocket}
too_fast_ms = 50

[targets.standin.manners]
lifted = true

[identities.user]
kind = "e2e-bypass"
email = {email}
secret = {{ file = {e2e_key} }}

[identities.service]
kind = "service"
service_id = "netra-backend"
secret = {{ file = {service_secret} }}

[chat]
second_question = true

[[probes]]
name = "health"
journey = "health"
target = "standin"

[[probes]]
name = "user-login"
journey = "user-login"
target = "standin"
identity = "user"

[[probes]]
name = "service-login"
journey = "service-login"
target = "standin"
identity = ["service", "user"]

[[probes]]
name = "chat"
journey = "chat"
target = "standin"
identity = "user"
"""


def write(path: Path, standin: StandIn) -> None:
    """Write settings to ``path`` and each secret to a file of its own under ``path.secrets/``.

    The user's address begins with four random characters, because the welcome shows no more of
    an id than that (facts §0.1).
    """
    directory = path.absolute().with_name(f"{path.name}.secrets")
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    directory.chmod(0o700)
    values = {
        "frontend": standin.frontend,
        "api": standin.api,
        "auth": standin.auth,
        "websocket": standin.websocket,
        "email": f"{secrets.token_hex(2)}-goldenpath@standin.example",
        "e2e_key": _kept(directory / "e2e_key", standin.secrets.e2e_key),
        "service_secret": _kept(directory / "service_secret", standin.secrets.service_secret),
    }
    quoted = {name: _quoted(value) for name, value in values.items()}
    path.write_text(_TEMPLATE.format(**quoted), encoding="utf-8")


def _kept(path: Path, secret: str) -> str:
    """Write for the owner's eyes only, also where a wider file stood before."""
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(secret)
    return str(path)


def _quoted(text: str) -> str:
    """Write a TOML basic string: JSON's escapes are TOML's, but for DEL and surrogates."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
