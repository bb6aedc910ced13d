"""What row f alone can mean, once the auth service itself is known to be well (facts §3.4)."""

from probes.core.errors import Failure
from probes.netra.cause import Diagnosis, is_absence, is_slow, theirs
from probes.netra.matrix import Backend, Entry, Rows


def away(rows: Rows) -> Diagnosis | None:
    """Tell a backend that is away from one that runs and fails, by whether it greets."""
    gone = any(t.row == "backend" and is_absence(t) for t in rows.troubles)
    gateway, broken = Backend.UNAVAILABLE in rows.backend, Backend.BROKEN in rows.backend
    if not (gone or gateway or broken):
        return None
    if rows.alive or (rows.alive is None and broken):
        why = "the backend runs, yet fails for a token that the auth service calls valid"
        others = () if rows.alive and broken else (Failure.BACKEND_DOWN,)
        return theirs(Failure.SESSION_FAULT, why, *others)
    return theirs(Failure.BACKEND_DOWN, "the backend does not answer, while auth does")


def refuses(rows: Rows) -> Diagnosis | None:
    """Explain why a token that the auth service calls valid is refused."""
    if Backend.AUTH_UNAVAILABLE in rows.backend:
        why = "the backend says that it cannot reach the auth service, which answers us"
        if is_slow(rows):
            return theirs(Failure.AUTH_SLOW, why, Failure.AUTH_DOWN)
        return theirs(Failure.AUTH_DOWN, why, Failure.AUTH_SLOW, Failure.SESSION_FAULT)
    if Backend.FORBIDDEN in rows.backend:
        why = "the backend forbids what the auth service calls a valid user"
        rejects = (Failure.BACKEND_REJECTS_VALID_TOKEN, Failure.JWT_SPLIT)
        return theirs(Failure.SESSION_FAULT, why, *rejects)
    if Backend.REJECTED in rows.backend:
        return _rejected(rows)
    return None


def _rejected(rows: Rows) -> Diagnosis | None:
    """Explain a 401: f alone cannot, so the other rows must (facts §3.4, reading)."""
    if Entry.ID_WRONG in rows.entries:
        return None
    if Entry.SECRET_WRONG in rows.entries:
        why = "the auth service's secret is neither ours nor the backend's"
        others = (Failure.BACKEND_REJECTS_VALID_TOKEN, Failure.JWT_SPLIT)
        return theirs(Failure.SERVICE_SECRET_WRONG, why, *others)
    alike = (Failure.BACKEND_REJECTS_VALID_TOKEN, Failure.JWT_SPLIT)
    if Backend.ACCEPTED in rows.backend:
        why = "one fresh token passed and another did not"
        if is_slow(rows):
            return theirs(Failure.AUTH_SLOW, f"{why}, and the auth service is slow")
        return theirs(alike[0], f"{why}; look at the auth latency", alike[1], Failure.AUTH_SLOW)
    if is_slow(rows):
        why = "no fresh token passed, and the auth service is slow; look again when it is not"
        return theirs(Failure.AUTH_SLOW, why, *alike)
    why = "every fresh token is refused; a token minted with the backend's key would tell"
    return theirs(alike[0], why, alike[1])
