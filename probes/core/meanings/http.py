"""Failures in what an HTTP host answers."""

from collections.abc import Mapping

from probes.core.errors import Failure
from probes.core.meanings.meaning import Meaning

MEANINGS: Mapping[Failure, Meaning] = {
    Failure.SERVER_ERROR: Meaning(
        means="The target answered with a 5xx: it has failed and says so.",
        looks="A status of 500 or above.",
        causes=(
            "the backend crashed at start; the load balancer answers 503 in its place",
            "all hosts at once: the connector's capacity is used up",
            "the database or Redis is out of reach, or its client was called in the old way",
            "a table is missing after a migration",
            "the session of the system user fails while every token is valid",
            "the session middleware or its key is missing",
        ),
        next=(
            "See in `health` whether one host or all of them answer 5xx.",
            "Read the service's log at the time of the run; look for restarts first.",
            "Do not trust a log line that blames authentication: any session error prints it.",
        ),
        incidents=(1, 2, 4, 5, 6, 9, 13, 20, 41),
    ),
    Failure.UNEXPECTED_STATUS: Meaning(
        means="The target answered with a status that this request must not get.",
        looks="For example 404 or 403 where 200 is due.",
        causes=(
            "a route was renamed or not deployed",
            "the service behind the address never started and something else answers",
            "a firewall rule took the probe for an attack (403, an HTML page)",
        ),
        next=(
            "Look at the body: JSON is the application, HTML is something in front of it.",
            "Compare the deployed revision with the one expected.",
        ),
        incidents=(9, 35, 40),
    ),
    Failure.UNEXPECTED_BODY: Meaning(
        means="The status was right and the body was not what it has to be.",
        looks="No JSON, or JSON without the fields that matter.",
        causes=(
            "a page of the load balancer, a proxy or a firewall with status 200",
            "a new version changed the shape of its answers",
            "invented values: figures that are the same on every day and in every outage",
        ),
        next=(
            "Read the beginning of the body in the observations.",
            "If a new version was deployed, compare its answer with the probe's check.",
        ),
        incidents=(35, 36, 40),
    ),
    Failure.BODY_TOO_LARGE: Meaning(
        means="The answer was larger than the probe is willing to read.",
        looks="Reading stopped at the limit.",
        causes=(
            "the wrong address: a download, or a page with everything in it",
            "a list without a limit that has grown",
        ),
        next=("Ask the same address by hand and look at its size and type.",),
    ),
    Failure.REDIRECTED: Meaning(
        means="The host sent us elsewhere. The probe does not follow.",
        looks="A 3xx with another address.",
        causes=(
            "the settings name an old host, or http where https is due",
            "a sign-in page or a maintenance page stands in front of the target",
            "a development address was left in the configuration",
        ),
        next=("Look where it points, and correct the settings or the target.",),
        incidents=(36,),
    ),
    Failure.RATE_LIMITED: Meaning(
        means="The target asked us to slow down (429). It was not judged.",
        looks="429, often as an HTML page, and then for ten minutes.",
        causes=(
            "more than 100 requests a minute from our address: other tools share it",
            "the firewall's rule for suspicious clients took the probe for one",
        ),
        next=(
            "Wait ten minutes; each further request may prolong the ban.",
            "Find what else asks from this address; lower the budget in the settings.",
        ),
        incidents=(35,),
    ),
    Failure.NOT_ITSELF: Meaning(
        means="Something answers at the host's address, and it is not the host.",
        looks="A good status, and a body that lacks the service's own marks.",
        causes=(
            "the address leads to another service or to the load balancer's default",
            "the settings mix two families of hosts",
            "a page of a proxy or a firewall in front of a target that is down",
            "a port misconfiguration: the new revision never serves",
        ),
        next=(
            "Ask the address by hand and see who answers.",
            "Compare all four addresses in the settings: they must be of one family.",
        ),
        incidents=(1, 3, 9, 35),
    ),
    Failure.UNHEALTHY: Meaning(
        means="The host itself says that it is not well.",
        looks="A health answer that names a failed part, or 503 from a health address.",
        causes=(
            "the backend is down and the front end says `degraded`",
            "the auth service has lost its database",
            "Redis is not ready",
        ),
        next=(
            "Read which dependency it names.",
            "Remember the reverse: a green health address proves nothing, most are constants.",
        ),
        incidents=(1, 2, 4, 7),
    ),
    Failure.CLOCK_SKEW: Meaning(
        means="The host's clock and ours differ by too much.",
        looks="Its `Date` header, or a new token's issue time, is off.",
        causes=(
            "the host's clock is wrong: tokens issued over 60 s ahead are refused everywhere",
            "the clock of the machine that probes is wrong",
        ),
        next=(
            "Compare our clock with a third one first.",
            "See whether one host or all of them are off: if all, it is ours.",
        ),
        incidents=(42,),
    ),
}
