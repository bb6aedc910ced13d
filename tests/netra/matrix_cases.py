"""Rows of the matrix by fault: its columns, what lies beside them, and pairs (facts §3.4)."""

from dataclasses import replace

from probes.core.errors import Blame, Failure
from probes.netra.matrix import Backend, Entry, Own, Rows, Signed, Trouble

OK, INVALID, WRONG, UNSET, ID = (
    Entry.ACCEPTED,
    Entry.TOKEN_INVALID,
    Entry.SECRET_WRONG,
    Entry.SECRET_UNSET,
    Entry.ID_WRONG,
)
PASSED, REJECTED = Backend.ACCEPTED, Backend.REJECTED
TARGET, CREDENTIAL, PROBE = Blame.TARGET, Blame.CREDENTIAL, Blame.PROBE
HEALTHY = Rows(
    auth_s=0.02,
    skew_s=0.0,
    own=Own.HEALTHY,
    entry=OK,
    user=(OK,) * 5,
    as_service=OK,
    alive=True,
    backend=(PASSED,),
    signed=Signed.FRESH,
)
NO_TOKEN = Trouble(
    row="validate", failure=Failure.SERVICE_UNDIAGNOSED, blame=PROBE, detail="no token"
)


def trouble(row: str, failure: Failure, blame: Blame = TARGET) -> Trouble:
    return Trouble(row=row, failure=failure, blame=blame, detail="as told")


def gone(failure: Failure) -> Rows:
    rows = ("auth_health", "service_health", "authenticate", "user_sign_in")
    return Rows(alive=True, troubles=(*(trouble(row, failure) for row in rows), NO_TOKEN))


