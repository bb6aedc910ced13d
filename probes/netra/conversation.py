"""Follow one question to its end: the notification contract, without I/O.

Text in, findings out.  The legal order is the tables of :mod:`probes.netra.order`; this file says
whose an event is, what came twice, and when waiting is over:

* the question ends when its outermost agent has completed and nothing is left open; then none of
  the five may follow for ``quiet_s``;
* waiting also ends when nothing came for the silence limit, or at the total limit, or at once when
  an agent of ours failed or an event was not ours.

A success flag is never believed: ``b17-repaired-execute_agent-real-events`` says
``orchestration_successful: true`` over failed agents.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from probes.core.errors import Failure
from probes.core.ports import Frame
from probes.core.rules import ChatRules
from probes.netra import answer, events, wording
from probes.netra.events import Event, Notice
from probes.netra.layers import Unreadable
from probes.netra.order import Books, Key
from probes.netra.transcript import MAX_EVENTS, Transcript

MAX_TEXTS = 5000  # leaves of an answer; real ones carry much beside it


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The question that was sent: when (monotonic seconds), by whom, in which thread.

    ``foreign`` are marks that belong to other conversations of ours (nonces, users, threads);
    ``earlier_runs`` are the runs of the question before on the same socket.
    """

    at_s: float
    subject: str
    thread: str
    foreign: frozenset[str] = frozenset()
    earlier_runs: frozenset[str] = frozenset()


@dataclass(slots=True)
class Conversation:
    """One question and everything heard since."""

    asked: Asked
    rules: ChatRules
    books: Books = field(default_factory=Books)
    counts: Counter[Notice] = field(default_factory=Counter)
    transcript: Transcript = field(default_factory=Transcript)
    texts: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    answered_at_s: float | None = None
    first_at_s: float | None = None
    last_at_s: float | None = None
    longest_gap_s: float = 0.0
    ended_at_s: float | None = None
    cut: bool = False  # nothing that may still come could mend it
    _keys: set[bytes] = field(default_factory=set)
    _before: set[str] = field(default_factory=set)  # runs that were there before the question

    @property
    def runs(self) -> frozenset[str]:
        """Tell the runs that were started for this question."""
        return frozenset(run for run, _ in self.books.started)

    def patience_s(self, now_s: float) -> float:
        """Tell how many seconds more to wait for a frame; 0 when waiting is over."""
        if self.cut:
            return 0.0
        if self.ended_at_s is not None:
            return max(0.0, self.ended_at_s + self.rules.quiet_s - now_s)
        since = self.last_at_s if self.last_at_s is not None else self.asked.at_s
        until = min(since + self.rules.silence.fail_s, self.asked.at_s + self.rules.total.fail_s)
        return max(0.0, until - now_s)

    def receive(self, frame: Frame) -> None:
        """Take in one text frame, whatever it holds."""
        try:
            found = events.read(frame.text)
        except Unreadable as exc:
            self.books.breach(Failure.NOTIFICATION_MALFORMED, str(exc))
            return
        for event in found:
            if not self.cut:
                self._take(event, frame)

    def overhear(self, texts: Iterable[str]) -> None:
        """Look at what the socket said before the question: whose it was, and which runs."""
        for text in texts:
            for event in events.read_if_any(text):
                self._foreign(event, text)
                if event.run is not None:
                    self._before.add(event.run)

    def _take(self, event: Event, frame: Frame) -> None:
        self.transcript.add(event, frame.at_s - self.asked.at_s)
        if self.transcript.flooded:
            self.cut = True
            self.books.breach(Failure.NOTIFICATION_MALFORMED, f"more than {MAX_EVENTS} events")
        if self._foreign(event, frame.text) or event.name in events.HOUSEKEEPING:
            return
        self._breathe(frame.at_s)
        if event.notice is not None:
            self._notice(event, event.notice, frame.at_s)
        elif event.name in events.TROUBLES:
            self._trouble(event)
        elif event.name in events.COMPLAINTS:
            self.complaints.append(wording.complaint(event))
        elif event.name in events.ANSWERS and self.ended_at_s is None:
            self._answer(event, frame.at_s)

    def _notice(self, event: Event, notice: Notice, at_s: float) -> None:
        if self._twice(event):
            return
        self.counts[notice] += 1
        if self._too_late(event, notice):
            return
        self.first_at_s = at_s if self.first_at_s is None else self.first_at_s
        if notice in events.TOOLS and event.tool is None:
            self.books.breach(Failure.NOTIFICATION_MALFORMED, f"{notice} without a tool_name")
        key = self.books.enter(event)
        if notice is Notice.AGENT_COMPLETED and self._speaks(key):
            self._answer(event, at_s)
        if self.ended_at_s is None and self.books.ended:
            self.ended_at_s = at_s

    def _speaks(self, key: Key) -> bool:
        return self.books.outermost in {None, key}

    def _answer(self, event: Event, at_s: float) -> None:
        found = answer.texts_of(event.layers[0])
        if found and self.answered_at_s is None:
            self.answered_at_s = at_s
        self.texts.extend(found[: MAX_TEXTS - len(self.texts)])

    def _twice(self, event: Event) -> bool:
        """Note an event that came a second time.

        No event has an id (facts §6.3), so two are the same when all that tells events apart is
        equal.  Where times are whole seconds, or none, two events may look the same and be two:
        then they are, if the order waits for another.
        """
        whose = (event.name, event.run, event.agent, event.tool, event.step, event.at)
        said = f"{whose!r} {events.substance(event)}"
        key = sha256(said.encode(errors="surrogatepass")).digest()
        if key not in self._keys:
            self._keys.add(key)
            return False
        if not event.fine and self.books.may_be_another(event):
            return False
        self.books.breach(Failure.NOTIFICATION_DUPLICATE, wording.said(event))
        return True

    def _too_late(self, event: Event, notice: Notice) -> bool:
        stale = event.run in self.asked.earlier_runs and event.run not in self.runs
        if stale and notice is not Notice.AGENT_STARTED:
            before = f"{wording.said(event)} of the question before"
            self.books.breach(Failure.NOTIFICATION_AFTER_END, before)
            return True
        if self.ended_at_s is None or self.books.may_complete_again(event):
            return False
        self.books.breach(Failure.NOTIFICATION_AFTER_END, wording.said(event))
        return True

    def _trouble(self, event: Event) -> None:
        self.cut = True
        others = self._before - self.asked.earlier_runs - self.runs
        ours = event.run not in others and (
            not self.runs
            or event.run is None
            or event.run in self.runs
            or self.asked.thread in {event.run, event.thread}
        )
        failure = Failure.AGENT_FAILED if ours else Failure.USER_IN_USE
        self.books.breach(failure, f"{wording.said(event)}: {wording.complaint(event)}")

    def _foreign(self, event: Event, text: str) -> bool:
        marks = [mark for mark in self.asked.foreign if mark in text]
        marks += [user for user in event.users if not wording.is_ours(user, self.asked.subject)]
        if not marks:
            return False
        self.cut = True
        self.books.breach(Failure.NOTIFICATION_FOREIGN, f"{wording.said(event)} of {marks[0]}")
        return True

    def _breathe(self, at_s: float) -> None:
        since = self.last_at_s if self.last_at_s is not None else self.asked.at_s
        if self.ended_at_s is None:
            self.longest_gap_s = max(self.longest_gap_s, at_s - since)
        self.last_at_s = at_s
