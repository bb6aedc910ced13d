"""Failures of the chat's socket, before any question."""

from collections.abc import Mapping

from probes.core.errors import Failure
from probes.core.meanings.meaning import Meaning

MEANINGS: Mapping[Failure, Meaning] = {
    Failure.HANDSHAKE_REFUSED: Meaning(
        means="The upgrade to a socket was refused.",
        looks="An HTTP status (403, 500, 502, 503) instead of 101.",
        causes=(
            "403: the service is not ready, no subprotocol was agreed on, or the path is unknown",
            "Redis was not ready; a little later it works",
            "500: an exception before the upgrade; 502 to 504: nothing behind the load balancer",
        ),
        next=(
            "See whether the other credential form was refused as well.",
            "Read the backend's log at that second; compare the path with the one deployed.",
        ),
        incidents=(1, 7, 18, 20),
    ),
    Failure.SOCKET_AUTH_REFUSED: Meaning(
        means="The socket was opened and our valid token was not taken.",
        looks="An error frame about authentication, or close code 1008.",
        causes=(
            "the load balancer strips the Authorization header on the upgrade",
            "the subprotocol form of the token is read wrongly",
            "the backend's JWT secret or service secret is not the auth service's",
        ),
        next=(
            "See which of the two credential forms fails: header alone, or subprotocol alone.",
            "If both do, run `service-login`.",
        ),
        incidents=(10, 11, 12, 14, 17, 18),
    ),
    Failure.SOCKET_BROKEN: Meaning(
        means="The server broke the socket with an error of its own.",
        looks="Close code 1011, 1006 or another error, often after an `error_message` frame.",
        causes=(
            "an exception in the endpoint: the frame's details name its type",
            "a module that imports itself (RecursionError)",
            "connections leak: after about 20 of one user every further one fails",
            "a race between the upgrade and the first message",
            "a heartbeat or a load balancer's limit cut a long run (1006 at a constant age)",
        ),
        next=(
            "Read the error frame in the observations; it usually names the exception.",
            "Try another user: if that works, this one's connections have leaked.",
        ),
        incidents=(19, 20, 21, 26, 34),
    ),
    Failure.SOCKET_CLOSED_EARLY: Meaning(
        means="The server said goodbye politely before it had done its work.",
        looks="Close code 1000 or 1001 that we did not ask for.",
        causes=(
            "the message loop ended by an error and cleaned up: 1000 `main cleanup`",
            "the server was starting up or going down (1001)",
        ),
        next=(
            "Do not read 1000 as success; look for the exception in the backend's log.",
            "See whether it happens at the first message, whatever its type.",
        ),
        incidents=(22,),
    ),
    Failure.PROTOCOL_VIOLATION: Meaning(
        means="What came over the socket is not the WebSocket protocol, or not text.",
        looks="Invalid frames, binary where text is due, or a bad upgrade answer.",
        causes=(
            "something between us and the backend rewrites the stream",
            "a new version sends binary frames",
        ),
        next=("Connect from another network and compare.",),
    ),
    Failure.FRAME_TOO_LARGE: Meaning(
        means="A frame was larger than the probe is willing to read.",
        looks="Reading stopped at the limit.",
        causes=(
            "an agent's whole state was sent as one event",
            "an error frame that quotes itself",
        ),
        next=("Look in the backend's log at what it sent.",),
    ),
    Failure.WELCOME_MISSING: Meaning(
        means="The socket opened and the server never greeted.",
        looks="101 and then nothing that says a connection was established.",
        causes=(
            "an exception after the upgrade that closes nothing",
            "the start-up waits of the connection add up (up to 179 s)",
            "the upgrade was answered by something that is not the backend",
        ),
        next=(
            "Read the backend's log for the connection's id.",
            "See whether the greeting comes late: then it is the start-up.",
        ),
        incidents=(7, 19, 20, 22, 33),
    ),
    Failure.PONG_MISSING: Meaning(
        means="The server greeted us and does not react to messages.",
        looks="A `ping` message got no `pong`; the transport's own ping may still work.",
        causes=(
            "messages are routed to a handler that cannot handle them, silently",
            "every message is given another type on the way in",
            "the message loop ended and the socket was left open",
        ),
        next=(
            "Expect the question to meet the same silence.",
            "Look for routing errors in the backend's log; a logged success proves nothing.",
        ),
        incidents=(22, 23),
    ),
}
