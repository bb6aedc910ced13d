"""What can go wrong, and whose it is.  The closed list that reports, metrics and pages share.

:class:`StepFailed` is the one exception that a driver, a reader of messages or a journey raises
on purpose.  It carries plain values only, so that it can be written down, signed and replayed::

    StepFailed
        failure     a member of Failure, the name that the outside scripts against
        blame       a member of Blame: who has to act
        detail      one sentence for a person; never a secret, never a URL's query
        candidates  other names that would look the same from where we stand
"""

from enum import StrEnum


class Blame(StrEnum):
    """Who has to act.  Only ``target`` makes a run fail; the others make it inconclusive."""

    TARGET = "target"
    PROBE = "probe"
    CREDENTIAL = "credential"
    NETWORK = "network"


class Failure(StrEnum):
    """The named cause of a failed step.  A new name is a CHANGELOG entry."""

    # reaching a host
    NAME_NOT_RESOLVED = "name_not_resolved"
    CONNECTION_REFUSED = "connection_refused"
    CONNECTION_LOST = "connection_lost"
    NETWORK_UNREACHABLE = "network_unreachable"
    CERTIFICATE_INVALID = "certificate_invalid"
    TLS_FAILED = "tls_failed"
    NO_ANSWER = "no_answer"
    # what an HTTP host answers
    SERVER_ERROR = "server_error"
    UNEXPECTED_STATUS = "unexpected_status"
    UNEXPECTED_BODY = "unexpected_body"
    BODY_TOO_LARGE = "body_too_large"
    REDIRECTED = "redirected"
    RATE_LIMITED = "rate_limited"
    NOT_ITSELF = "not_itself"
    UNHEALTHY = "unhealthy"
    CLOCK_SKEW = "clock_skew"
    # signing in as a user
    SIGN_IN_REFUSED = "sign_in_refused"
    SIGN_IN_UNAVAILABLE = "sign_in_unavailable"
    TOKEN_MALFORMED = "token_malformed"
    CLAIMS_WRONG = "claims_wrong"
    TOKEN_REJECTED = "token_rejected"
    REFRESH_REFUSED = "refresh_refused"
    REFRESH_REUSABLE = "refresh_reusable"
    LOGOUT_IGNORED = "logout_ignored"
    VALIDATION_CONSTANT = "validation_constant"
    IDENTITY_WRONG = "identity_wrong"
    IDENTITY_UNPROVEN = "identity_unproven"
    # signing in as service:netra-backend; the diagnosis of a differential matrix
    AUTH_DOWN = "auth_down"
    SERVICE_SECRET_WRONG = "service_secret_wrong"
    SERVICE_SECRET_UNSET = "service_secret_unset"
    SERVICE_ID_WRONG = "service_id_wrong"
    BACKEND_REJECTS_VALID_TOKEN = "backend_rejects_valid_token"
    BACKEND_DOWN = "backend_down"
    JWT_SPLIT = "jwt_split"
    AUTH_SLOW = "auth_slow"
    SESSION_FAULT = "session_fault"
    SERVICE_UNDIAGNOSED = "service_undiagnosed"
    # the socket
    HANDSHAKE_REFUSED = "handshake_refused"
    SOCKET_AUTH_REFUSED = "socket_auth_refused"
    SOCKET_BROKEN = "socket_broken"
    SOCKET_CLOSED_EARLY = "socket_closed_early"
    PROTOCOL_VIOLATION = "protocol_violation"
    FRAME_TOO_LARGE = "frame_too_large"
    WELCOME_MISSING = "welcome_missing"
    PONG_MISSING = "pong_missing"
    # the five agent notifications
    NOTIFICATION_MISSING = "notification_missing"
    NOTIFICATION_LATE = "notification_late"
    NOTIFICATION_DUPLICATE = "notification_duplicate"
    NOTIFICATION_OUT_OF_ORDER = "notification_out_of_order"
    NOTIFICATION_UNPAIRED = "notification_unpaired"
    NOTIFICATION_FOREIGN = "notification_foreign"
    NOTIFICATION_MALFORMED = "notification_malformed"
    NOTIFICATION_AFTER_END = "notification_after_end"
    TOOL_NOT_USED = "tool_not_used"
    AGENT_FAILED = "agent_failed"
    # the answer
    ANSWER_CANNED = "answer_canned"
    ANSWER_TOO_FAST = "answer_too_fast"
    ANSWER_REPEATED = "answer_repeated"
    ANSWER_ECHOED = "answer_echoed"
    ANSWER_WRONG = "answer_wrong"
    ANSWER_MISSING = "answer_missing"
    # what is kept
    THREAD_REFUSED = "thread_refused"
    THREAD_LOST = "thread_lost"
    QUESTION_NOT_KEPT = "question_not_kept"
    ANSWER_NOT_KEPT = "answer_not_kept"
    # our own side
    SECRET_MISSING = "secret_missing"
    USER_IN_USE = "user_in_use"
    BUDGET_SPENT = "budget_spent"
    DEADLINE_EXCEEDED = "deadline_exceeded"
    NOTHING_CHECKED = "nothing_checked"
    NOT_PROVABLE = "not_provable"
    INTERRUPTED = "interrupted"
    PROBE_BUG = "probe_bug"


class StepFailed(Exception):  # noqa: N818  (it names an outcome of a step, as the report does)
    """A step ended without what it was for."""

    def __init__(
        self,
        failure: Failure,
        blame: Blame,
        detail: str,
        candidates: tuple[Failure, ...] = (),
    ) -> None:
        super().__init__(failure, blame, detail, candidates)
        self.failure = failure
        self.blame = blame
        self.detail = detail
        self.candidates = candidates

    def __str__(self) -> str:
        return f"{self.failure} ({self.blame}): {self.detail}"
