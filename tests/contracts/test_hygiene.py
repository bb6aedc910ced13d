"""What is in the tree works on any machine, and every exception that it makes says why."""

import re
import sys
import tokenize
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("probes", "scheduler", "tests", "config", ".ci", ".github")
SKIPPED = {"__pycache__", ".secrets"}

# Spelt in pieces, or this file would find itself.
MACHINE = re.compile(r"/(work|root)/|/(home|Users)/\w")
HOSTS = ("pypi", "org"), ("pythonhosted", "org"), ("ghcr", "io"), ("npmjs", "org")
REGISTRY = re.compile("|".join([rf"\b{name}\.{top}\b" for name, top in HOSTS] + ["index" + "-url"]))
REASON = re.compile(
    r"# ((ruff: )?noqa: [A-Z]+\d+(, ?[A-Z]+\d+)*|type: ignore\[[a-z-]+(, ?[a-z-]+)*\]) +\S"
)
PRAGMA = re.compile(r"# *(noqa|type: *ignore|pragma: no|pylint:|mypy:)")


def _texts() -> Iterator[tuple[str, str]]:
    """Read every text of the project, with its name."""
    tops = [path for path in sorted(ROOT.iterdir()) if not path.name.startswith(".coverage")]
    inside = [path for name in FOLDERS for path in sorted((ROOT / name).rglob("*"))]
    for path in (*tops, *inside):
        if path.is_file() and not SKIPPED & {*path.parts}:
            yield str(path.relative_to(ROOT)), path.read_text("utf-8", errors="replace")


def _found(pattern: re.Pattern[str]) -> list[str]:
    """Name the places where the pattern is found."""
    return [
        f"{name}:{number}: {line.strip()[:80]}"
        for name, text in _texts()
        if pattern.search(text)
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_names_a_path_of_some_machine() -> None:
    assert _found(MACHINE) == []


def test_no_file_names_a_package_registry() -> None:
    assert _found(REGISTRY) == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_pins_every_package_by_hash_and_names_no_address(lock: str) -> None:
    text = (ROOT / "config" / lock).read_text("utf-8")

    pins = [line for line in text.splitlines() if line and not line.startswith(" ")]

    assert len(pins) > 10
    assert [pin for pin in pins if not re.match(r"[a-z0-9-]+==[\w.]+( ; [^\\]+)? \\$", pin)] == []
    assert text.count("==") >= len(pins)
    assert set(re.findall(r"^    --hash=(\w+):[0-9a-f]{64}(?: \\)?$", text, re.MULTILINE)) == {
        "sha256"
    }
    assert "://" not in text


def test_the_service_and_its_tests_run_on_the_same_pins() -> None:
    pin = re.compile(r"^([a-z0-9-]+)==([\w.]+)", re.MULTILINE)

    service = set(pin.findall((ROOT / "config/requirements.lock").read_text("utf-8")))
    tools = set(pin.findall((ROOT / "config/requirements-dev.lock").read_text("utf-8")))

    assert service <= tools


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    lock = (ROOT / "config/requirements-dev.lock").read_text("utf-8")

    names = [re.split(r"[\[<>=; ]", each)[0] for each in wanted]

    assert [name for name in names if f"\n{name}==" not in f"\n{lock}"] == []


@pytest.mark.parametrize("package", ["probes", "scheduler"])
def test_no_other_distribution_owns_the_name_of_our_package(package: str) -> None:
    owners = set(metadata.packages_distributions().get(package, ()))

    assert owners <= {"netra-golden-path"}


@pytest.mark.parametrize("package", ["probes", "scheduler"])
def test_the_package_is_imported_from_this_tree(package: str) -> None:
    __import__(package)

    assert Path(sys.modules[package].__file__ or "").is_relative_to(ROOT)


def test_every_rule_that_ruff_ignores_has_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    ruff = text[text.index("[tool.ruff.lint]") : text.index("[tool.ruff.lint.flake8-tidy-imports]")]

    rules = [line for line in ruff.splitlines() if re.search(r'"[A-Z]+\d*"', line)]
    unreasoned = [line for line in rules if "select" not in line and not re.search(r"# \w", line)]

    assert len(rules) > 10
    assert unreasoned == []


def test_every_exception_in_the_code_names_its_rule_and_its_reason() -> None:
    bare = []
    for name, _ in _texts():
        if not name.endswith(".py") or not name.startswith(("probes/", "scheduler/")):
            continue
        with (ROOT / name).open("rb") as file:
            comments = [t for t in tokenize.tokenize(file.readline) if t.type == tokenize.COMMENT]
        bare += [
            f"{name}:{comment.start[0]}: {comment.string}"
            for comment in comments
            if PRAGMA.search(comment.string) and not REASON.search(comment.string)
        ]

    assert bare == []
