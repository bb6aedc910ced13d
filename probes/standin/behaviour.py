"""What the stand-in does differently while a fault is on.  The defaults are the healthy target.

Server code asks one of these fields at a named place and knows no fault's name.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from probes.standin.agents import Script

Rewrite: TypeAlias = Callable[[Script], Script]

SERVICE_ID = "netra-backend"


class Kept(StrEnum):
    """Which service secret the auth service holds."""

    SAME = "same"
    OTHER = "other"
    UNSET = "unset"


class Bearer(StrEnum):
    """How the backend rules on a user's token."""

    VERIFIED = "verified"
    REFUSED = "refused"  # every token, however fresh
    SPLIT = "split"  # one of two instances holds another JWT secret
    POISONED = "poisoned"  # a slow pre-check spoils a token for as long as it lives


class Door(StrEnum):
    """What stands at the backend's address."""

    OPEN = "open"
    DOWN = "down"
    HTML = "html"


class Line(StrEnum):
    """What a socket does after the upgrade."""

    WORKS = "works"
    REFUSED = "refused"  # HTTP 403 instead of the upgrade
    UNAUTHENTICATED = "unauthenticated"  # the credentials are lost on the way
    BROKEN = "broken"  # an error frame, then 1011
    CRASHED = "crashed"  # 1011 and not a word
    UNGREETED = "ungreeted"  # no welcome; all else works
    EXHAUSTED = "exhausted"  # the per-user limit is used up by leaked connections
    CLOSES = "closes"  # 1000 "main cleanup" after the first message
    SILENT = "silent"
    CUT = "cut"  # 1006 in the middle of an agent's run


class Reply(StrEnum):
    """Which text the agents answer with."""

    COMPUTED = "computed"
    CANNED = "canned"
    ECHOED = "echoed"
    WRONG = "wrong"
    STALE = "stale"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """One target's conduct."""

    # auth
    auth_down: bool = False
    auth_health_s: float = 0.0
    clock_offset_s: float = 0.0
    service_secret: Kept = Kept.SAME
    service_id: str = SERVICE_ID
    validate_split: bool = False
    login_broken: bool = False
    refresh_known: bool = True
    refresh_one_use: bool = True
    logout_honoured: bool = True
    # front end and backend
    frontend_down: bool = False
    door: Door = Door.OPEN
    bearer: Bearer = Bearer.VERIFIED
    session_broken: bool = False
    keeps_threads: bool = True
    keeps_questions: bool = True
    keeps_answers: bool = True
    # socket
    line: Line = Line.WORKS
    demo_identity: bool = False
    # agents
    acknowledges_only: bool = False
    reply: Reply = Reply.COMPUTED
    instant: bool = False
    rewrites: tuple[Rewrite, ...] = ()
