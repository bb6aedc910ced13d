"""No file and no function outgrows what one can read in one sitting (style, Size)."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILE_LINES = 200
FUNCTION_LINES = 30
TEST_FILE_LINES = 300
# A journey is one story, told from its first step to its last (architecture, section 5).
JOURNEY_LINES = 60
_FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef


def _sources(*folders: str) -> Iterator[Path]:
    """Find the Python files under the folders."""
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def _functions(source: str) -> Iterator[tuple[str, int]]:
    """Tell each function's name and length, from its `def` to its last line.

    What is defined inside counts for itself.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, _FUNCTION):
            inner = (each for each in ast.walk(node) if each is not node)
            nested = sum(_lines(each) for each in inner if isinstance(each, _FUNCTION))
            yield node.name, _lines(node) - nested


def _lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _is_journey(path: Path, name: str) -> bool:
    return name == "walk" and path.parent.name == "journeys"


def _long_files(limit: int, *folders: str) -> list[str]:
    """List the files over the limit."""
    counts = {path: len(path.read_text("utf-8").splitlines()) for path in _sources(*folders)}
    return [f"{path.relative_to(ROOT)}: {n}" for path, n in counts.items() if n > limit]


def test_no_file_is_over_200_lines() -> None:
    assert (long := _long_files(FILE_LINES, "probes", "scheduler")) == [], long


def test_no_test_file_is_over_300_lines() -> None:
    assert (long := _long_files(TEST_FILE_LINES, "tests")) == [], long


def test_no_function_is_over_30_lines() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {name} has {lines}"
        for path in _sources("probes", "scheduler")
        for name, lines in _functions(path.read_text("utf-8"))
        if lines > (JOURNEY_LINES if _is_journey(path, name) else FUNCTION_LINES)
    ]

    assert long == [], "\n".join(long)


def test_a_function_is_counted_from_its_def_to_its_last_line() -> None:
    source = "@cache\ndef f():\n    '''Say.'''\n\n    async def g(): ...\n\n    return g\n"

    counted = dict(_functions(source))

    assert counted == {"f": 5, "g": 1}
