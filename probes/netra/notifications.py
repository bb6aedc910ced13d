"""What a conversation proves: the findings on the five notifications, in the order of causes.

The first failure in this order is the one that a person should look at first: whose the events
are, whether an agent failed, what never came, and only then how it came.
"""

from probes.core.errors import Blame, Failure
from probes.core.model import Finding, Json, Observation
from probes.netra.conversation import Conversation
from probes.netra.events import Notice

ARRIVES = {notice: f"{notice}_arrives" for notice in Notice}
_BREACHES = {
    "events_are_well_formed": Failure.NOTIFICATION_MALFORMED,
    "order_is_legal": Failure.NOTIFICATION_OUT_OF_ORDER,
    "no_event_comes_twice": Failure.NOTIFICATION_DUPLICATE,
    "first_event_in_time": Failure.NOTIFICATION_LATE,
    "silent_after_the_end": Failure.NOTIFICATION_AFTER_END,
}
CHECKS = (
    "events_are_ours",
    "agents_do_not_fail",
    "events_are_well_formed",
    "tool_is_used",
    *ARRIVES.values(),
    "order_is_legal",
    "calls_are_paired",
    "no_event_comes_twice",
    "first_event_in_time",
    "silent_after_the_end",
)


def findings(talk: Conversation) -> tuple[Finding, ...]:
    """Answer every check of CHECKS, in that order.  To be asked when waiting is over."""
    return (
        _ours(talk),
        _failed(talk),
        _breach(talk, "events_are_well_formed"),
        _tool_used(talk),
        *(_arrives(talk, notice) for notice in Notice),
        _breach(talk, "order_is_legal"),
        _paired(talk),
        _breach(talk, "no_event_comes_twice"),
        _in_time(talk),
        _breach(talk, "silent_after_the_end"),
    )


def warnings(talk: Conversation) -> tuple[tuple[str, str], ...]:
    """Name what was slow or complained of, and yet no failure."""
    rules, asked_s = talk.rules, talk.asked.at_s
    found = []
    if talk.first_at_s is not None and talk.first_at_s - asked_s > rules.first_event.warn_s:
        found.append(("slow_first_event", f"{talk.first_at_s - asked_s:.1f} s"))
    if talk.longest_gap_s > rules.silence.warn_s:
        found.append(("long_silence", f"{talk.longest_gap_s:.1f} s between two events"))
    if talk.ended_at_s is not None and talk.ended_at_s - asked_s > rules.total.warn_s:
        found.append(("slow_answer", f"{talk.ended_at_s - asked_s:.1f} s to the end"))
    found += [("complaint", text) for text in talk.complaints[:3]]
    return tuple(found)


def transcript(talk: Conversation) -> Observation:
    """Tell what was heard and when, seconds since the question."""
    heard: list[Json] = [line.plain() for line in talk.transcript.lines]
    ended = talk.ended_at_s
    data: dict[str, Json] = {
        "heard": heard,
        "events": talk.transcript.events,
        "ended_after_s": None if ended is None else round(ended - talk.asked.at_s, 6),
        "quiet_s": talk.rules.quiet_s,
    }
    return Observation("transcript", data)


def _ours(talk: Conversation) -> Finding:
    expected = "only events of our own user, run and thread"
    breaches = talk.books.breaches
    if Failure.NOTIFICATION_FOREIGN in breaches:
        seen = breaches[Failure.NOTIFICATION_FOREIGN]
        return _no("events_are_ours", Failure.NOTIFICATION_FOREIGN, expected, seen)
    if Failure.USER_IN_USE in breaches:
        return Finding(
            check="events_are_ours",
            ok=False,
            expected=expected,
            seen=f"{breaches[Failure.USER_IN_USE]} (in a run that is not ours)",
            failure=Failure.USER_IN_USE,
            blame=Blame.PROBE,
        )
    return _yes("events_are_ours", expected)


def _failed(talk: Conversation) -> Finding:
    expected = "no agent reports a failure"
    said = talk.books.breaches.get(Failure.AGENT_FAILED)
    if said is None and talk.complaints and talk.ended_at_s is None:
        said = f"error_message: {talk.complaints[0]}"
    if said is None:
        return _yes("agents_do_not_fail", expected)
    return _no("agents_do_not_fail", Failure.AGENT_FAILED, expected, said)


def _tool_used(talk: Conversation) -> Finding:
    expected = f"tool events {talk.rules.tool_events}"
    tools = talk.counts[Notice.TOOL_EXECUTING] + talk.counts[Notice.TOOL_COMPLETED]
    if _tools_may_lack(talk) or tools or not talk.texts:
        return _yes("tool_is_used", expected, f"{tools} tool events")
    return _no("tool_is_used", Failure.TOOL_NOT_USED, expected, "an answer without any tool event")


def _tools_may_lack(talk: Conversation) -> bool:
    tools = talk.counts[Notice.TOOL_EXECUTING] + talk.counts[Notice.TOOL_COMPLETED]
    return talk.rules.tool_events == "if_used" and not tools


def _arrives(talk: Conversation, notice: Notice) -> Finding:
    check, seen = ARRIVES[notice], talk.counts[notice]
    if notice.startswith("tool_") and _tools_may_lack(talk):
        return _yes(check, "1 or more, if a tool is used", "0, and no tool was used")
    lost = [text for text in talk.books.unfinished() if text.startswith(notice)]
    if Failure.NOTIFICATION_OUT_OF_ORDER in talk.books.breaches:
        lost = []  # what an illegal order left unmatched is no second cause
    if seen == 0:
        return _no(check, Failure.NOTIFICATION_MISSING, "1 or more", "0")
    if lost:
        return _no(check, Failure.NOTIFICATION_MISSING, "one for each agent", f"no {lost[0]}")
    return _yes(check, "1 or more", str(seen))


def _paired(talk: Conversation) -> Finding:
    expected = "every tool_executing has its tool_completed, every completion its start"
    broken = talk.books.unpaired() + tuple(
        text
        for failure, text in talk.books.breaches.items()
        if failure is Failure.NOTIFICATION_UNPAIRED
    )
    if broken:
        return _no("calls_are_paired", Failure.NOTIFICATION_UNPAIRED, expected, broken[0])
    return _yes("calls_are_paired", expected)


def _in_time(talk: Conversation) -> Finding:
    limit_s = talk.rules.first_event.fail_s
    first_s = None if talk.first_at_s is None else talk.first_at_s - talk.asked.at_s
    expected = f"within {limit_s:g} s"
    if first_s is not None and first_s > limit_s:
        seen = f"after {first_s:.1f} s"
        return _no("first_event_in_time", Failure.NOTIFICATION_LATE, expected, seen)
    return _yes("first_event_in_time", expected, f"after {first_s or 0:.3f} s")


def _breach(talk: Conversation, check: str) -> Finding:
    failure = _BREACHES[check]
    expected = check.replace("_", " ")
    said = talk.books.breaches.get(failure)
    return _yes(check, expected) if said is None else _no(check, failure, expected, said)


def _yes(check: str, expected: str, seen: str = "so") -> Finding:
    return Finding(check=check, ok=True, expected=expected, seen=seen)


def _no(check: str, failure: Failure, expected: str, seen: str) -> Finding:
    return Finding(check=check, ok=False, expected=expected, seen=seen, failure=failure)
