"""The report is read by people, and nothing of a target's text is alive in it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from probes.core.errors import Blame, Failure
from probes.core.model import (
    Broken,
    Finding,
    Json,
    Observation,
    PlannedStep,
    Run,
    StepRecord,
    Warned,
)
from probes.core.rules import Manners
from probes.document import rates_of
from scheduler.cli import words
from scheduler.cli.paper import Paper
from scheduler.cli.report import Walked, report
from tests.cli import runs as kit

PLAIN = Paper()
NASTY = "\x1b[31m\u202e\n\x07"
HEARD: list[Json] = [
    {"after_s": 0.02, "event": "agent_started", "agent": "supervisor"},
    {"after_s": 0.041, "event": "agent_thinking", "agent": "supervisor"},
    {"after_s": 0.06, "event": "agent_thinking", "agent": "supervisor"},
    {"after_s": 0.1, "event": "tool_executing", "agent": "supervisor", "tool": "add"},
    {"after_s": 0.2, "event": "pong", "agent": None},
]
GOOD = kit.run_of(kit.passed("resolve"), of=kit.probe("health"))
BAD = kit.run_of(
    kit.passed("sign_in"),
    kit.failed(
        "notifications",
        Failure.NOTIFICATION_MISSING,
        observations=(Observation("transcript", {"heard": HEARD}),),
    ),
    kit.not_taken("answer"),
    kit.not_taken("persisted"),
)
UNSEEN = kit.run_of(
    kit.not_taken("sign_in"),
    of=kit.probe("user-login"),
    broken=Broken(Failure.SECRET_MISSING, Blame.CREDENTIAL, "environment variable KEY is not set"),
)


def _lines(*runs: Run, paper: Paper = PLAIN) -> list[str]:
    return report(Walked(runs=runs), paper).splitlines()


def test_a_pass_is_said_first_and_in_one_line_a_run() -> None:
    lines = _lines(GOOD)

    assert lines[0] == "PASS: the run passed at staging."
    assert lines[2].split() == ["✓", "PASS", "health", "3.21", "s"]
    assert len(lines) == 3


def test_a_failure_outranks_all_and_is_named_in_the_headline() -> None:
    lines = _lines(GOOD, BAD, UNSEEN)

    assert lines[0] == "FAIL: 1 of 3 runs failed at staging: chat (notification_missing)."


def test_what_could_not_be_judged_is_never_called_a_failure() -> None:
    lines = _lines(GOOD, UNSEEN)

    head = "CANNOT TELL: 1 of 2 runs could not be judged at staging: user-login (secret_missing)."
    assert " ".join(lines[:2]).strip() == head
    assert "FAIL" not in "\n".join(lines)


def test_no_run_is_no_pass() -> None:
    text = report(Walked(runs=()), PLAIN)

    assert text == "CANNOT TELL: nothing was run, so nothing is known.\n"


def test_an_interruption_says_what_had_not_begun() -> None:
    text = report(Walked(runs=(GOOD,), unwalked=2, interrupted=True), PLAIN)

    assert "Interrupted: 2 had not begun." in text


def test_what_failed_is_told_with_steps_check_blame_lane_and_next() -> None:
    text = " ".join(report(Walked(runs=(BAD,)), PLAIN).split())

    for told in (
        "✓ sign_in 100 ms",
        "✗ notifications 2.90 s notification_missing",
        "· not taken: answer, persisted",
        "check works expected 1 or more seen 0",
        "The target's",
        "started +0.02 s (supervisor), thinking x2 +0.04 s (supervisor)",
        "tool_executing +0.10 s (add)",
        "agent_failed",
        "goldenpath explain notification_missing",
    ):
        assert told in text
    assert "pong" not in text


def test_a_run_that_never_began_says_why_and_whose_it_is() -> None:
    text = report(Walked(runs=(UNSEEN,)), PLAIN)

    assert "environment variable KEY is not set" in text
    assert "A credential of ours" in text


def test_the_same_failure_of_a_repeated_probe_is_told_once_and_counted() -> None:
    runs = (BAD, BAD, kit.run_of(kit.passed("sign_in")))

    text = report(Walked(runs=runs, rates=rates_of(runs)), PLAIN)

    assert text.count("goldenpath explain") == 1
    assert "2 of 3 runs (67 %)" in text


def test_warnings_are_listed_and_change_nothing() -> None:
    slow = kit.run_of(kit.passed("connect", warnings=(Warned("slow_connect", "3.1 s"),)))

    text = report(Walked(runs=(slow,)), PLAIN)

    assert text.startswith("PASS")
    assert "chat/connect  slow_connect: 3.1 s" in text


def test_markup_of_a_target_stays_as_it_was_written() -> None:
    step = kit.failed("a", Failure.ANSWER_WRONG, seen="[bold red]x[/] :smile: [link=http://e]y")

    text = report(Walked(runs=(kit.run_of(step),)), Paper(color="truecolor"))

    assert "[bold red]x[/] :smile: [link=http://e]y" in text


def _hostile(*, blame: Blame, finding: bool) -> Run:
    line: dict[str, Json] = {"event": f"agent_{NASTY}", "agent": NASTY, "tool": None, "after_s": 1}
    heard = Observation("transcript", {"heard": [line]})
    planned = PlannedStep(name=NASTY, checks=(NASTY,), within_s=1.0)
    bad = Finding(
        check=NASTY, ok=False, expected=NASTY, seen=NASTY, failure=Failure.ANSWER_WRONG, blame=blame
    )
    step = StepRecord(
        planned=planned,
        done=True,
        took_s=1.0,
        observations=(heard,),
        findings=(bad, bad) if finding else (),
        warnings=(Warned(NASTY, NASTY),),
        failure=Failure.ANSWER_WRONG,
        blame=blame,
        detail=NASTY,
    )
    return kit.run_of(step, StepRecord(planned=planned), of=kit.probe(NASTY))


@pytest.mark.parametrize("finding", [True, False])
@pytest.mark.parametrize("blame", list(Blame))
def test_hostile_texts_are_dead_wherever_they_stand(blame: Blame, finding: bool) -> None:
    text = report(Walked(runs=(_hostile(blame=blame, finding=finding),)), PLAIN)

    assert "\\x1b[31m\\u202e" in text
    assert all(line.isprintable() for line in text.split("\n"))


@settings(max_examples=60)
@given(run=kit.runs(), symbols=st.booleans())
def test_any_run_is_told_in_80_columns_without_anything_alive(run: Run, *, symbols: bool) -> None:
    text = report(Walked(runs=(run,), rates=rates_of([run])), Paper(symbols=symbols))

    assert all(line.isprintable() or not line for line in text.split("\n"))
    assert all(cell_len(line) <= 80 for line in text.split("\n"))


@settings(max_examples=60)
@given(
    st.lists(
        st.none()
        | st.text()
        | st.dictionaries(
            st.sampled_from(["after_s", "event", "agent", "tool"]),
            st.none() | st.floats() | st.text() | st.just("agent_started"),
        )
    )
)
def test_any_transcript_can_be_told(heard: list[Json]) -> None:
    seen = Observation("transcript", {"heard": heard})
    step = kit.failed("ask", Failure.NOTIFICATION_MISSING, observations=(seen,))

    assert "heard" in report(Walked(runs=(kit.run_of(step),)), PLAIN)


def test_without_symbols_the_page_is_ascii() -> None:
    assert report(Walked(runs=(GOOD, BAD, UNSEEN)), Paper(symbols=False)).isascii()


def test_colour_is_written_only_where_the_paper_has_it() -> None:
    plain = report(Walked(runs=(BAD,)), PLAIN)
    coloured = report(Walked(runs=(BAD,)), Paper(color="standard"))

    assert "\x1b" not in plain
    assert "\x1b[1;31m" in coloured


@pytest.mark.parametrize(
    ("manners", "said"),
    [
        (Manners(requests_per_minute=60), "at most 30 requests a minute (half of its budget)"),
        (Manners(requests_per_minute=1), "at most 1 requests a minute"),
        (Manners(lifted=True), "without a limit of rate"),
    ],
)
def test_the_budget_that_was_taken_is_said(manners: Manners, said: str) -> None:
    notes = words.manners((GOOD,), {"staging": manners}, 0.5)

    assert len(notes) == 1
    assert said in notes[0]


@pytest.mark.parametrize(
    ("duration_s", "written"),
    [(None, ""), (0.0, "<1 ms"), (0.0123, "12 ms"), (1.0, "1.00 s"), (93.456, "93.46 s")],
)
def test_a_duration_is_written_for_people(duration_s: float | None, written: str) -> None:
    assert words.seconds(duration_s) == written
