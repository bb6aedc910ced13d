"""Failures of the answer, and of what is kept of the conversation."""

from collections.abc import Mapping

from probes.core.errors import Failure
from probes.core.meanings.meaning import Meaning

MEANINGS: Mapping[Failure, Meaning] = {
    Failure.ANSWER_CANNED: Meaning(
        means="The answer is a text from a drawer, not somebody's work.",
        looks="A known phrase such as `Mock …`, `Fallback …` or `Processed via …`.",
        causes=(
            "the agents failed and a fallback answered in their place, with success",
            "the model is not configured and a simulation stands in for it",
            "the connection runs in a legacy mode that only echoes",
        ),
        next=(
            "Find the phrase in the target's source: it names the path that was taken.",
            "Check that the model's key is set and the agents start.",
        ),
        incidents=(24, 29),
    ),
    Failure.ANSWER_TOO_FAST: Meaning(
        means="The answer came faster than anybody can work it out.",
        looks="Less than `too_fast_ms` after the question.",
        causes=(
            "a mock or a cache answered",
            "the answer belongs to an earlier question",
        ),
        next=(
            "See whether the answer is right; a right one points to a real and very fast target.",
            "Lower `too_fast_ms` only if you know why it is fast.",
        ),
        incidents=(29,),
    ),
    Failure.ANSWER_REPEATED: Meaning(
        means="Two different questions got the same answer.",
        looks="The second text equals the first.",
        causes=(
            "a constant text",
            "an answer that was remembered for the wrong question",
        ),
        next=("Ask a third question by hand and compare.",),
        incidents=(29,),
    ),
    Failure.ANSWER_ECHOED: Meaning(
        means="The answer repeats the question and adds nothing.",
        looks="The question's numbers are there and the one that follows from them is not.",
        causes=(
            "a fallback that quotes the prompt",
            "the agents hand their input on without working on it",
        ),
        next=("Read the answer in the observations; look for a fallback in the backend's log.",),
        incidents=(29,),
    ),
    Failure.ANSWER_WRONG: Meaning(
        means="There is an answer, and it is not the right one.",
        looks="A text without the value that follows from the question.",
        causes=(
            "the model miscounted; look whether it does so often",
            "a text that fits any question",
            "the answer belongs to another question",
        ),
        next=(
            "Read the answer in the observations.",
            "Run it ten times (`--repeat 10`): a rate tells a weak model from a mock.",
        ),
        incidents=(29, 30),
    ),
    Failure.ANSWER_MISSING: Meaning(
        means="The agents finished and said nothing.",
        looks="All events came and none of them carries a text where answers stand.",
        causes=(
            "the final text is sent in an event or a field that nothing shows",
            "the agents failed and reported success",
            "the answer is written to the thread only",
        ),
        next=(
            "Look at the last frames in the observations.",
            "See whether the thread holds an answer: then it is the sending.",
        ),
        incidents=(23, 24, 39),
    ),
    Failure.THREAD_REFUSED: Meaning(
        means="No conversation could be begun.",
        looks="Creating a thread did not answer with one.",
        causes=(
            "the database refuses to write, or a table is missing",
            "the session of the system user fails",
            "the user's row could not be made at first use",
        ),
        next=(
            "Read the backend's error for the request.",
            "See whether listing threads works: then it is the writing.",
        ),
        incidents=(4, 6, 13, 41),
    ),
    Failure.THREAD_LOST: Meaning(
        means="A thread was created and is not there.",
        looks="200 to the creation, 404 to the reading right after.",
        causes=(
            "the creation is never committed",
            "it is written to one place and read from another",
        ),
        next=("Look at the transaction of the creation; a 200 proves nothing here.",),
        incidents=(31,),
    ),
    Failure.QUESTION_NOT_KEPT: Meaning(
        means="The question was asked and is not in the conversation's history.",
        looks="The thread's messages lack what the user wrote.",
        causes=(
            "messages over the socket are not saved",
            "the save failed after the answer was sent",
        ),
        next=("Reload the conversation as a user would; look for the save in the log.",),
        incidents=(31,),
    ),
    Failure.ANSWER_NOT_KEPT: Meaning(
        means="The answer was given and will be gone when the user returns.",
        looks="The thread holds the question and no answer of the assistant.",
        causes=(
            "the run's end does not save its answer",
            "the save failed after the answer was sent",
        ),
        next=("Reload the conversation as a user would; look for the save in the log.",),
        incidents=(31,),
    ),
}
