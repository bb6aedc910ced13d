"""Failures on the way to a host: name, connection, certificate, silence."""

from collections.abc import Mapping

from probes.core.errors import Failure
from probes.core.meanings.meaning import Meaning

MEANINGS: Mapping[Failure, Meaning] = {
    Failure.NAME_NOT_RESOLVED: Meaning(
        means="A host's name has no address.",
        looks="The look-up failed before any connection was tried.",
        causes=(
            "the settings name a family of hosts that is not live: the target's papers name four",
            "the name was removed from the zone, or never put there",
            "our own resolver or network is out: then no host resolves, and the network is blamed",
        ),
        next=(
            "Resolve the name from another network.",
            "Compare the four addresses in the settings with the ones in use now.",
        ),
        incidents=(3,),
    ),
    Failure.CONNECTION_REFUSED: Meaning(
        means="The host is there and nothing listens on the port.",
        looks="The connection was refused at once.",
        causes=(
            "the process crashed at start and restarts in a loop",
            "the service listens on another port than the one it is reached by",
            "the settings name the wrong port",
        ),
        next=(
            "Look at the newest revision's start-up log and its restart count.",
            "Compare the port in the settings with the one that the service listens on.",
        ),
        incidents=(1, 9),
    ),
    Failure.CONNECTION_LOST: Meaning(
        means="The connection was made and broke before the answer was complete.",
        looks="Reset or closed by the other side, with half an answer or none.",
        causes=(
            "the process died while it answered",
            "a load balancer or an instance was taken away in the middle",
            "a time limit on the way cut a long wait",
        ),
        next=(
            "Look for restarts of the service at that second.",
            "See whether it breaks at a constant age: 30, 240, 300 or 600 s point to a limit.",
        ),
        incidents=(1, 19, 34),
    ),
    Failure.NETWORK_UNREACHABLE: Meaning(
        means="We have no way to the host; the target was not looked at.",
        looks="No route, or the control address outside did not answer either.",
        causes=(
            "the machine that probes has lost its network",
            "a firewall or an egress rule between us and the target",
        ),
        next=(
            "Reach anything else from the machine that probes.",
            "Ask the same host from a second place.",
        ),
    ),
    Failure.CERTIFICATE_INVALID: Meaning(
        means="The host's certificate is not to be trusted: its name, its date or its issuer.",
        looks="TLS ended at the verification; no request was sent.",
        causes=(
            "the certificate does not cover this family of hosts",
            "it has expired, or was renewed and not put into service",
            "a company's own authority that the settings do not name (`ca`)",
        ),
        next=(
            "Compare the names and dates in the run's observations with the host.",
            "Try the other families of hosts: a mismatch is usually on one of them only.",
        ),
        incidents=(3,),
    ),
    Failure.TLS_FAILED: Meaning(
        means="TLS could not be agreed on, for a reason other than the certificate.",
        looks="The connection stood and the TLS handshake ended with an error.",
        causes=(
            "plain HTTP is spoken on the port, or something between us speaks in its place",
            "no protocol version or cipher in common",
        ),
        next=(
            "Check scheme and port in the settings.",
            "Shake hands by hand: `openssl s_client -connect HOST:443 -servername HOST`.",
        ),
        incidents=(3,),
    ),
    Failure.NO_ANSWER: Meaning(
        means="The host took the request and did not answer within the step's time.",
        looks="A wait that ran out.",
        causes=(
            "the database is out of reach or its pool is used up: requests hang 8 to 45 s",
            "one endpoint hangs while the others answer",
            "a cold start, or the chat socket's long start-up waits (up to 179 s)",
            "no capacity in the connector that all services share",
        ),
        next=(
            "See which endpoint hangs and which do not, in the run of `health`.",
            "Look at the database's connections and the service's restarts.",
            "Look whether the next run was fast: then it was a cold start.",
        ),
        incidents=(1, 2, 4, 8, 33),
    ),
}
