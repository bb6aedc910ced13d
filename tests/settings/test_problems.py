from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from probes.settings.problems import Problem, Problems, SettingsError, dotted, nearest

PATH = Path("goldenpath.toml")


def test_a_problem_reads_like_a_compiler_s() -> None:
    problem = Problem(path=PATH, line=3, key="chat.form", message="is missing")

    assert str(problem) == "goldenpath.toml:3: chat.form: is missing"


def test_problems_are_shown_in_the_order_of_the_file() -> None:
    problems = Problems(PATH, lambda key: {"b": 2, "a": 10}.get(str(key[0])))
    problems.add(("a",), "late")
    problems.add(("b",), "early")
    problems.add(("c",), "nowhere")

    said = str(problems.error()).splitlines()

    assert [line.rsplit(": ", 1)[1] for line in said] == ["nowhere", "early", "late"]


def test_the_same_problem_twice_is_one() -> None:
    problems = Problems(PATH, lambda _: 1)
    problems.add(("a",), "wrong")
    problems.add(("a",), "wrong")

    assert len(problems) == 1


def test_a_key_is_written_as_people_do() -> None:
    assert dotted(("probes", 0, "identity", 1)) == "probes[0].identity[1]"
    assert dotted(("targets", "staging", "api")) == "targets.staging.api"


def test_the_nearest_word_is_suggested() -> None:
    assert nearest("helth", ["health", "chat"]) == "did you mean 'health'?"


def test_without_a_near_word_all_are_listed() -> None:
    assert nearest("zzz", ["health", "chat"]) == "known are chat, health"
    assert nearest("zzz", []) == "none is defined"


@given(st.lists(st.tuples(st.none() | st.integers(1, 99), st.text(), st.text()), max_size=5))
def test_no_problem_is_lost_on_the_way_to_the_reader(
    found: list[tuple[int | None, str, str]],
) -> None:
    one_each = [Problem(path=PATH, line=n, key=key, message=said) for n, key, said in found]

    error = SettingsError(one_each)

    assert sorted(map(str, error.problems)) == sorted(map(str, one_each))
    assert all(str(problem) in str(error) for problem in one_each)
