"""Failures of the five agent notifications of one question."""

from collections.abc import Mapping

from probes.core.errors import Failure
from probes.core.meanings.meaning import Meaning

MEANINGS: Mapping[Failure, Meaning] = {
    Failure.NOTIFICATION_MISSING: Meaning(
        means="A user would not have seen one of the five steps of the agent's work.",
        looks="The wait ended and the event that the failed check names had not come.",
        causes=(
            "messages are taken and routed nowhere: no event at all",
            "the bridge to the agents is missing or not configured: started, then silence",
            "an agent hangs or died without saying so",
            "the session of the system user fails: the question is swallowed",
            "the second question of one user fails: its tools are already registered",
            "the line was cut in the middle of a long run",
        ),
        next=(
            "See in the transcript where it stops: nothing, started only, or one event short.",
            "Read the backend's log for the run's id; do not believe `success` in it.",
            "Ask again as another user.",
        ),
        incidents=(13, 22, 23, 24, 25, 34, 39),
    ),
    Failure.NOTIFICATION_LATE: Meaning(
        means="The first sign of life came after the limit.",
        looks="All events came, the first of them too late.",
        causes=(
            "a cold start, or a queue before the agents",
            "the model behind them is slow or limits us",
            "events are stored and sent again later",
        ),
        next=(
            "Compare with the runs before: one late run is a cold start, a row is a queue.",
            "Look at the model's latency and limits.",
        ),
        incidents=(24, 33),
    ),
    Failure.NOTIFICATION_DUPLICATE: Meaning(
        means="The same event came twice.",
        looks="Equal in run, agent, tool, time and text.",
        causes=(
            "a retry after a send that had worked",
            "two paths send the same event: the bridge and the manager",
            "two sockets of one user, one of them leaked",
        ),
        next=("Compare the two frames in the backend's log: one sender or two?",),
        incidents=(24, 26),
    ),
    Failure.NOTIFICATION_OUT_OF_ORDER: Meaning(
        means="Events came in an order that cannot be: an end before its start.",
        looks="For one run and agent, a completion before the start, or a tool outside of it.",
        causes=(
            "events are sent by tasks that race each other",
            "a batch was flushed in the wrong order",
        ),
        next=(
            "Compare the events' own times with the order of arrival.",
            "If the times are right, it is the sender; if not, the agent.",
        ),
        incidents=(24,),
    ),
    Failure.NOTIFICATION_UNPAIRED: Meaning(
        means="A tool was started and never finished, or the other way round.",
        looks="`tool_executing` without its `tool_completed` of the same tool and run.",
        causes=(
            "the tool failed and nobody said so",
            "the completion carries another tool's name or another run",
            "tools are registered twice",
        ),
        next=("Find the tool's name in the failed check, and its run in the backend's log.",),
        incidents=(24, 25),
    ),
    Failure.NOTIFICATION_FOREIGN: Meaning(
        means="We received what belongs to somebody else. Somebody may be receiving ours.",
        looks="Another user's id, another run's number, or a thread of another conversation.",
        causes=(
            "users share one identity (demo mode), and so one channel",
            "an identity that was remembered for another user",
            "errors are sent without a user, to everybody",
        ),
        next=(
            "Treat it as a leak of users' content: tell the owner now.",
            "Keep the run's evidence; it holds the frame.",
            "Check DEMO_MODE in the backend's deployment.",
        ),
        incidents=(27, 30),
    ),
    Failure.NOTIFICATION_MALFORMED: Meaning(
        means="An event lacks what makes it usable.",
        looks="No JSON, a tool event without `tool_name`, or a flood of events.",
        causes=(
            "a new version changed the shape of its events",
            "a field is dropped when events are rewritten for delivery",
        ),
        next=("Look at the frame in the observations and at what was deployed last.",),
        incidents=(24,),
    ),
    Failure.NOTIFICATION_AFTER_END: Meaning(
        means="Events went on after the question had ended.",
        looks="One of the five kinds came after the outermost agent had completed.",
        causes=(
            "an end was announced while parts were still at work",
            "stored events were sent again",
        ),
        next=("See which agent spoke last; its parent completed too early.",),
        incidents=(24,),
    ),
    Failure.TOOL_NOT_USED: Meaning(
        means="An answer came without the tool that had to find it.",
        looks="A text, and no tool event.",
        causes=(
            "the model answered from its head; another question may need the tool",
            "tools failed to register, and the agent went on without",
            "the answer is made up",
        ),
        next=(
            'See whether the answer was right: then consider `tool_events = "if_used"`.',
            "Look for registration errors of tools in the backend's log.",
        ),
        incidents=(24, 25, 29),
    ),
    Failure.AGENT_FAILED: Meaning(
        means="The agents themselves reported a failure.",
        looks="`agent_error`, `agent_death`, `tool_error`, or an error message instead of an end.",
        causes=(
            "the model behind them refused, timed out or is not configured",
            "the bridge to the agents is missing or half configured",
            "a tool is registered twice for one user",
            "the session of the system user fails",
        ),
        next=(
            "Read the error's text in the failed check.",
            "Ask again as another user: if that works, it is this user's state.",
        ),
        incidents=(13, 24, 25),
    ),
}
