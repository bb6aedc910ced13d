"""Failures in signing in as a user."""

from collections.abc import Mapping

from probes.core.errors import Failure
from probes.core.meanings.meaning import Meaning

MEANINGS: Mapping[Failure, Meaning] = {
    Failure.SIGN_IN_REFUSED: Meaning(
        means="The auth service did not let our user in.",
        looks="401, 403 or 422 to a sign-in that used to work.",
        causes=(
            "our bypass key or password was changed or is wrong; then a credential is blamed",
            "a table is missing after a migration: the service calls that a wrong password",
            "the database is out of reach: for a password sign-in that looks the same",
        ),
        next=(
            "Compare our copy of the secret with the one that the auth service holds.",
            "Look in the auth service's log for a database error at that second.",
        ),
        incidents=(4, 6),
    ),
    Failure.SIGN_IN_UNAVAILABLE: Meaning(
        means="The auth service cannot sign anybody in this way.",
        looks="A 5xx, or an answer that says this way of signing in is not configured.",
        causes=(
            "the bypass key is not set there, or the environment does not call itself staging",
            "the auth service or its database is down",
            "a table is missing after a migration",
        ),
        next=(
            "Ask the auth service's health address.",
            "Check that the key and the environment's name are set in its deployment.",
        ),
        incidents=(4, 5, 6),
    ),
    Failure.TOKEN_MALFORMED: Meaning(
        means="We were given a token that is none.",
        looks="Not three parts, not JSON, or not signed as agreed.",
        causes=(
            "something else answered in the place of the auth service",
            "a new version issues tokens of another kind",
        ),
        next=(
            "Look which host answered, and with which version.",
            "Compare the token's header in the observations with the one that is expected.",
        ),
        incidents=(14, 35),
    ),
    Failure.CLAIMS_WRONG: Meaning(
        means="The token says something that is not so: issuer, audience, user or times.",
        looks="A well-formed token whose claims differ from what is due.",
        causes=(
            "another environment's auth service issued it",
            "the auth service's clock is wrong",
            "the lifetime was configured under a name that the code does not read",
        ),
        next=(
            "See which claim differs in the failed check.",
            "If it is a time, run `health` and look at the clocks.",
        ),
        incidents=(27, 42),
    ),
    Failure.TOKEN_REJECTED: Meaning(
        means="A fresh, valid token was refused.",
        looks="401 or 403, or `valid: false`, for a token that is seconds old.",
        causes=(
            "the backend's JWT secret or service secret is not the auth service's",
            "the backend's service secret is missing or its service id is wrong",
            "the auth service was slow: the backend waits 0.3 s, then refuses that token for 300 s",
            "the clocks differ",
            "a detector of reused tokens (one second apart)",
        ),
        next=(
            "Run `service-login`: it tells these apart.",
            "See whether a second fresh token is taken: then it was a slow check.",
        ),
        incidents=(10, 11, 12, 14, 15, 16, 42),
    ),
    Failure.REFRESH_REFUSED: Meaning(
        means="A fresh refresh token did not give a new pair.",
        looks="401 on the first use.",
        causes=(
            "refresh tokens are kept in one instance's memory and another instance was asked",
            "the auth service restarted in between",
        ),
        next=(
            "Repeat a few times: if it comes and goes, it is the instances.",
            "Look at the auth service's instance count and restarts.",
        ),
        incidents=(32,),
    ),
    Failure.REFRESH_REUSABLE: Meaning(
        means="A refresh token worked twice. A stolen one would go on working.",
        looks="200 and a new pair on the second use.",
        causes=(
            "use is remembered in one instance's memory and another instance was asked",
            "the check for use was lost in a new version",
        ),
        next=(
            "Repeat: if only some second uses work, it is the instances.",
            "Treat it as a security fault, not as an outage.",
        ),
        incidents=(32,),
    ),
    Failure.LOGOUT_IGNORED: Meaning(
        means="A token that was logged out is still good.",
        looks="Logout answered 200 and the token was accepted after it.",
        causes=(
            "logouts are remembered in one instance's memory only",
            "a validation address that does not look at them",
            "the backend remembers a token as valid for up to 300 s",
        ),
        next=(
            "See which address still takes the token in the failed check.",
            "Treat it as a security fault, not as an outage.",
        ),
        incidents=(28, 32),
    ),
    Failure.VALIDATION_CONSTANT: Meaning(
        means="The validation says the same whatever it is asked.",
        looks="A valid token is called invalid, or a broken one valid, with no difference.",
        causes=(
            "the look-up of the user is made without a database and always fails",
            "validation was replaced by a constant",
            "the front end asks such an address, and its pages stay at `Verifying`",
        ),
        next=("Ask the same address with a good and with a broken token and compare.",),
        incidents=(37,),
    ),
    Failure.IDENTITY_WRONG: Meaning(
        means="The target takes us for somebody else.",
        looks="The user that it names is not the user of the token.",
        causes=(
            "demo mode: without a setting everybody is `demo-user-001`",
            "an identity that was remembered for another token",
            "the Authorization header is lost on the way and a stand-in user is taken",
        ),
        next=(
            "Look at the user that it names: a `demo-` or `relaxed_` prefix says which mode.",
            "Check DEMO_MODE in the backend's deployment; unset means on.",
        ),
        incidents=(17, 27, 28, 30),
    ),
    Failure.IDENTITY_UNPROVEN: Meaning(
        means="Nothing said whose socket or session this is.",
        looks="No user id in the welcome or the pong, or too little of one to compare.",
        causes=(
            "the welcome shows eight characters, and the probe's users share them",
            "a new version no longer says it",
        ),
        next=(
            "Give the probe's user an address whose first four characters nobody else has.",
            "See whether the pong carries the full id.",
        ),
        incidents=(27,),
    ),
}
