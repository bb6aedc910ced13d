"""Failures of our own side, and limits of a whole run."""

from collections.abc import Mapping

from probes.core.errors import Failure
from probes.core.meanings.meaning import Meaning

MEANINGS: Mapping[Failure, Meaning] = {
    Failure.SECRET_MISSING: Meaning(
        means="A secret that the probe needs could not be read. The target was not looked at.",
        looks="The run ended before its first step.",
        causes=(
            "the environment variable or the file that the settings name is not there",
            "the file may be read by others, and is refused for that",
            "no access to the secret store from this machine",
        ),
        next=(
            "Run `goldenpath config check`: it says which references resolve.",
            "Put the secret where the settings say, readable by its owner alone.",
        ),
    ),
    Failure.USER_IN_USE: Meaning(
        means="Somebody else uses the probe's user at the same time.",
        looks="Events of another run of the same user.",
        causes=(
            "a second probe, or a person, signs in as the same user",
            "a run that was cut off is still answered",
        ),
        next=("Give each place that probes its own users; run again in a minute.",),
    ),
    Failure.BUDGET_SPENT: Meaning(
        means="The probe had used up what it allows itself at this target.",
        looks="It waited, or did not ask, to stay below the target's limits.",
        causes=(
            "too many probes, or too short intervals, for one target",
            "many runs by hand on one day",
        ),
        next=(
            "Run `goldenpath config check`: it shows what the plan costs.",
            "Lengthen an interval, or wait until the budget is whole again.",
        ),
    ),
    Failure.DEADLINE_EXCEEDED: Meaning(
        means="The run was not through in its time, though no single step was over its limit.",
        looks="Cut off at the probe's deadline.",
        causes=(
            "everything is slow: database, cold starts, no processor left",
            "the deadline is shorter than the journey's steps need on a slow day",
        ),
        next=(
            "Compare the steps' times with the runs before.",
            "Raise `deadline_s` only if the slowness is accepted.",
        ),
        incidents=(4, 8, 15, 33),
    ),
    Failure.NOTHING_CHECKED: Meaning(
        means="The run proved nothing: a step or a check that was planned did not happen.",
        looks="Steps not taken or checks without an answer, and no failure that explains it.",
        causes=("a bug of the probe: this must not happen",),
        next=("Report it with the run's document; do not read it as a pass.",),
    ),
    Failure.NOT_PROVABLE: Meaning(
        means="The run took place and its evidence could not be written.",
        looks="The log was full, read-only or out of reach.",
        causes=("the disk that holds the log is full or was taken away",),
        next=("Make room for the log, or repair it; the next run counts again.",),
    ),
    Failure.INTERRUPTED: Meaning(
        means="The run was stopped from outside.",
        looks="Cut off in the middle of a step.",
        causes=(
            "Ctrl-C",
            "the machine or the service that runs the probe was shut down",
        ),
        next=("Run it again.",),
    ),
    Failure.PROBE_BUG: Meaning(
        means="The probe itself failed. It says nothing about the target.",
        looks="An error in our own code; the detail names the file and the line.",
        causes=(
            "a bug of ours",
            "the target sent something that the probe did not expect to be possible",
        ),
        next=("Report it with the run's document and the version (`goldenpath --version`).",),
    ),
}
