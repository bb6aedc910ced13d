"""What each fault changes in the target's behaviour."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import reduce

from probes.standin import agents, rewrites
from probes.standin.behaviour import (
    SERVICE_ID,
    Bearer,
    Behaviour,
    Door,
    Kept,
    Line,
    Reply,
    Rewrite,
)

Effect = Callable[[Behaviour], Behaviour]

_SLOW_HEALTH_S = 0.4  # the backend's pre-check gives up after 0.3 s (facts §3.3)
_AHEAD_S = 600.0  # more than the 300 s of a signed request and the 60 s of an iat
_SUFFIXED_ID = f"{SERVICE_ID}-20250907"


def _told(rewrite: Rewrite) -> Effect:
    return lambda now: replace(now, rewrites=(*now.rewrites, rewrite))


def _without(*kinds: str) -> Effect:
    return _told(rewrites.without(*kinds))


def _replying(reply: Reply) -> Effect:
    return lambda now: replace(now, reply=reply)


def _line(line: Line) -> Effect:
    return lambda now: replace(now, line=line)


def _door(door: Door) -> Effect:
    return lambda now: replace(now, door=door)


EFFECTS: Mapping[str, Effect] = {
    # auth, and what the backend makes of it
    "auth-down": lambda now: replace(now, auth_down=True),
    "whole-outage": lambda now: replace(now, auth_down=True, door=Door.DOWN, frontend_down=True),
    "wrong-service-secret": lambda now: replace(now, service_secret=Kept.OTHER),
    "unset-service-secret": lambda now: replace(
        now, service_secret=Kept.UNSET, bearer=Bearer.REFUSED
    ),
    "wrong-service-id": lambda now: replace(now, service_id=_SUFFIXED_ID, bearer=Bearer.REFUSED),
    "backend-secret-wrong": lambda now: replace(now, bearer=Bearer.REFUSED),
    "jwt-split": lambda now: replace(now, validate_split=True, bearer=Bearer.SPLIT),
    "slow-auth": lambda now: replace(now, auth_health_s=_SLOW_HEALTH_S, bearer=Bearer.POISONED),
    "clock-ahead": lambda now: replace(now, clock_offset_s=_AHEAD_S),
    "session-fault": lambda now: replace(now, session_broken=True),
    "login-outage": lambda now: replace(now, login_broken=True),
    "refresh-forgotten": lambda now: replace(now, refresh_known=False),
    "refresh-reusable": lambda now: replace(now, refresh_one_use=False),
    "logout-ignored": lambda now: replace(now, logout_honoured=False),
    # backend
    "backend-down": _door(Door.DOWN),
    "html-ok": _door(Door.HTML),
    "lost-thread": lambda now: replace(now, keeps_threads=False),
    "unsaved-question": lambda now: replace(now, keeps_questions=False),
    "unsaved-answer": lambda now: replace(now, keeps_answers=False),
    # socket
    "refused-handshake": _line(Line.REFUSED),
    "lost-credentials": _line(Line.UNAUTHENTICATED),
    "broken-socket": _line(Line.BROKEN),
    "crashing-endpoint": _line(Line.CRASHED),
    "missing-welcome": _line(Line.UNGREETED),
    "leaked-connections": _line(Line.EXHAUSTED),
    "silent-close": _line(Line.CLOSES),
    "silent-socket": _line(Line.SILENT),
    "cut-line": _line(Line.CUT),
    "demo-identity": lambda now: replace(now, demo_identity=True),
    # agent events
    "ack-only": lambda now: replace(now, acknowledges_only=True),
    "silent-agent": _told(rewrites.silence),
    "started-then-silence": _told(rewrites.only_first),
    "missing-agent-started": _without(agents.STARTED),
    "missing-agent-thinking": _without(agents.THINKING),
    "missing-tool-executing": _without(agents.EXECUTING),
    "missing-tool-completed": _without(agents.EXECUTED),
    "missing-agent-completed": _without(agents.COMPLETED),
    "unused-tool": _without(agents.EXECUTING, agents.EXECUTED),
    "nameless-tool": _told(rewrites.nameless_tools),
    "unpaired-tool": _told(rewrites.tool_left_open),
    "events-out-of-order": _told(rewrites.tools_swapped),
    "duplicate-event": _told(rewrites.thought_twice),
    "late-completion": _told(rewrites.one_completion_more),
    "foreign-event": _told(rewrites.a_stranger),
    "agent-error": _told(rewrites.failed),
    # the answer
    "canned-answer": _replying(Reply.CANNED),
    "echoed-answer": _replying(Reply.ECHOED),
    "wrong-answer": _replying(Reply.WRONG),
    "stale-answer": _replying(Reply.STALE),
    "no-answer-text": _replying(Reply.NONE),
    "instant-answer": lambda now: replace(now, instant=True),
}


def behaviour_of(names: Iterable[str]) -> Behaviour:
    """Break a healthy target in each of these ways."""
    return reduce(lambda now, name: EFFECTS[name](now), names, Behaviour())
