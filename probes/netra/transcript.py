"""What was heard of a question, line by line, for a person to read.  Bounded."""

from dataclasses import dataclass, field

from probes.core.model import Json
from probes.netra import wording
from probes.netra.events import Event

MAX_KEPT = 400  # lines
MAX_EVENTS = 2000  # a question that needs more is a flood


@dataclass(frozen=True, slots=True)
class Heard:
    """One line: seconds since the question, what, whose."""

    after_s: float
    name: str
    run: str
    agent: str
    tool: str

    def plain(self) -> dict[str, Json]:
        """Tell it as JSON."""
        return {
            "after_s": self.after_s,
            "event": self.name,
            "run": self.run,
            "agent": self.agent,
            "tool": self.tool,
        }


@dataclass(slots=True)
class Transcript:
    """The lines so far, and how many events there were in all."""

    lines: list[Heard] = field(default_factory=list)
    events: int = 0

    @property
    def flooded(self) -> bool:
        """Tell whether more came than any question needs."""
        return self.events > MAX_EVENTS

    def add(self, event: Event, after_s: float) -> None:
        """Write an event down."""
        self.events += 1
        if len(self.lines) < MAX_KEPT:
            words = (event.name, event.run, event.agent, event.tool)
            self.lines.append(Heard(round(after_s, 6), *map(wording.short, words)))
