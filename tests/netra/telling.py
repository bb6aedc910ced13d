"""A small language to tell a conversation in: events by name, in each envelope of facts §6.1."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypedDict, Unpack

from probes.core.errors import Failure
from probes.core.model import Json
from probes.core.ports import Frame
from probes.core.rules import ChatRules
from probes.netra import notifications
from probes.netra.conversation import Asked, Conversation

RECORDINGS = Path(__file__).parent.parent / "recordings"
OURS, THREAD, RUN = "e2e-qx7k-probe", "thread_1_ab12cd34", "run_77aa"
ASKED_S = 1000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One event as the target would send it, ``after_s`` seconds after the question."""

    type: str
    agent: str | None = "supervisor"
    run: str | None = RUN
    tool: str | None = None
    user: str | None = OURS
    after_s: float = 0.0
    more: Mapping[str, Json] | None = None

    def stamp(self) -> str:
        return f"2026-11-23T17:{int(self.after_s) // 60:02d}:{self.after_s % 60:09.6f}+00:00"

    def fields(self) -> dict[str, Json]:
        found: dict[str, Json] = {"type": self.type, "timestamp": self.stamp()}
        named: dict[str, Json] = {
            "run_id": self.run, "agent_name": self.agent, "user_id": self.user,
            "tool_name": self.tool,
        }  # fmt: skip
        return found | {key: value for key, value in named.items() if value is not None}

    def bridge(self) -> dict[str, Json]:
        return {**self.fields(), "data": dict(self.more or {})}

    def flat(self) -> dict[str, Json]:
        return {"critical": True, **self.fields(), **(self.more or {})}

    def system(self) -> dict[str, Json]:
        fields = self.fields()
        inner: dict[str, Json] = {
            key: fields[key] for key in ("tool_name", "agent_name") if key in fields
        }
        data: dict[str, Json] = {
            "event": self.type, "type": self.type, "timestamp": 1795453361.0 + self.after_s,
            "payload": {**inner, **(self.more or {})},
        }  # fmt: skip
        data.update({k: v for k, v in (("user_id", self.user), ("turn_id", self.run)) if v})
        return {"type": "system_message", "data": data, "timestamp": 1.5, "server_id": None}


class Other(TypedDict, total=False):
    """What a tale may say otherwise of an event."""

    agent: str | None
    run: str | None
    user: str | None
    more: Mapping[str, Json] | None


class OtherOfAgent(TypedDict, total=False):
    """The same, for an event whose agent is said in front."""

    run: str | None
    user: str | None
    more: Mapping[str, Json] | None


def started(agent: str | None = "supervisor", **other: Unpack[OtherOfAgent]) -> Said:
    return replace(Said(type="agent_started", agent=agent), **other)


def thinking(agent: str | None = "supervisor", **other: Unpack[OtherOfAgent]) -> Said:
    more: Mapping[str, Json] = {"reasoning": "Looking at the numbers"}
    return replace(Said(type="agent_thinking", agent=agent, more=more), **other)


def executing(tool: str = "adder", **other: Unpack[Other]) -> Said:
    more: Mapping[str, Json] = {"parameters": {"a": 1}}
    return replace(Said(type="tool_executing", tool=tool, more=more), **other)


def executed(tool: str = "adder", **other: Unpack[Other]) -> Said:
    more: Mapping[str, Json] = {"result": {"ok": True}}
    return replace(Said(type="tool_completed", tool=tool, more=more), **other)


def completed(agent: str | None = "supervisor", **other: Unpack[OtherOfAgent]) -> Said:
    more: Mapping[str, Json] = {"final_response": "The sum is 777777."}
    return replace(Said(type="agent_completed", agent=agent, more=more), **other)


ONE_AGENT = (started(), thinking(), executing(), executed(), completed())


def paced(tale: Iterable[Said], every_s: float = 0.05) -> list[Said]:
    """Give each event its time."""
    return [replace(said, after_s=round((i + 1) * every_s, 6)) for i, said in enumerate(tale)]


def frames(tale: Iterable[Said], envelope: str = "bridge") -> list[Frame]:
    """Put a paced tale on the wire."""
    told = list(tale)
    if envelope == "batch":
        events: list[Json] = [dict(said.bridge()) for said in told]
        text = json.dumps({"type": "event_batch", "events": events})
        return [Frame(text=text, at_s=ASKED_S + told[-1].after_s)]
    if envelope == "batch_by_kind":
        kinds: dict[str, list[Json]] = {}
        for said in reversed(told):
            kinds.setdefault(said.type, []).append(said.bridge())
        text = json.dumps({"type": "event_batch", "data": {"events": kinds}})
        return [Frame(text=text, at_s=ASKED_S + told[-1].after_s)]
    shapes = {"bridge": Said.bridge, "flat": Said.flat, "system": Said.system}
    return [
        Frame(text=json.dumps(shapes[envelope](said)), at_s=ASKED_S + said.after_s) for said in told
    ]


def hear(
    wire: Iterable[Frame],
    rules: ChatRules | None = None,
    asked: Asked | None = None,
    until_s: float = 1e6,
) -> Conversation:
    """Let a conversation hear frames, as long as it has patience."""
    asked = asked or Asked(at_s=ASKED_S, subject=OURS, thread=THREAD)
    talk = Conversation(asked, rules or ChatRules())
    now_s = asked.at_s
    for frame in wire:
        if frame.at_s > until_s or frame.at_s - now_s > talk.patience_s(now_s):
            break
        now_s = frame.at_s
        talk.receive(frame)
    return talk


def ruling(talk: Conversation) -> Failure | None:
    """Tell the first failure, as a step would."""
    found = notifications.findings(talk)
    assert tuple(finding.check for finding in found) == notifications.CHECKS
    return next((finding.failure for finding in found if not finding.ok), None)


def recorded(name: str) -> list[Frame]:
    """Read the text frames that a recording received."""
    lines = [json.loads(line) for line in (RECORDINGS / name).read_text().splitlines()]
    asked_ms = next(x["t_ms"] for x in lines if x["dir"] == "out" and x["kind"] == "text")
    return [
        Frame(text=json.dumps(x["json"]), at_s=ASKED_S + (x["t_ms"] - asked_ms) / 1000)
        for x in lines
        if x["dir"] == "in" and x["kind"] == "text" and x["t_ms"] > asked_ms
    ]
