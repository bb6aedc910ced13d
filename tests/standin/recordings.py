"""Recordings of real builds, and the shape of JSON: keys in order, and kinds of values."""

import json
from pathlib import Path

_HERE = Path(__file__).parent.parent / "recordings"


def lines(name: str) -> list[dict[str, object]]:
    text = (_HERE / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def received(name: str) -> list[dict[str, object]]:
    """List the JSON frames that a recorded server sent."""
    found = [line["json"] for line in lines(name) if line["dir"] == "in" and line["kind"] == "text"]
    return [frame for frame in found if isinstance(frame, dict)]


def shape(value: object) -> object:
    """Reduce to keys and kinds; None fits every kind, integers are numbers."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    if isinstance(value, bool) or value is None:
        return type(value).__name__
    return "number" if isinstance(value, int | float) else type(value).__name__


def fits(ours: object, recorded: object) -> bool:
    """Compare two shapes; what was null on either side proves nothing about its kind."""
    if isinstance(ours, dict) and isinstance(recorded, dict):
        return ours.keys() == recorded.keys() and all(
            fits(ours[key], recorded[key]) for key in ours
        )
    if isinstance(ours, list) and isinstance(recorded, list):
        return not ours or not recorded or fits(ours[0], recorded[0])
    return ours == recorded or "NoneType" in {str(ours), str(recorded)}
