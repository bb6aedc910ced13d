"""What a journey is: a plan known before the run, and a walk that keeps to it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from probes.core.model import Kind, PlannedStep, Probe, Shape
from probes.core.ports import Drivers
from probes.core.rules import ChatRules
from probes.recorder import Recorder

Plan = Callable[[Probe, ChatRules], tuple[PlannedStep, ...]]
Walk = Callable[[Recorder, Probe, Drivers], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """What someone does, as ordered steps.

    ``kinds`` holds, for each identity in order, the kinds it may be of.  ``requests`` is how many
    HTTP requests one run costs the target and ``questions`` how many LLM runs, for the plan that
    settings refuse or allow.
    """

    name: str
    about: str
    shape: Shape
    kinds: tuple[tuple[Kind, ...], ...]
    every_s: float
    deadline_s: float
    requests: int
    questions: int = 0
    plan: Plan
    walk: Walk
