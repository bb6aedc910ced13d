"""Break the rooms that judge, one small change at a time, and list the breaks that no test sees.

mutmut does it, in a copy of the tree: nothing in the tree itself is touched.  It changes what
stands in functions and methods; a table at the top of a module, a decorated function and a property
it leaves alone, so no count here speaks for those.
"""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from mutmut.mutation.diff_apply import get_diff_for_mutant

ROOT = Path(__file__).parents[2]
MUTMUT = Path(sys.executable).with_name("mutmut")

# The rooms that rule: a break here that nobody sees may be a false pass.
FILES = (
    "probes/core/judge.py",
    "probes/netra/answer.py",
    "probes/netra/conversation.py",
    "probes/netra/notifications.py",
    "probes/netra/order.py",
)
TESTS = ("tests/core", "tests/netra")
COPIED = ("probes", "scheduler", "tests", "pyproject.toml")
CAUGHT = ("killed", "timeout", "caught by type check")
CANNOT_TELL = 3

# Properties without shrinking (a break need only be seen), and the same examples every time.
PROFILE = """

from hypothesis import Phase, settings

settings.register_profile(
    "mutation",
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
)
settings.load_profile("mutation")
"""
SPINNER = re.compile("[\u2800-\u28ff]")


def prepare(tree: Path, files: tuple[str, ...]) -> None:
    """Copy what the tests need, and say there what to break."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, tree)
    settings = {
        "source_paths": ["probes"],
        "only_mutate": list(files),
        "also_copy": ["scheduler"],
        "pytest_add_cli_args": ["-p", "no:cacheprovider", "-x"],
        "pytest_add_cli_args_test_selection": list(TESTS),
        "use_git_change_detection": False,
    }
    lines = [f"{key} = {json.dumps(value)}" for key, value in settings.items()]
    with (tree / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write("\n".join(["", "[tool.mutmut]", *lines, ""]))
    with (tree / "tests/conftest.py").open("a", encoding="utf-8") as file:
        file.write(PROFILE)


def mutmut(tree: Path, *arguments: str) -> str:
    """Run mutmut there and hand over what it says.

    Raises:
        SystemExit: it could not, for instance because a test fails without any change.
    """
    ran = subprocess.run(
        [MUTMUT, *arguments], cwd=tree, capture_output=True, text=True, check=False
    )
    if ran.returncode != 0:
        told = re.split(r"[\r\n]+", f"{ran.stdout}\n{ran.stderr}")
        print("\n".join(line for line in told if not SPINNER.match(line)), file=sys.stderr)
        raise SystemExit(CANNOT_TELL)
    return ran.stdout


def outcomes(tree: Path) -> dict[str, str]:
    """Tell what became of each change, by its name."""
    told = mutmut(tree, "results", "--all", "true")
    return dict(re.findall(r"^ *(\S+): (.+?) *$", told, re.MULTILINE))


def change(tree: Path, name: str) -> str:
    """Show the lines that the change took out and put in."""
    with contextlib.chdir(tree):
        shown = get_diff_for_mutant(name).splitlines()
    return "\n".join(f"      {line}" for line in shown if re.match(r"[-+](?![-+]{2})", line))


def report(tree: Path) -> None:
    """Print the counts for each file, then every change that nobody noticed."""
    became = outcomes(tree)
    rooms: dict[str, Counter[str]] = {}
    for name, outcome in became.items():
        rooms.setdefault(name.rpartition(".")[0], Counter())[outcome] += 1
    unseen = {name: outcome for name, outcome in became.items() if outcome not in CAUGHT}
    for name, outcome in unseen.items():
        print(f"  {outcome}: {name}\n{change(tree, name)}")
    print(f"\n{'room':<32}{'changes':>9}{'killed':>9}{'survived':>9}{'no tests':>9}{'other':>7}")
    for room, counts in rooms.items():
        killed = sum(counts[each] for each in CAUGHT)
        other = counts.total() - killed - counts["survived"] - counts["no tests"]
        numbers = (counts.total(), killed, counts["survived"], counts["no tests"])
        print(f"{room:<32}" + "".join(f"{n:>9}" for n in numbers) + f"{other:>7}")
    seen = len(became) - len(unseen)
    print(f"killed {seen} of {len(became)}, {len(unseen)} not noticed ({seen / len(became):.1%})")


def main(files: tuple[str, ...]) -> int:
    """Break the files and report; exit 3 when that could not be done."""
    unknown = [name for name in files if not (ROOT / name).is_file()]
    if unknown:
        print(f"no such file: {', '.join(unknown)}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="mutate-") as folder:
        tree = Path(folder)
        prepare(tree, files)
        mutmut(tree, "run", "--max-children", str(os.cpu_count() or 1))
        report(tree)
    return 0


if __name__ == "__main__":
    sys.exit(main(tuple(sys.argv[1:]) or FILES))
