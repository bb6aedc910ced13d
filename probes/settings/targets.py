"""``[targets.NAME]``: the addresses of one environment, and how to behave there."""

from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field

from probes.core.model import Target
from probes.core.rules import Manners
from probes.settings.addresses import HttpAddress, WsAddress, is_loopback
from probes.settings.problems import Problems
from probes.settings.shapes import Strict, parse, tables

_GUEST = Manners()


class MannersTable(Strict):
    """A guest's budget at one target, all its hosts counted together.  Only ever lower it."""

    requests_per_minute: int = Field(
        default=_GUEST.requests_per_minute,
        ge=1,
        le=_GUEST.requests_per_minute,
        description="HTTP requests a minute; a guest makes at most 60, as the target bans at 100",
    )
    messages_per_minute: int = Field(
        default=_GUEST.messages_per_minute,
        ge=1,
        le=_GUEST.messages_per_minute,
        description="Socket messages a minute; a guest sends at most 30",
    )
    sockets_per_user: int = Field(
        default=_GUEST.sockets_per_user,
        ge=1,
        le=_GUEST.sockets_per_user,
        description="Open sockets of one user; a guest holds at most 3",
    )
    message_bytes: int = Field(
        default=_GUEST.message_bytes,
        ge=256,
        le=_GUEST.message_bytes,
        description="Bytes of one socket message; the target takes at most 8192",
    )
    token_spacing_s: float = Field(
        default=_GUEST.token_spacing_s,
        ge=0,
        le=60,
        description="Seconds between two uses of one token; at least 0.3 unless lifted",
    )
    lifted: bool = Field(
        default=False,
        description="Set the limits of rate aside; only where every host is loopback",
    )


class TargetTable(Strict):
    """One deployed Netra environment: four addresses, and how to behave there."""

    frontend: HttpAddress = Field(description="The address of the front end, http or https")
    api: HttpAddress = Field(description="The address of the backend, http or https")
    auth: HttpAddress = Field(description="The address of the auth service, http or https")
    websocket: WsAddress = Field(
        description="The address of the chat socket with its path, ws or wss"
    )
    manners: MannersTable = Field(
        default=MannersTable(), description="The budget of requests and messages at this target"
    )
    too_fast_ms: float = Field(
        default=50.0,
        ge=0,
        le=10_000,
        description="Milliseconds; an answer that comes sooner was not worked out",
    )
    ca: str | None = Field(
        default=None,
        min_length=1,
        description="A PEM file of certificate authorities to trust besides the system's, "
        "relative to this file",
    )
    outside: HttpAddress | None = Field(
        default=None,
        description="An address that is asked before the target is blamed for a connection "
        "error; without one they are the target's",
    )


def read_targets(raw: object, base: Path, problems: Problems) -> dict[str, TargetTable]:
    """Read every target that can be read; ``base`` is the folder of the settings file."""
    found: dict[str, TargetTable] = {}
    for name, table in tables(raw, ("targets",), problems).items():
        target = parse(TargetTable, table, ("targets", name), problems)
        if target is not None:
            found[name] = target
            _check_manners(name, target, problems)
            _check_ca(name, target, base, problems)
    return found


def target_of(name: str, table: TargetTable) -> Target:
    """Turn a table into the core value."""
    return Target(
        name=name,
        frontend=table.frontend,
        api=table.api,
        auth=table.auth,
        websocket=table.websocket,
    )


def manners_of(table: TargetTable, questions_per_day: int) -> Manners:
    """Turn a table into the core value."""
    return Manners(**table.manners.model_dump(), questions_per_day=questions_per_day)


def ca_of(table: TargetTable, base: Path) -> Path | None:
    """Say where the certificate authorities are, absolute if ``base`` is."""
    return None if table.ca is None else base / Path(table.ca).expanduser()


def _check_manners(name: str, target: TargetTable, problems: Problems) -> None:
    key = ("targets", name, "manners")
    manners = target.manners
    if manners.lifted:
        for address in target_of(name, target).hosts:
            if not is_loopback(address):
                host = urlsplit(address).hostname
                message = f"only where every host is loopback, and {host} is not; take it out"
                problems.add((*key, "lifted"), message)
    elif manners.token_spacing_s < _GUEST.token_spacing_s:
        message = f"must be at least {_GUEST.token_spacing_s}; a guest waits as long"
        problems.add((*key, "token_spacing_s"), message)


def _check_ca(name: str, target: TargetTable, base: Path, problems: Problems) -> None:
    ca = ca_of(target, base)
    if ca is not None and not ca.is_file():
        message = f"no such file: {target.ca}; a relative path begins beside the settings file"
        problems.add(("targets", name, "ca"), message)
