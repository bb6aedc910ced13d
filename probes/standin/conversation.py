"""Answering: store the question, let the agents speak, store the answer."""

import asyncio
import json
import secrets
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from probes.standin import frames
from probes.standin.agents import Asked, Script, one_agent, several_agents
from probes.standin.arithmetic import reply_to, tool_value, wrong_reply_to
from probes.standin.behaviour import Line, Reply
from probes.standin.envelopes import frame, parcels
from probes.standin.options import Envelope
from probes.standin.questions import Question
from probes.standin.state import World
from probes.standin.threads import Message, Thread

_CANNED = "Fallback triage agent response: Successfully processed '{text}' using recovery mechanism"

Send = Callable[[str | None], Awaitable[None]]


class Conversation:
    """What one socket has talked about; several questions may be under way at once.

    ``shown_user`` is the id in every frame.  It is the owner's, unless identities are faked.
    """

    def __init__(self, world: World, owner: str, shown_user: str) -> None:
        self._world = world
        self._owner = owner
        self.shown_user = shown_user
        self._first_reply: str | None = None

    async def answer(self, question: Question, send: Send) -> None:
        """Send every frame of one question; ``send(None)`` cuts the line instead."""
        thread = self._world.threads.get(question.thread_id or "")
        if thread is not None and thread.owner != self._owner:
            refusal = frames.message_error("AGENT_REQUEST_ERROR", "Access denied")
            await send(json.dumps(refusal))
            return
        if self._world.behaviour.acknowledges_only:
            await send(json.dumps(frames.received()))
            return
        if self._world.behaviour.keeps_questions:
            self._keep(thread, "user", question.text)
        reply = self._reply_to(question.text)
        asked = Asked(
            user_id=self.shown_user,
            thread_id=question.thread_id or f"thread_{secrets.token_hex(8)}",
            text=question.text,
            answer=reply,
            tool_value=tool_value(question.text),
        )
        await self._perform(asked, thread, send)

    async def _perform(self, asked: Asked, thread: Thread | None, send: Send) -> None:
        behaviour, options = self._world.behaviour, self._world.options
        script = self._script(asked)
        pace_s = 0.0 if behaviour.instant else options.pace_s
        for number, parcel in enumerate(parcels(script, options.envelope)):
            if behaviour.line is Line.CUT and number:
                await send(None)
            await asyncio.sleep(pace_s * max(event.delay for event in parcel))
            if any(event.closes for event in parcel) and behaviour.keeps_answers:
                self._keep(thread, "assistant", asked.answer)
            text = json.dumps(frame(parcel, options.envelope, datetime.now(UTC)))
            for _ in range(max(event.repeat for event in parcel)):
                await send(text)

    def _script(self, asked: Asked) -> Script:
        alone = self._world.options.envelope is Envelope.SYSTEM
        script = one_agent(asked) if alone else several_agents(asked)
        for rewrite in self._world.behaviour.rewrites:
            script = rewrite(script)
        return script

    def _reply_to(self, text: str) -> str | None:
        match self._world.behaviour.reply:
            case Reply.COMPUTED:
                return reply_to(text)
            case Reply.CANNED:
                return _CANNED.format(text=text)
            case Reply.ECHOED:
                return text
            case Reply.WRONG:
                return wrong_reply_to(text)
            case Reply.STALE:
                self._first_reply = self._first_reply or reply_to(text)
                return self._first_reply
            case Reply.NONE:
                return None

    def _keep(self, thread: Thread | None, role: str, text: str | None) -> None:
        if thread is not None and text is not None:
            about = {"source": "websocket"}
            now = int(time.time())
            thread.add(Message(role=role, content=text, created_at=now, metadata=about))
