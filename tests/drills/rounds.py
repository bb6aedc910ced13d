"""Walk every probe again and again past a stand-in without a fault: each run must pass.

This counts false alarms.  The stand-in and the command are the real ones, started as a user starts
them; the manners are lifted, since both are on loopback.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

GOLDENPATH = str(Path(sys.executable).with_name("goldenpath"))
VERDICTS = ("pass", "fail", "inconclusive")


@dataclass(slots=True)
class Tally:
    """What became of one probe's runs."""

    verdicts: Counter[str] = field(default_factory=Counter)
    took_s: list[float] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)

    def row(self, probe: str) -> str:
        """Lay the counts out, with the median and the 95th percentile."""
        cuts = statistics.quantiles(self.took_s, n=20, method="inclusive") if self.took_s else []
        middle, high = (cuts[9], cuts[18]) if cuts else (float("nan"), float("nan"))
        counts = "".join(f"{self.verdicts[each]:>14}" for each in VERDICTS)
        return f"{probe:<16}{self.verdicts.total():>6}{counts}{middle:>9.3f}{high:>9.3f}"


@contextmanager
def standin(settings: Path) -> Iterator[None]:
    """Keep a stand-in up, with settings written for it."""
    command = [GOLDENPATH, "standin", "--port", "0", "--write-config", str(settings)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        try:
            line = running.stdout.readline() if running.stdout else ""
            if not line or not json.loads(line)["ready"]:
                message = "the stand-in did not start"
                raise SystemExit(message)
            yield
        finally:
            running.terminate()


def walk(rounds: int) -> tuple[int, dict[str, Tally]]:
    """Walk all probes that many times, and hand over the exit code and each probe's tally."""
    with tempfile.TemporaryDirectory(prefix="rounds-") as folder:
        settings, out = Path(folder, "standin.toml"), Path(folder, "runs.json")
        command = [GOLDENPATH, "run", "--config", str(settings), "--repeat", str(rounds)]
        state = {**os.environ, "XDG_STATE_HOME": folder}
        with standin(settings):
            ended = subprocess.run(
                [*command, "--format", "json", "-o", str(out)], check=False, env=state
            )
        return ended.returncode, tallied(json.loads(out.read_text("utf-8")))


def tallied(document: dict[str, list[dict[str, object]]]) -> dict[str, Tally]:
    """Count the runs of a document by probe."""
    tallies: dict[str, Tally] = {}
    for run in document["runs"]:
        tally = tallies.setdefault(str(run["probe"]), Tally())
        tally.verdicts[str(run["verdict"])] += 1
        tally.took_s.append(float(str(run["took_s"])))
        if run["verdict"] != "pass":
            tally.alarms.append(f"{run['probe']}: {run['failure']} at {run['started_at']}")
    return tallies


def clean(rounds: int, code: int, tallies: dict[str, Tally]) -> bool:
    """Say whether every probe was walked in every round and passed."""
    full = all(each.verdicts == Counter({"pass": rounds}) for each in tallies.values())
    return code == 0 and bool(tallies) and full


def main() -> int:
    """Print the table, then every alarm; exit 1 unless all runs passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200, metavar="N", help="default: 200")
    rounds = int(parser.parse_args().rounds)
    code, tallies = walk(rounds)
    heads = "".join(f"{each:>14}" for each in VERDICTS)
    print(f"{'probe':<16}{'runs':>6}{heads}{'p50 s':>9}{'p95 s':>9}")
    for probe, tally in tallies.items():
        print(tally.row(probe))
    for tally in tallies.values():
        print("\n".join(tally.alarms), end="\n" if tally.alarms else "")
    good = clean(rounds, code, tallies)
    print(f"{rounds} rounds, exit {code}: {'no alarm' if good else 'NOT CLEAN'}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
