"""The legal order of the five notifications, as two tables and the state that walks them.

One question runs several agents (facts §6.1, contract §3), so the order holds per (run, agent) and
per (run, tool), never for a bare event name.  This file keeps the books; who is foreign, late or
missing is the conversation's to say.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from probes.core.errors import Failure
from probes.netra.events import TOOLS, Event, Notice

Key = tuple[str, str]


class Life(StrEnum):
    """Where a (run, agent) stands."""

    UNSEEN = "unseen"
    OPEN = "open"
    CLOSED = "closed"
    ENDED_UNBEGUN = "ended_unbegun"  # completed, and no start of it so far


class Breach(StrEnum):
    """What a transition does beside moving on."""

    NONE = "none"
    OUT_OF_ORDER = "out_of_order"
    SURPLUS = "surplus"  # a completion for which no start is left


# The order of an agent's life.  A second start of an open one needs no second completion, and may
# have one (contract §3), which is why a surplus completion is looked at again with its count.
AGENT: dict[tuple[Life, Notice], tuple[Life, Breach]] = {
    (Life.UNSEEN, Notice.AGENT_STARTED): (Life.OPEN, Breach.NONE),
    (Life.OPEN, Notice.AGENT_STARTED): (Life.OPEN, Breach.NONE),
    (Life.CLOSED, Notice.AGENT_STARTED): (Life.OPEN, Breach.NONE),
    (Life.ENDED_UNBEGUN, Notice.AGENT_STARTED): (Life.CLOSED, Breach.OUT_OF_ORDER),
    (Life.UNSEEN, Notice.AGENT_COMPLETED): (Life.ENDED_UNBEGUN, Breach.NONE),
    (Life.OPEN, Notice.AGENT_COMPLETED): (Life.CLOSED, Breach.NONE),
    (Life.CLOSED, Notice.AGENT_COMPLETED): (Life.CLOSED, Breach.SURPLUS),
    (Life.ENDED_UNBEGUN, Notice.AGENT_COMPLETED): (Life.ENDED_UNBEGUN, Breach.NONE),
}


@dataclass(slots=True)
class Agent:
    """The book of one (run, agent)."""

    life: Life = Life.UNSEEN
    starts: int = 0
    ends: int = 0


@dataclass(slots=True)
class Tool:
    """The book of one (run, tool): calls under way, and completions that had no call yet."""

    open: int = 0
    early: int = 0


@dataclass(slots=True)
class Books:
    """Everything that has been started and ended since the question."""

    agents: dict[Key, Agent] = field(default_factory=dict)
    tools: dict[Key, Tool] = field(default_factory=dict)
    started: list[Key] = field(default_factory=list)
    outermost: Key | None = None
    ahead: Notice | None = None  # what came before any agent had started
    breaches: dict[Failure, str] = field(default_factory=dict)

    @property
    def ended(self) -> bool:
        """Tell whether the outermost has completed and nothing is left open."""
        if self.outermost is None or self.agents[self.outermost].life is not Life.CLOSED:
            return False
        agents_open = any(book.life is Life.OPEN for book in self.agents.values())
        return not agents_open and not any(book.open for book in self.tools.values())

    def key_of(self, event: Event) -> Key:
        """Tell whose event it is; what a frame leaves out is taken from what is open."""
        run = event.run if event.run is not None else self._run_of(event)
        if event.agent is not None:
            return run, event.agent
        return run, next((agent for of, agent in self._open() if of == run), "")

    def enter(self, event: Event) -> Key:
        """Move on by one notification, and say whose it was."""
        key = self.key_of(event)
        if event.notice is Notice.AGENT_STARTED and not self.started and self.ahead:
            self.breach(
                Failure.NOTIFICATION_OUT_OF_ORDER, f"{self.ahead} came before any agent_started"
            )
        if not self.started:
            self.ahead = self.ahead or event.notice
        if event.notice is Notice.TOOL_EXECUTING:
            self._tool_executing((key[0], event.tool or ""))
        elif event.notice is Notice.TOOL_COMPLETED:
            self._tool_completed(self._call_of(event, key[0]))
        elif event.notice in {Notice.AGENT_STARTED, Notice.AGENT_COMPLETED}:
            self._agent(key, event.notice)
        return key

    def breach(self, failure: Failure, detail: str) -> None:
        """Note the first breach of a kind."""
        self.breaches.setdefault(failure, detail)

    def unfinished(self) -> tuple[str, ...]:
        """Name the agents that started and never completed, or completed and never started."""
        never = {Life.OPEN: "agent_completed", Life.ENDED_UNBEGUN: "agent_started"}
        return tuple(
            f"{never[book.life]} of {agent or 'the agent'} (run {run or 'unnamed'})"
            for (run, agent), book in self.agents.items()
            if book.life in never
        )

    def unpaired(self) -> tuple[str, ...]:
        """Name the tools with a call and no completion, or a completion and no call."""
        return tuple(
            f"{tool} has no {'tool_completed' if book.open else 'tool_executing'}"
            for (_, tool), book in self.tools.items()
            if book.open or book.early
        )

    def may_complete_again(self, event: Event) -> bool:
        """Tell whether a completion was left over by a second start of the same agent."""
        book = self.agents.get(self.key_of(event))
        return (
            event.notice is Notice.AGENT_COMPLETED and book is not None and book.ends < book.starts
        )

    def may_be_another(self, event: Event) -> bool:
        """Tell whether an event that looks like an earlier one may be the next of its kind.

        It may where the order waits for one: a completion of what is open, a start of what is
        over.  A thought is waited for by nothing.
        """
        key = self.key_of(event)
        if event.notice in TOOLS:
            book = self.tools.get(self._call_of(event, key[0]))
            is_open = book is not None and book.open > 0
            return is_open == (event.notice is Notice.TOOL_COMPLETED)
        agent = self.agents.get(key, Agent())
        wanted = {Notice.AGENT_STARTED: Life.CLOSED, Notice.AGENT_COMPLETED: Life.OPEN}
        return event.notice in wanted and agent.life is wanted[event.notice]

    def _open(self) -> list[Key]:
        return [key for key in reversed(self.started) if self.agents[key].life is Life.OPEN]

    def _run_of(self, event: Event) -> str:
        for run, agent in self._open():
            if event.agent in {None, agent}:
                return run
        return self.started[-1][0] if self.started else ""

    def _call_of(self, event: Event, run: str) -> Key:
        tool = event.tool or ""
        if event.run is None:
            for key, book in self.tools.items():
                if key[1] == tool and book.open:
                    return key
        return run, tool

    def _agent(self, key: Key, notice: Notice) -> None:
        book = self.agents.setdefault(key, Agent())
        book.life, breach = AGENT[book.life, notice]
        if notice is Notice.AGENT_STARTED:
            book.starts += 1
            self.started.append(key)
            self.outermost = self.outermost or key
        else:
            book.ends += 1
        if breach is Breach.OUT_OF_ORDER:
            self.breach(Failure.NOTIFICATION_OUT_OF_ORDER, f"{key[1]} completed before it started")
        if breach is Breach.SURPLUS and book.ends > book.starts:
            self.breach(Failure.NOTIFICATION_UNPAIRED, f"{key[1]} completed once too often")

    def _tool_executing(self, key: Key) -> None:
        book = self.tools.setdefault(key, Tool())
        if book.early:
            book.early -= 1
            self.breach(
                Failure.NOTIFICATION_OUT_OF_ORDER, f"{key[1]} completed before it was executing"
            )
        else:
            book.open += 1

    def _tool_completed(self, key: Key) -> None:
        book = self.tools.setdefault(key, Tool())
        if book.open:
            book.open -= 1
        else:
            book.early += 1
