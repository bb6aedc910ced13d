"""What the rows of the service-identity matrix can show, as values (facts §3.4).

A row that could not be looked at keeps its empty value; why it could not is a :class:`Trouble`.
"""

# ruff: noqa: S105  (it names what was seen, and holds no secret)

from dataclasses import dataclass, replace
from enum import StrEnum

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.model import Json, Observation


class Own(StrEnum):
    """Row b: what the auth service's self-check of its own service secret says."""

    HEALTHY = "healthy"
    SECRET_UNSET = "secret_unset"


class Entry(StrEnum):
    """Rows c, d and e: how an identity or a token was received."""

    ACCEPTED = "accepted"
    TOKEN_INVALID = "token_invalid"
    SECRET_WRONG = "secret_wrong"
    SECRET_UNSET = "secret_unset"
    ID_WRONG = "id_wrong"


class Backend(StrEnum):
    """Row f: how the backend received a user's fresh token."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    FORBIDDEN = "forbidden"
    AUTH_UNAVAILABLE = "auth_unavailable"
    UNAVAILABLE = "unavailable"
    BROKEN = "broken"


class Signed(StrEnum):
    """Row g: how a request signed with our clock's time was received."""

    FRESH = "fresh"
    TOO_OLD = "too_old"
    NOT_OBSERVABLE = "not_observable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Why a row, named like its step, could not be looked at or made no sense."""

    row: str
    failure: Failure
    blame: Blame
    detail: str
    candidates: tuple[Failure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """All rows of one look.

    ``auth_s`` is the auth service's median latency, None when it is not well; ``alive`` says
    whether the backend answers a request without a token; ``skew_s`` is the greatest proven skew
    of the auth service's clock, ahead of ours when positive.
    """

    auth_s: float | None = None
    skew_s: float | None = None
    own: Own | None = None
    entry: Entry | None = None
    user: tuple[Entry, ...] = ()
    as_service: Entry | None = None
    expected_id: str = ""
    alive: bool | None = None
    backend: tuple[Backend, ...] = ()
    signed: Signed | None = None
    troubles: tuple[Trouble, ...] = ()

    @property
    def entries(self) -> tuple[Entry | None, ...]:
        """How our service identity was received: without and with a token beside it."""
        return self.entry, self.as_service


def with_trouble(rows: Rows, row: str, stopped: StepFailed) -> Rows:
    """Keep why a row could not be looked at."""
    trouble = Trouble(
        row=row,
        failure=stopped.failure,
        blame=stopped.blame,
        detail=stopped.detail,
        candidates=stopped.candidates,
    )
    return replace(rows, troubles=(*rows.troubles, trouble))


def observation(rows: Rows) -> Observation:
    """Keep the whole matrix beside its diagnosis."""
    troubles: list[Json] = [
        f"{trouble.row}: {trouble.failure}: {trouble.detail}" for trouble in rows.troubles
    ]
    facts: dict[str, Json] = {
        "auth_health_s": rows.auth_s,
        "skew_s": rows.skew_s,
        "service_health": rows.own,
        "authenticate": rows.entry,
        "validate": list(rows.user),
        "validate_as_service": rows.as_service,
        "backend_alive": rows.alive,
        "backend": list(rows.backend),
        "signed_request": rows.signed,
        "troubles": troubles,
    }
    return Observation("matrix", facts)
