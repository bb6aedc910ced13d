"""The command as a process and within this one, and a stand-in to point it at."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from anyio.from_thread import start_blocking_portal

from probes.standin import settings_file
from probes.standin.options import Options
from probes.standin.server import StandIn, serve
from scheduler.cli.main import outermost

ENTRY = "from scheduler.cli.entry import main; main()"


@dataclass(frozen=True, slots=True)
class Said:
    """How one command line ended."""

    code: int
    out: str
    err: str


@pytest.fixture(scope="module")
def standin() -> Iterator[StandIn]:
    """Run a stand-in beside the tests of one file."""
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(serve(Options(pace_s=0.001))) as running,
    ):
        yield running


@pytest.fixture
def settings(standin: StandIn, tmp_path: Path) -> Iterator[Path]:
    """Give settings for the stand-in, and mend it afterwards."""
    path = tmp_path / "standin.toml"
    settings_file.write(path, standin)
    text = path.read_text()
    path.write_text(text.replace('name = "health"', 'name = "health"\ntags = ["smoke"]'))
    yield path
    standin.set_faults(())


@pytest.fixture
def goldenpath(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Said]:
    """Give the command as a function of its words."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("GOLDENPATH_CONFIG", raising=False)

    def call(*words: str | Path) -> Said:
        code = outermost([str(word) for word in words])
        told = capsys.readouterr()
        return Said(int(code), told.out, told.err)

    return call


def start(*words: str | Path, stdout: int = subprocess.PIPE) -> subprocess.Popen[str]:
    """Start the command as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", ENTRY, *map(str, words)],
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
    )