COLUMNS = {
    "auth down: timeout": (gone(Failure.NO_ANSWER), Failure.AUTH_DOWN, TARGET),
    "auth down: refused": (gone(Failure.CONNECTION_REFUSED), Failure.AUTH_DOWN, TARGET),
    "auth down: 5xx": (gone(Failure.SERVER_ERROR), Failure.AUTH_DOWN, TARGET),
    "auth down: unhealthy": (
        replace(HEALTHY, auth_s=None, troubles=(trouble("auth_health", Failure.UNHEALTHY),)),
        Failure.AUTH_DOWN,
        TARGET,
    ),
    "our secret is not auth's": (
        replace(HEALTHY, entry=WRONG, as_service=WRONG),
        Failure.SERVICE_SECRET_WRONG,
        CREDENTIAL,
    ),
    "secret unset in auth": (
        replace(
            HEALTHY,
            own=Own.SECRET_UNSET,
            entry=UNSET,
            as_service=UNSET,
            backend=(REJECTED, REJECTED),
        ),
        Failure.SERVICE_SECRET_UNSET,
        TARGET,
    ),
    "service id wrong": (
        replace(HEALTHY, entry=ID, as_service=ID, backend=(REJECTED, REJECTED)),
        Failure.SERVICE_ID_WRONG,
        CREDENTIAL,
    ),
    "backend's secret is not auth's": (
        replace(HEALTHY, backend=(REJECTED, REJECTED)),
        Failure.BACKEND_REJECTS_VALID_TOKEN,
        TARGET,
    ),
    "JWT secret split between auth instances": (
        replace(HEALTHY, user=(OK, INVALID, OK, OK, INVALID), backend=(REJECTED, PASSED)),
        Failure.JWT_SPLIT,
        TARGET,
    ),
    "auth slow": (
        replace(HEALTHY, auth_s=0.8, backend=(REJECTED, PASSED)),
        Failure.AUTH_SLOW,
        TARGET,
    ),
    "auth slow, twice": (
        replace(HEALTHY, auth_s=0.8, backend=(REJECTED, REJECTED)),
        Failure.AUTH_SLOW,
        TARGET,
    ),
    "clock skew": (
        replace(
            HEALTHY,
            skew_s=600.0,
            user=(INVALID,) * 5,
            as_service=INVALID,
            backend=(REJECTED, REJECTED),
            signed=Signed.TOO_OLD,
        ),
        Failure.CLOCK_SKEW,
        TARGET,
    ),
    "session bug: 500": (
        replace(HEALTHY, backend=(Backend.BROKEN,)),
        Failure.SESSION_FAULT,
        TARGET,
    ),
    "session bug: 503": (
        replace(HEALTHY, backend=(Backend.UNAVAILABLE,)),
        Failure.SESSION_FAULT,
        TARGET,
    ),
    "session bug: 403": (
        replace(HEALTHY, backend=(Backend.FORBIDDEN,)),
        Failure.SESSION_FAULT,
        TARGET,
    ),
}
BESIDE = {
    "backend down: no listener": (
        replace(
            HEALTHY,
            alive=None,
            backend=(),
            troubles=(trouble("backend", Failure.CONNECTION_REFUSED),),
        ),
        Failure.BACKEND_DOWN,
        TARGET,
    ),
    "backend down: an edge answers for it": (
        replace(HEALTHY, alive=False, backend=(Backend.UNAVAILABLE,)),
        Failure.BACKEND_DOWN,
        TARGET,
    ),
    "backend down: 500 everywhere": (
        replace(HEALTHY, alive=False, backend=(Backend.BROKEN,)),
        Failure.BACKEND_DOWN,
        TARGET,
    ),
    "every call of the auth service breaks but its health": (
        Rows(
            auth_s=0.01,
            alive=True,
            troubles=(
                trouble("authenticate", Failure.SERVER_ERROR),
                trouble("user_sign_in", Failure.SIGN_IN_UNAVAILABLE),
            ),
        ),
        Failure.AUTH_DOWN,
        TARGET,
    ),
    "auth cannot be reached from the backend": (
        replace(HEALTHY, backend=(Backend.AUTH_UNAVAILABLE,)),
        Failure.AUTH_DOWN,
        TARGET,
    ),
    "auth is too slow for the backend": (
        replace(HEALTHY, auth_s=2.0, backend=(Backend.AUTH_UNAVAILABLE,)),
        Failure.AUTH_SLOW,
        TARGET,
    ),
    "only the self-check knows of the unset secret": (
        replace(HEALTHY, own=Own.SECRET_UNSET),
        Failure.SERVICE_SECRET_UNSET,
        TARGET,
    ),
    "only the signed request is too old": (
        replace(HEALTHY, signed=Signed.TOO_OLD),
        Failure.CLOCK_SKEW,
        TARGET,
    ),
    "the clock is off and nothing has broken yet": (
        replace(HEALTHY, skew_s=-90.0),
        Failure.CLOCK_SKEW,
        TARGET,
    ),
    "accepted alone, refused beside a token": (
        replace(HEALTHY, as_service=ID),
        Failure.SERVICE_ID_WRONG,
        TARGET,
    ),
    "secret accepted alone, refused beside a token": (
        replace(HEALTHY, as_service=WRONG),
        Failure.SERVICE_SECRET_WRONG,
        TARGET,
    ),
    "auth's secret is neither ours nor the backend's": (
        replace(HEALTHY, entry=WRONG, as_service=WRONG, backend=(REJECTED, REJECTED)),
        Failure.SERVICE_SECRET_WRONG,
        TARGET,
    ),
    "no token was ever valid": (
        replace(HEALTHY, user=(INVALID,) * 5, as_service=INVALID),
        Failure.JWT_SPLIT,
        TARGET,
    ),
    "a page instead of threads": (
        replace(HEALTHY, backend=(), troubles=(trouble("backend", Failure.UNEXPECTED_BODY),)),
        Failure.UNEXPECTED_BODY,
        TARGET,
    ),
    "our bypass key is refused": (
        replace(
            HEALTHY,
            user=(),
            as_service=None,
            backend=(),
            troubles=(trouble("user_sign_in", Failure.SIGN_IN_REFUSED, CREDENTIAL), NO_TOKEN),
        ),
        Failure.SIGN_IN_REFUSED,
        CREDENTIAL,
    ),
    "we were too many": (
        replace(HEALTHY, signed=None, troubles=(trouble("signed", Failure.RATE_LIMITED, PROBE),)),
        Failure.RATE_LIMITED,
        PROBE,
    ),
}
PAIRS = {
    "down outranks all": (
        replace(gone(Failure.NO_ANSWER), skew_s=900.0),
        Failure.AUTH_DOWN,
        TARGET,
    ),
    "skew and an unset secret": (
        replace(HEALTHY, skew_s=900.0, entry=UNSET, as_service=UNSET),
        Failure.CLOCK_SKEW,
        TARGET,
    ),
    "unset and split": (
        replace(HEALTHY, entry=UNSET, user=(OK, INVALID)),
        Failure.SERVICE_SECRET_UNSET,
        TARGET,
    ),
    "our wrong secret does not hide their session bug": (
        replace(HEALTHY, entry=WRONG, as_service=WRONG, backend=(Backend.BROKEN,)),
        Failure.SESSION_FAULT,
        TARGET,
    ),
    "our wrong id does not hide their dead backend": (
        replace(HEALTHY, entry=ID, as_service=ID, alive=False, backend=(Backend.UNAVAILABLE,)),
        Failure.BACKEND_DOWN,
        TARGET,
    ),
    "our wrong secret does not hide their split": (
        replace(HEALTHY, entry=WRONG, as_service=WRONG, user=(OK, INVALID)),
        Failure.JWT_SPLIT,
        TARGET,
    ),
    "our refused key does not hide their unset secret": (
        replace(
            HEALTHY,
            entry=UNSET,
            user=(),
            as_service=None,
            backend=(),
            troubles=(trouble("user_sign_in", Failure.SIGN_IN_REFUSED, CREDENTIAL),),
        ),
        Failure.SERVICE_SECRET_UNSET,
        TARGET,
    ),
    "slow, and the backend is down": (
        replace(HEALTHY, auth_s=0.9, alive=False, backend=(Backend.UNAVAILABLE,)),
        Failure.BACKEND_DOWN,
        TARGET,
    ),
}
