"""A target's four doors before the first request: their names and their certificates."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from probes.core.errors import Blame, Failure, StepFailed
from probes.core.model import Finding, Json, Observation, Target, Warned
from probes.core.ports import Certificate
from probes.netra import wire
from probes.netra.findings import finding, of_trouble

EXPIRY_WARN_S: Final = 14 * 86_400.0


def roles(target: Target) -> tuple[tuple[str, str], ...]:
    """Name the doors and their addresses."""
    return (
        ("frontend", target.frontend),
        ("api", target.api),
        ("auth", target.auth),
        ("websocket", target.websocket),
    )


def secure_roles(target: Target) -> tuple[tuple[str, str], ...]:
    """Name the doors that have a certificate."""
    return tuple(pair for pair in roles(target) if urlsplit(pair[1]).scheme in ("https", "wss"))


def one_name(target: Target) -> bool:
    """Tell whether the backend's address is also the front end's or the auth service's."""
    return target.api in (target.frontend, target.auth)


def auth_health(target: Target) -> str:
    """Tell the path at which the auth service says who it is.

    Where it shares its name with another door, ``/health`` is that one's (facts §1.1, B and D).
    """
    shared = target.auth in (target.frontend, target.api)
    return "/auth/status" if shared else "/health"


def host_of(url: str) -> str:
    """Take the host name out of an address."""
    return urlsplit(url).hostname or ""


def resolved(outcomes: Sequence[tuple[str, Sequence[str] | StepFailed]]) -> tuple[Finding, ...]:
    """Judge the look-ups.  When no name at all resolves, the network is to blame."""
    none = all(isinstance(outcome, StepFailed) for _, outcome in outcomes)
    return tuple(
        of_trouble(f"{role}_resolves", "an address", outcome, Blame.NETWORK if none else None)
        if isinstance(outcome, StepFailed)
        else finding(f"{role}_resolves", "an address", f"{len(outcome)} addresses")
        for role, outcome in outcomes
    )


def certified(
    outcomes: Iterable[tuple[str, Certificate | StepFailed]], now: datetime
) -> tuple[Finding, ...]:
    """Judge the certificates; names and trust were verified in the handshake."""
    return tuple(_certified(f"{role}_certificate", outcome, now) for role, outcome in outcomes)


def expiring(certificate: Certificate, role: str, now: datetime) -> tuple[Warned, ...]:
    """Warn of a certificate that ends within a fortnight."""
    left_s = (certificate.expires_at - now).total_seconds()
    if left_s >= EXPIRY_WARN_S:
        return ()
    return (Warned("certificate_expires", f"{role}: in {left_s / 86_400:.1f} days"),)


def seen(certificate: Certificate, role: str) -> Observation:
    """Keep what a certificate says."""
    names: list[Json] = [wire.ident(name) for name in certificate.names[:16]]
    at = certificate.expires_at
    facts: dict[str, Json] = {"role": role, "expires_at": at.isoformat(), "names": names}
    return Observation("certificate", facts | {"expires_at_s": at.timestamp()})


def _certified(check: str, outcome: Certificate | StepFailed, now: datetime) -> Finding:
    expected = "trusted and in force"
    if isinstance(outcome, StepFailed):
        return of_trouble(check, expected, outcome)
    failure = None if outcome.expires_at > now else Failure.CERTIFICATE_INVALID
    return finding(check, expected, f"until {outcome.expires_at.isoformat()}", failure)
