"""Each import contract in pyproject.toml catches what it forbids: one violation is planted each."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
LINTER = Path(sys.executable).with_name("lint-imports")
JOURNEYS = "probes/journeys"

pytestmark = pytest.mark.slow


class Plant(NamedTuple):
    """One line that must not be there, at the end of a file (a new one, if there is none)."""

    contract: str
    file: str
    line: str


PLANTS = (
    Plant("packages", "probes/recorder.py", "import scheduler.cli.main"),
    Plant("probes", "probes/core/errors.py", "import probes.recorder"),
    Plant("probes", "probes/settings/file.py", "import probes.journeys.registry"),
    Plant("probes", "probes/drivers/http.py", "import probes.journeys.kind"),
    Plant("probes", f"{JOURNEYS}/kind.py", "import probes.drivers.clock"),
    Plant("probes", "probes/attic.py", "import json"),
    Plant("scheduler", "scheduler/attic.py", "import json"),
    Plant("pure", "probes/core/judge.py", "import asyncio"),
    Plant("pure", "probes/netra/answer.py", "import time"),
    Plant("pure", "probes/netra/order.py", "import socket"),
    Plant("journeys-plain", f"{JOURNEYS}/user_login.py", "import httpx"),
    Plant("journeys-plain", f"{JOURNEYS}/health.py", "from datetime import UTC"),
    Plant("journeys-plain", f"{JOURNEYS}/talk.py", "import logging"),
    Plant("journeys-apart", f"{JOURNEYS}/chat.py", "import probes.journeys.user_login"),
    Plant("journeys-apart", f"{JOURNEYS}/talk.py", "import probes.journeys.health"),
    Plant("wire", "probes/standin/answers.py", "import probes.netra.numerals"),
    Plant("wire", "probes/netra/numerals.py", "import probes.standin.answers"),
    Plant("standin-alone", "probes/standin/server.py", "import probes.recorder"),
    Plant("standin-alone", "probes/standin/settings_file.py", "import probes.settings.values"),
    Plant("httpx", "probes/drivers/sources.py", "import httpx"),
    Plant("websockets", "probes/drivers/http.py", "from websockets import exceptions"),
    Plant("pydantic", "probes/core/model.py", "import pydantic"),
    Plant("jwt", "probes/netra/wire.py", "import jwt"),
    Plant("servers", "probes/house.py", "import uvicorn"),
    Plant("terminal", "probes/run.py", "import click"),
    Plant("later", "probes/drivers/clock.py", "import apscheduler"),
    Plant("front-doors", "probes/recorder.py", "import probes.core"),
    Plant("cycles", "probes/netra/events.py", "import probes.netra.conversation"),
)


def _contracts() -> dict[str, str]:
    """Map each contract's id to its name."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {each["id"]: each["name"] for each in settings["tool"]["importlinter"]["contracts"]}


def _copy(to: Path) -> Path:
    """Copy what the linter reads."""
    for package in ("probes", "scheduler"):
        shutil.copytree(ROOT / package, to / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", to)
    return to


def _lint(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Lint the copy, on a terminal wide enough for any contract's name."""
    return subprocess.run(
        [LINTER, "--no-logo", "--no-cache", *arguments],
        cwd=tree,
        env={**os.environ, "COLUMNS": "200", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_tree_keeps_every_contract(tmp_path: Path) -> None:
    tree = _copy(tmp_path)

    linted = _lint(tree)

    assert linted.returncode == 0, linted.stdout
    assert f"{len(_contracts())} kept, 0 broken" in linted.stdout


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: f"{plant.contract}-{plant.line}")
def test_a_planted_violation_breaks_its_contract(plant: Plant, tmp_path: Path) -> None:
    tree = _copy(tmp_path)
    with (tree / plant.file).open("a", encoding="utf-8") as file:
        file.write(f"\n{plant.line}\n")

    linted = _lint(tree, "--contract", plant.contract)

    assert linted.returncode == 1
    assert f"{_contracts()[plant.contract]} BROKEN" in linted.stdout, linted.stdout


def test_every_contract_has_its_plant() -> None:
    planted = {plant.contract for plant in PLANTS}

    assert planted == set(_contracts())


def test_a_plant_grows_in_a_file_that_exists_or_in_a_new_room() -> None:
    missing = {plant.file for plant in PLANTS if not (ROOT / plant.file).exists()}

    assert missing == {"probes/attic.py", "scheduler/attic.py"}
