"""The faults that the stand-in can have, and what a probe is expected to call each."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from probes.core.errors import Blame, Failure
from probes.core.model import Verdict
from probes.standin.fault_words import ABOUT


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One way to be broken.

    ``incident`` is the number in facts §10.2.  Other probes may fail as well; ``probe``, ``step``
    and ``failure`` are where it is named best.
    """

    name: str
    incident: int | None
    probe: str
    step: str
    failure: Failure
    verdict: Verdict
    blame: Blame
    about: str


class UnknownFault(ValueError):  # noqa: N818  (it names what is unknown)
    """No fault has this name."""

    def __init__(self, name: str) -> None:
        close = difflib.get_close_matches(name, FAULTS, n=1, cutoff=0.0)
        self.name = name
        self.nearest = close[0]
        super().__init__(f"no fault is called {name!r}; the nearest is {self.nearest!r}")


def checked(names: Iterable[str]) -> tuple[str, ...]:
    """Sort names and drop repeats.

    Raises:
        UnknownFault: one of them is none.
    """
    wanted = sorted(set(names))
    for name in wanted:
        if name not in FAULTS:
            raise UnknownFault(name)
    return tuple(wanted)


_Row: TypeAlias = tuple[str, int | None, str, str, Failure]

_ROWS: Sequence[_Row] = (
    ("auth-down", 4, "service-login", "diagnosis", Failure.AUTH_DOWN),
    ("whole-outage", 2, "health", "frontend", Failure.SERVER_ERROR),
    ("wrong-service-secret", 11, "service-login", "diagnosis", Failure.SERVICE_SECRET_WRONG),
    ("unset-service-secret", 10, "service-login", "diagnosis", Failure.SERVICE_SECRET_UNSET),
    ("wrong-service-id", 12, "service-login", "diagnosis", Failure.SERVICE_ID_WRONG),
    ("backend-secret-wrong", 11, "service-login", "diagnosis", Failure.BACKEND_REJECTS_VALID_TOKEN),
    ("jwt-split", 14, "service-login", "diagnosis", Failure.JWT_SPLIT),
    ("slow-auth", 15, "service-login", "diagnosis", Failure.AUTH_SLOW),
    ("clock-ahead", 42, "service-login", "diagnosis", Failure.CLOCK_SKEW),
    ("session-fault", 13, "service-login", "diagnosis", Failure.SESSION_FAULT),
    ("login-outage", 6, "user-login", "sign_in", Failure.SIGN_IN_UNAVAILABLE),
    ("refresh-forgotten", 32, "user-login", "refresh", Failure.REFRESH_REFUSED),
    ("refresh-reusable", 32, "user-login", "refresh", Failure.REFRESH_REUSABLE),
    ("logout-ignored", 32, "user-login", "logout", Failure.LOGOUT_IGNORED),
    ("backend-down", 1, "health", "api", Failure.SERVER_ERROR),
    ("html-ok", 35, "health", "api", Failure.NOT_ITSELF),
    ("lost-thread", 31, "chat", "persisted", Failure.THREAD_LOST),
    ("unsaved-question", 31, "chat", "persisted", Failure.QUESTION_NOT_KEPT),
    ("unsaved-answer", 31, "chat", "persisted", Failure.ANSWER_NOT_KEPT),
    ("refused-handshake", 18, "chat", "connect", Failure.HANDSHAKE_REFUSED),
    ("lost-credentials", 18, "chat", "connect", Failure.SOCKET_AUTH_REFUSED),
    ("broken-socket", 21, "chat", "connect", Failure.SOCKET_BROKEN),
    ("crashing-endpoint", 20, "chat", "connect", Failure.SOCKET_BROKEN),
    ("missing-welcome", None, "chat", "connect", Failure.WELCOME_MISSING),
    ("leaked-connections", 26, "chat", "connect", Failure.SOCKET_BROKEN),
    ("silent-close", 22, "chat", "ping", Failure.SOCKET_CLOSED_EARLY),
    ("silent-socket", 23, "chat", "ping", Failure.PONG_MISSING),
    ("cut-line", 34, "chat", "notifications", Failure.SOCKET_BROKEN),
    ("demo-identity", 27, "chat", "connect", Failure.IDENTITY_WRONG),
    ("ack-only", 24, "chat", "notifications", Failure.NOTIFICATION_MISSING),
    ("silent-agent", 24, "chat", "notifications", Failure.NOTIFICATION_MISSING),
    ("started-then-silence", 24, "chat", "notifications", Failure.NOTIFICATION_MISSING),
    ("missing-agent-started", None, "chat", "notifications", Failure.NOTIFICATION_MISSING),
    ("missing-agent-thinking", None, "chat", "notifications", Failure.NOTIFICATION_MISSING),
    ("missing-tool-executing", None, "chat", "notifications", Failure.NOTIFICATION_MISSING),
    ("missing-tool-completed", None, "chat", "notifications", Failure.NOTIFICATION_MISSING),
    ("missing-agent-completed", 24, "chat", "notifications", Failure.NOTIFICATION_MISSING),
    ("unused-tool", None, "chat", "notifications", Failure.TOOL_NOT_USED),
    ("nameless-tool", None, "chat", "notifications", Failure.NOTIFICATION_MALFORMED),
    ("unpaired-tool", None, "chat", "notifications", Failure.NOTIFICATION_UNPAIRED),
    ("events-out-of-order", 24, "chat", "notifications", Failure.NOTIFICATION_OUT_OF_ORDER),
    ("duplicate-event", None, "chat", "notifications", Failure.NOTIFICATION_DUPLICATE),
    ("late-completion", None, "chat", "notifications", Failure.NOTIFICATION_AFTER_END),
    ("foreign-event", 30, "chat", "notifications", Failure.NOTIFICATION_FOREIGN),
    ("agent-error", None, "chat", "notifications", Failure.AGENT_FAILED),
    ("canned-answer", 29, "chat", "answer", Failure.ANSWER_CANNED),
    ("echoed-answer", 29, "chat", "answer", Failure.ANSWER_ECHOED),
    ("wrong-answer", None, "chat", "answer", Failure.ANSWER_WRONG),
    ("stale-answer", 29, "chat", "answer", Failure.ANSWER_REPEATED),
    ("no-answer-text", None, "chat", "answer", Failure.ANSWER_MISSING),
    ("instant-answer", 29, "chat", "answer", Failure.ANSWER_TOO_FAST),
)
_OURS = frozenset({"wrong-service-secret", "wrong-service-id"})  # the probe's own credential


def _fault(row: _Row) -> Fault:
    name, incident, probe, step, failure = row
    ours = name in _OURS
    return Fault(
        name=name,
        incident=incident,
        probe=probe,
        step=step,
        failure=failure,
        verdict=Verdict.INCONCLUSIVE if ours else Verdict.FAIL,
        blame=Blame.CREDENTIAL if ours else Blame.TARGET,
        about=ABOUT[name],
    )


FAULTS: Mapping[str, Fault] = {row[0]: _fault(row) for row in _ROWS}
