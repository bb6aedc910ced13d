"""Where secrets come from: the environment, a file, or Google Secret Manager.

They are read for every run, so that a rotated secret needs no restart, and kept nowhere.  What
cannot be read is ``secret_missing`` and the credential's fault, never the target's; no detail, repr
or exception holds a secret or part of one.
"""

import base64
import binascii
import contextlib
import json
import os
import stat
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.model import Json, Target
from probes.core.ports import Answer, Http, Request
from probes.core.rules import Manners
from probes.drivers import tls
from probes.drivers.clock import SystemClock
from probes.drivers.manners import Budget
from probes.settings.values import EnvSecret, FileSecret, GcpSecret, SecretRef

MOST_BYTES = 64 * 1024
_TOKEN_PATH = "/computeMetadata/v1/instance/service-accounts/default/token"  # noqa: S105 (a path)
_OK = 200
_REASONS = {
    401: "its token was refused",
    403: "this service account may not read it",
    404: "there is no such secret or version",
    429: "too many questions",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where to look.  ``metadata`` and ``secrets`` are addresses without a trailing slash.

    The metadata server is plain http by design: it answers on the machine's own link only.
    """

    environ: Mapping[str, str]
    metadata: str
    secrets: str = "https://secretmanager.googleapis.com"


def places(environ: Mapping[str, str] = os.environ) -> Places:
    """Build the usual places; ``GCE_METADATA_HOST`` moves the metadata server."""
    host = environ.get("GCE_METADATA_HOST") or "metadata.google.internal"
    return Places(environ=environ, metadata=f"http://{host}")


async def resolve(ref: SecretRef, http: Http | None = None, where: Places | None = None) -> str:
    """Read one secret; line ends at its end are not part of it.

    ``http`` is for Google Secret Manager alone; without one a way is opened and closed again.

    Raises:
        StepFailed: ``secret_missing``, blame credential, naming the reference and not the secret.
    """
    where = where or places()
    if isinstance(ref, EnvSecret):
        text = _from_environment(ref, where.environ)
    elif isinstance(ref, FileSecret):
        text = _decoded(ref, _file_bytes(ref.path, ref))
    else:
        text = await _from_google(ref, http, where) if http else await _by_own_way(ref, where)
    secret = text.rstrip("\r\n")
    if not secret.strip():
        raise _missing(ref, "is empty")
    if any(letter < " " or letter == "\x7f" for letter in secret):
        raise _missing(ref, "holds a line break or control character inside")
    return secret


@contextlib.asynccontextmanager
async def google(where: Places | None = None) -> AsyncIterator[Http]:
    """Open a way to Google with a budget of its own, apart from every target's."""
    from probes.drivers import guest, http, reach  # noqa: PLC0415  (httpx only where it is needed)

    where = where or places()
    doors = {"frontend": where.secrets, "api": where.metadata, "auth": where.secrets}
    target = Target(name="google", websocket=where.secrets, **doors)
    trusted, clock = tls.trust(), SystemClock()
    visit = guest.Guest(
        target=target,
        trust=trusted,
        budget=Budget(Manners(token_spacing_s=0.0), clock),
        clock=clock,
        reach=reach.Reach(target.hosts, trusted),
    )
    async with http.open_http(visit) as door:
        yield door.bound()


def _missing(ref: SecretRef, reason: str) -> StepFailed:
    return StepFailed(Failure.SECRET_MISSING, Blame.CREDENTIAL, f"{ref} {reason}")


def _from_environment(ref: EnvSecret, environ: Mapping[str, str]) -> str:
    text = environ.get(ref.name)
    if text is None:
        raise _missing(ref, "is not set")
    return _decoded(ref, text.encode("utf-8", "surrogatepass"))


def _file_bytes(path: Path, ref: SecretRef) -> bytes:
    """Read a secret's file; its mode is that of the file opened, so nobody can swap it between."""
    try:
        # a pipe without a writer must not hold the run up
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise _missing(ref, "does not exist") from None
    except (OSError, ValueError) as exc:
        raise _missing(ref, f"cannot be read: {_reason(exc)}") from None
    try:
        mode = os.fstat(handle).st_mode
        if not stat.S_ISREG(mode):
            raise _missing(ref, "is not a regular file")
        if mode & 0o077:
            octal = f"{stat.S_IMODE(mode):04o}"
            raise _missing(ref, f"can be read by others (mode {octal}): chmod 600 {path}")
        raw = os.read(handle, MOST_BYTES + 1)
    finally:
        os.close(handle)
    if len(raw) > MOST_BYTES:
        raise _missing(ref, f"has more than {MOST_BYTES} bytes")
    return raw


def _reason(exc: OSError | ValueError) -> str:
    return (exc.strerror if isinstance(exc, OSError) else None) or "no usable path"


def _decoded(ref: SecretRef, raw: bytes) -> str:
    with contextlib.suppress(UnicodeDecodeError):  # it holds the bytes: nothing may chain to it
        return raw.decode("utf-8")
    raise _missing(ref, "is not UTF-8")


async def _by_own_way(ref: GcpSecret, where: Places) -> str:
    async with contextlib.AsyncExitStack() as stack:
        try:
            http = await stack.enter_async_context(google(where))
        except ValueError:
            raise _missing(ref, "cannot be read: GCE_METADATA_HOST is no host") from None
        return await _from_google(ref, http, where)


async def _from_google(ref: GcpSecret, http: Http, where: Places) -> str:
    asked = Request(
        method="GET",
        url=f"{where.metadata}{_TOKEN_PATH}",
        headers={"Metadata-Flavor": "Google"},
    )
    token = _text(await _answer(ref, http, asked, "the metadata server"), "access_token")
    if token is None:
        raise _missing(ref, "cannot be read: the metadata server gave no token")
    asked = Request(method="GET", url=f"{where.secrets}/v1/{ref.resource}:access", bearer=token)
    answer = await _answer(ref, http, asked, "Secret Manager")
    payload = _text(answer, "payload", "data")
    if payload is None:
        raise _missing(ref, "cannot be read: Secret Manager's answer has no payload")
    try:
        raw = base64.b64decode(payload, validate=True)
    except (binascii.Error, ValueError):
        raise _missing(ref, "cannot be read: its payload is not base64") from None
    return _decoded(ref, raw)


async def _answer(ref: SecretRef, http: Http, request: Request, whom: str) -> Answer:
    """Ask; whatever goes wrong on the way to a secret is no fault of the target."""
    try:
        answer = await http.send(request)
    except StepFailed as exc:
        raise _missing(ref, f"cannot be read: {whom} did not answer ({exc.failure})") from None
    if answer.status != _OK:
        reason = _REASONS.get(answer.status, "it refused")
        raise _missing(ref, f"cannot be read: {whom} said {answer.status}, {reason}")
    return answer


def _text(answer: Answer, *path: str) -> str | None:
    """Read a text out of a JSON body, or None where there is none."""
    try:
        found: Json = json.loads(answer.body)
    except (ValueError, RecursionError):
        return None
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, str) and found else None
