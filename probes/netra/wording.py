"""How an event is named to a person, and whether a name in it is ours."""

from probes.netra.events import Event
from probes.netra.layers import word


def is_user(said: str | None, subject: str) -> bool:
    """Tell whether a frame's user is ours: left out, equal, or shortened with dots (facts §4.3)."""
    if said is None or said == subject:
        return True
    return said.endswith("...") and len(said) > len("...") and subject.startswith(said[:-3])


def is_ours(said: str, subject: str) -> bool:
    """Tell whether a user in an event is ours, or the target's own: a service or the system."""
    return is_user(said, subject) or said == "system" or said.startswith("service:")


def said(event: Event) -> str:
    """Say which event it was, in a few words."""
    whose = f" of {short(event.agent)}" if event.agent else ""
    tool = f" ({short(event.tool)})" if event.tool else ""
    return f"{short(event.name)}{whose}{tool}"


def complaint(event: Event) -> str:
    """Say what an error frame complains of (both shapes of facts §7)."""
    words = [
        word(event.layers, "error_code", "code"),
        word(event.layers, "error_message", "error", "message"),
    ]
    return ": ".join(short(word) for word in words if word) or "no reason given"


def short(text: str | None) -> str:
    """Cut to what a line of a report can hold."""
    return (text or "")[:120]
