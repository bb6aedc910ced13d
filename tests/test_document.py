"""The run document keeps to its schema and to what the judge said."""

import json
from collections.abc import Sequence

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from probes.core import judge
from probes.core.errors import Blame, Failure
from probes.core.model import Broken, Identity, Json, Observation, Run, Warned
from probes.document import MAX_DEPTH, document, rates_of, schema_text
from tests.cli import runs as kit

CHECKER = jsonschema.Draft202012Validator(json.loads(schema_text()))


def _written(runs: Sequence[Run]) -> dict[str, Json]:
    """Write as the command does, strictly, and read again."""
    again: dict[str, Json] = json.loads(json.dumps(document(runs), allow_nan=False))
    return again


def _at(value: Json, *path: str | int) -> Json:
    for key in path:
        match value, key:
            case dict(), str():
                value = value[key]
            case list(), int():
                value = value[key]
            case _:
                raise LookupError(path)
    return value


def _chat() -> Run:
    lane: Json = [{"after_s": 0.02, "event": "agent_started"}]
    return kit.run_of(
        kit.passed("sign_in", warnings=(Warned("slow", "2 s"),)),
        kit.failed(
            "notifications",
            Failure.NOTIFICATION_MISSING,
            observations=(Observation("transcript", {"heard": lane}),),
        ),
        kit.not_taken("answer"),
    )


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(schema_text()))


@settings(max_examples=40)
@given(st.lists(kit.runs(), max_size=2))
def test_any_runs_keep_to_the_schema(runs: list[Run]) -> None:
    CHECKER.validate(_written(runs))


@settings(max_examples=40)
@given(st.lists(kit.runs(), max_size=2))
def test_the_top_verdict_is_the_judges(runs: list[Run]) -> None:
    expected = judge.top_verdict(run.ruling.verdict for run in runs)

    assert document(runs)["verdict"] == expected


@settings(max_examples=40)
@given(kit.runs())
def test_every_planned_step_is_listed_in_its_order(run: Run) -> None:
    steps = _at(_written([run]), "runs", 0, "steps")

    assert isinstance(steps, list)
    assert [_at(step, "name") for step in steps] == [one.planned.name for one in run.steps]


def test_a_failed_chat_reads_as_the_contract_says() -> None:
    written = _at(_written([_chat()]), "runs", 0)

    assert isinstance(written, dict)
    steps = written.pop("steps")
    assert written == {
        "id": "01J8ZQ5N7G0000000000000000",
        "probe": "chat",
        "journey": "chat",
        "target": "staging",
        "hosts": [
            "https://app.example",
            "https://api.example",
            "https://auth.example",
            "wss://api.example/ws",
        ],
        "location": "local",
        "identity": "user",
        "slot": None,
        "actor": "cli",
        "started_at": "2026-11-23T17:00:00.000250Z",
        "took_s": 3.214,
        "verdict": "fail",
        "failure": "notification_missing",
        "blame": "target",
        "detail": "expected 1 or more; saw 0",
        "candidates": ["agent_failed"],
        "steps_planned": 3,
        "steps_done": 2,
        "checks_planned": 3,
        "checks_evaluated": 2,
        "checks_failed": 1,
        "evidence": None,
    }
    assert _at(steps, 0, "warnings") == [{"warning": "slow", "detail": "2 s"}]
    assert _at(steps, 1) == {
        "name": "notifications",
        "done": True,
        "took_s": 2.9,
        "waited_s": 0.0,
        "verdict": "fail",
        "failure": "notification_missing",
        "blame": "target",
        "detail": "expected 1 or more; saw 0",
        "candidates": ["agent_failed"],
        "warnings": [],
        "findings": [{"check": "works", "ok": False, "expected": "1 or more", "seen": "0"}],
        "observations": [
            {
                "kind": "transcript",
                "data": {"heard": [{"after_s": 0.02, "event": "agent_started"}]},
            }
        ],
    }


def test_a_step_that_was_not_taken_claims_nothing() -> None:
    step = _at(_written([_chat()]), "runs", 0, "steps", 2)

    assert step == {
        "name": "answer",
        "done": False,
        "took_s": None,
        "waited_s": None,
        "verdict": None,
        "failure": None,
        "blame": None,
        "detail": None,
        "candidates": [],
        "warnings": [],
        "findings": [],
        "observations": [],
    }


def test_no_run_is_inconclusive() -> None:
    assert document([]) == {"schema": "goldenpath.run/v1", "verdict": "inconclusive", "runs": []}


def test_a_run_that_was_broken_before_its_first_step_still_has_its_steps() -> None:
    broken = Broken(Failure.SECRET_MISSING, Blame.CREDENTIAL, "no such variable")
    run = kit.run_of(kit.not_taken("sign_in"), broken=broken)

    written = _written([run])

    CHECKER.validate(written)
    assert written["verdict"] == "inconclusive"
    assert _at(written, "runs", 0, "detail") == "no such variable"


@pytest.mark.parametrize(
    ("identities", "written"),
    [((), None), ((kit.USER,), "user"), ((kit.SERVICE, kit.USER), "service+user")],
)
def test_identities_are_one_text(identities: tuple[Identity, ...], written: str | None) -> None:
    run = kit.run_of(kit.passed("a"), of=kit.probe("chat", *identities))

    assert _at(_written([run]), "runs", 0, "identity") == written


def test_what_a_target_sent_cannot_break_the_document() -> None:
    deep: Json = "end"
    for _ in range(MAX_DEPTH + 500):
        deep = [deep]
    data: dict[str, Json] = {"nan": float("nan"), "deep": deep, "odd": "\ud800"}
    step = kit.failed("a", Failure.SERVER_ERROR, observations=(Observation("x", data),))

    text = json.dumps(document([kit.run_of(step)]), allow_nan=False)

    CHECKER.validate(json.loads(text))
    assert "(nested too deep)" in text
    assert text.isascii()


@pytest.mark.parametrize(
    ("path", "key"), [((), "x"), (("runs", 0), "x"), (("runs", 0, "steps", 0), "x")]
)
def test_the_schema_takes_no_unknown_key(path: tuple[str | int, ...], key: str) -> None:
    written: Json = _written([_chat()])
    place = _at(written, *path)
    assert isinstance(place, dict)

    place[key] = 1

    assert not CHECKER.is_valid(written)


def test_the_schema_refuses_a_pass_that_checked_nothing() -> None:
    written: Json = _written([kit.run_of(kit.passed("a"))])
    run = _at(written, "runs", 0)
    assert isinstance(run, dict)
    assert CHECKER.is_valid(written)

    run["checks_evaluated"] = 0

    assert not CHECKER.is_valid(written)


def test_rates_count_each_way_to_fail_of_each_probe() -> None:
    bad = kit.run_of(kit.failed("a", Failure.ANSWER_WRONG))
    worse = kit.run_of(kit.failed("a", Failure.AGENT_FAILED))
    good = kit.run_of(kit.passed("a"))
    other = kit.run_of(kit.passed("a"), of=kit.probe("health"))

    written = document([bad, good, other, worse, bad], rates_of([bad, good, other, worse, bad]))

    CHECKER.validate(written)
    assert written["rates"] == [
        {"probe": "chat", "failure": "answer_wrong", "count": 2, "of": 4},
        {"probe": "chat", "failure": "agent_failed", "count": 1, "of": 4},
    ]
