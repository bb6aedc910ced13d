"""``[identities.NAME]``: who a probe signs in as, and where the secret for it is kept.

A secret is named here and never written: a plain text in its place is refused without repeating it.
"""

import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field

from probes.core.model import Identity, Kind
from probes.settings.problems import Problems
from probes.settings.shapes import Strict, parse, tables, word
from probes.settings.values import EnvSecret, FileSecret, GcpSecret, SecretRef

FORMS = '{ env = "NAME" }, { file = "PATH" } or { gcp = "projects/P/secrets/S/versions/V" }'
_ENV = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_GCP = re.compile(r"projects/[A-Za-z0-9:._-]+/secrets/[A-Za-z0-9_-]+/versions/[A-Za-z0-9_-]+")
_EMAIL = re.compile(r"[^\s@\x00-\x1f]+@[^\s@\x00-\x1f]+")
_ID = re.compile(r"[!-~]+")


def _variable(text: str) -> str:
    if not _ENV.fullmatch(text):
        raise ValueError("must be the name of an environment variable, such as GOLDENPATH_KEY")
    return text


def _resource(text: str) -> str:
    if not _GCP.fullmatch(text):
        raise ValueError("must be projects/P/secrets/S/versions/V, V being a number or latest")
    return text


def _email(text: str) -> str:
    if not _EMAIL.fullmatch(text):
        raise ValueError("must be an e-mail address, without spaces")
    return text


def _service_id(text: str) -> str:
    if not _ID.fullmatch(text):
        raise ValueError("must be a service id such as netra-backend, without spaces or line ends")
    return text


class SecretTable(Strict):
    """Where a secret is kept.  Exactly one of the three."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 1})

    env: Annotated[str, AfterValidator(_variable)] | None = Field(
        default=None, description="The name of the environment variable that holds it"
    )
    file: str | None = Field(
        default=None,
        min_length=1,
        description="A file that only its owner may read (chmod 600), relative to this one",
    )
    gcp: Annotated[str, AfterValidator(_resource)] | None = Field(
        default=None, description="A version in Google Secret Manager"
    )


class IdentityTable(Strict):
    """Who a probe signs in as."""

    kind: Annotated[Kind, Field(strict=False)] = Field(
        description="How it signs in: e2e-bypass, password or service"
    )
    secret: SecretTable = Field(description=f"A reference: {FORMS}")
    email: Annotated[str, AfterValidator(_email)] | None = Field(
        default=None, description="The user's address, for kind e2e-bypass and password"
    )
    service_id: Annotated[str, AfterValidator(_service_id)] | None = Field(
        default=None, description="The service's id, for kind service: netra-backend"
    )


def read_identities(raw: object, problems: Problems) -> dict[str, IdentityTable]:
    """Read every identity that can be read."""
    found: dict[str, IdentityTable] = {}
    for name, table in tables(raw, ("identities",), problems).items():
        key = ("identities", name)
        identity = parse(IdentityTable, _without_secret(table, name, problems), key, problems)
        if identity is not None:
            found[name] = identity
            _check(name, identity, problems)
    return found


def identity_of(name: str, table: IdentityTable) -> Identity:
    """Turn a table into the core value."""
    subject = table.service_id if table.kind is Kind.SERVICE else table.email
    return Identity(name=name, kind=table.kind, subject=subject or "")


def secret_of(table: SecretTable, base: Path) -> SecretRef:
    """Turn a table into a reference; a file's path is relative to ``base``."""
    if table.env is not None:
        return EnvSecret(table.env)
    if table.file is not None:
        return FileSecret(base / Path(table.file).expanduser())
    return GcpSecret(table.gcp or "")


def bare_secret(value: object) -> str:
    """Say what to do about a secret that is no reference."""
    if isinstance(value, str):
        return f"a secret is a reference, never its text: {FORMS}; and change this one, it is known"
    return f"a secret is a reference: {FORMS}, not {word(value)}"


def _without_secret(table: object, name: str, problems: Problems) -> object:
    """Refuse a secret that is no reference, and put one in its place before anything looks."""
    if not isinstance(table, dict) or isinstance(table.get("secret", {}), dict):
        return table
    problems.add(("identities", name, "secret"), bare_secret(table["secret"]))
    return {**table, "secret": {"env": "REFUSED"}}


def _check(name: str, identity: IdentityTable, problems: Problems) -> None:
    key = ("identities", name)
    if len(identity.secret.model_fields_set) != 1:
        problems.add((*key, "secret"), f"must be exactly one of {FORMS}")
    service = identity.kind is Kind.SERVICE
    needed, other = ("service_id", "email") if service else ("email", "service_id")
    if getattr(identity, needed) is None:
        problems.add((*key, needed), f"is missing; kind {identity.kind} signs in with it")
    if getattr(identity, other) is not None:
        message = f"does not belong to kind {identity.kind}, which signs in with {needed}"
        problems.add((*key, other), message)
