"""Ways in which the agents' story can be spoilt, as pure changes of a script."""

from collections.abc import Callable
from dataclasses import replace

from probes.standin.agents import (
    COMPLETED,
    ERROR,
    EXECUTED,
    EXECUTING,
    OUTERMOST,
    THINKING,
    Event,
    Script,
)

_LATE_PACES = 10.0
_FAILED = "No request found in state"


def silence(_: Script) -> Script:
    """Swallow the question."""
    return ()


def only_first(script: Script) -> Script:
    """Start and say no more."""
    return script[:1]


def without(*kinds: str) -> Callable[[Script], Script]:
    """Lose every event of these kinds."""

    def lose(script: Script) -> Script:
        return tuple(event for event in script if event.kind not in kinds)

    return lose


def tools_swapped(script: Script) -> Script:
    """Complete the tool before it executes."""
    swap = {EXECUTING: EXECUTED, EXECUTED: EXECUTING}
    by_kind = {event.kind: event for event in script}
    return tuple(by_kind.get(swap.get(event.kind, ""), event) for event in script)


def thought_twice(script: Script) -> Script:
    """Send the first thought's bytes twice."""
    return _after_first(script, THINKING, lambda event: (replace(event, repeat=2),))


def nameless_tools(script: Script) -> Script:
    """Leave out which tool it is."""
    return tuple(replace(event, tool="") for event in script)


def tool_left_open(script: Script) -> Script:
    """Execute one more tool, which never completes."""
    return _after_first(
        script, EXECUTING, lambda event: (event, replace(event, tool="analysis_tool"))
    )


def failed(script: Script) -> Script:
    """Report an error where the supervisors would complete."""
    over = tuple(e for e in script if e.kind == COMPLETED and e.agent.lower() == OUTERMOST)
    kept = tuple(event for event in script if event not in over)
    return kept + tuple(
        replace(event, kind=ERROR, text=_FAILED, outcome=None, closes=False) for event in over[-1:]
    )


def one_completion_more(script: Script) -> Script:
    """Complete again when everything is over."""
    again = (replace(event, closes=False, delay=_LATE_PACES) for event in script[-1:])
    return (*script, *again)


def a_stranger(script: Script) -> Script:
    """Let another user's thought in."""
    return _after_first(script, THINKING, lambda event: (event, _of_a_stranger(event)))


def _of_a_stranger(event: Event) -> Event:
    run_id = "execution_9_5ec0de00"
    return replace(
        event,
        user_id="e2e-q7xk-somebody-else",
        run_id=run_id,
        thread_id=f"thread_{run_id}",
        text="Reading the other customer's invoices...",
    )


def _after_first(script: Script, kind: str, change: Callable[[Event], Script]) -> Script:
    at = next((i for i, event in enumerate(script) if event.kind == kind), len(script))
    changed = tuple(new for event in script[at : at + 1] for new in change(event))
    return script[:at] + changed + script[at + 1 :]
