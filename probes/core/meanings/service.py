"""Failures in the identity ``service:netra-backend``, as the differential matrix names them."""

from collections.abc import Mapping

from probes.core.errors import Failure
from probes.core.meanings.meaning import Meaning

MEANINGS: Mapping[Failure, Meaning] = {
    Failure.AUTH_DOWN: Meaning(
        means="The auth service is down; nobody can sign in, users or services.",
        looks="Its health address answers 503 or not at all; the backend answers 503 or 401.",
        causes=(
            "it crashed at start: configuration or database",
            "its database is out of reach or the pool is used up",
            "all hosts at once: the connector's capacity is used up",
        ),
        next=(
            "Look at its newest revision's start-up log.",
            "Look at the database's connections.",
        ),
        incidents=(2, 4, 5, 6),
    ),
    Failure.SERVICE_SECRET_WRONG: Meaning(
        means="The service secret that the probe holds is not the auth service's.",
        looks="`invalid_service_secret`, while the same user's token is valid without it.",
        causes=(
            "the secret was rotated and our copy was not",
            "the secret was rotated in the auth service alone: then the backend fails as well",
        ),
        next=(
            "Compare our copy with the secret's newest version.",
            "See whether users can still read their threads: if not, the backend's is old too.",
        ),
        incidents=(11,),
    ),
    Failure.SERVICE_SECRET_UNSET: Meaning(
        means="The auth service has no service secret at all.",
        looks="`service_secret_not_configured`, and its service health says unhealthy.",
        causes=("SERVICE_SECRET is missing from its deployment, or is empty",),
        next=(
            "Look whether the newest revision mounts the secret.",
            "Expect a full outage of signed-in requests; the chat's demo identity may hide it.",
        ),
        incidents=(10,),
    ),
    Failure.SERVICE_ID_WRONG: Meaning(
        means="The auth service does not know the service id that was used.",
        looks="`unknown_service_id` or `invalid_service_id`; the message may name the right one.",
        causes=(
            "the id has a timestamp at its end",
            "the id has a newline at its end, as secrets pasted by hand do",
            "the probe's own settings name another id",
        ),
        next=(
            "Compare the ids character by character, the end first.",
            "Correct `service_id` in our settings if it is ours that is wrong.",
        ),
        incidents=(12,),
    ),
    Failure.BACKEND_REJECTS_VALID_TOKEN: Meaning(
        means="The auth service calls every fresh token valid and the backend refuses all of them.",
        looks="401 from the backend for each new token, `valid: true` at the auth service.",
        causes=(
            "the backend's service secret is wrong or missing: our credentials cannot see that",
            "the backend's service id is wrong",
            "the backend holds another JWT secret",
        ),
        next=(
            "Compare SERVICE_SECRET, SERVICE_ID and the JWT secret as both services mount them.",
            "Restart the backend after a rotation: it reads them once.",
        ),
        incidents=(10, 11, 12, 14),
    ),
    Failure.BACKEND_DOWN: Meaning(
        means="The backend does not answer; whether it would accept a service is unknown.",
        looks="Refused, 503 or silence from the api, while the auth service is well.",
        causes=(
            "it crashed at start and restarts in a loop",
            "its database is out of reach",
            "a port misconfiguration: the new revision never serves",
        ),
        next=(
            "Look at the newest revision's start-up log; go back one revision if it is new.",
            "Run `health` to see whether the other hosts are well.",
        ),
        incidents=(1, 2, 4, 5, 9),
    ),
    Failure.JWT_SPLIT: Meaning(
        means="Not all instances use the same JWT secret.",
        looks="The same valid token is accepted and refused in turn.",
        causes=(
            "a rotation reached some instances only",
            "two names of the secret hold different values, and instances read different ones",
        ),
        next=(
            "List which secret version each running revision mounts.",
            "Restart the older instances.",
        ),
        incidents=(11, 14),
    ),
    Failure.AUTH_SLOW: Meaning(
        means="The auth service is too slow for the backend, which then calls good tokens invalid.",
        looks="Health above 300 ms, and a 401 that sticks to one token while a new one works.",
        causes=(
            "a cold start (up to 8 s)",
            "too little processor, or a slow database, behind the auth service",
        ),
        next=(
            "Look at the latency of its health address over the last hour.",
            "Keep one instance warm, or give the backend more than 0.3 s.",
        ),
        incidents=(15,),
    ),
    Failure.SESSION_FAULT: Meaning(
        means="Tokens are fine; the backend fails to open a session for the request.",
        looks="500, 503 or 403 from the backend while the auth service validates everything.",
        causes=(
            "the session of the system user fails, and its log line blames authentication",
            "a database pool that does not fit the engine, or a missing table",
            "the session middleware or its key is missing",
        ),
        next=(
            "Read the backend's stack trace; ignore the line that says to check the secrets.",
            "Look for a migration that did not run.",
        ),
        incidents=(4, 5, 6, 13, 41),
    ),
    Failure.SERVICE_UNDIAGNOSED: Meaning(
        means="Something is wrong with service sign-in and no known pattern fits.",
        looks="The rows of the matrix contradict each other.",
        causes=(
            "two faults at once",
            "the target changed while it was asked: a deploy or a restart",
            "a version that answers in words we do not know",
        ),
        next=(
            "Run it again; if it stays, read the observations row by row.",
            "Fix what `health` and `user-login` report first.",
        ),
        incidents=(10, 11, 12, 13, 14, 15, 42),
    ),
}
