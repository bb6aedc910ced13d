"""Where a field may stand in a chat frame: the root, ``data``, ``payload`` or ``data.payload``."""

import json
from collections.abc import Mapping

from probes.core.model import Json

Layers = tuple[Mapping[str, Json], ...]


class Unreadable(ValueError):  # noqa: N818  (what the frame is)
    """A frame that is not a JSON object, or a batch that holds no events."""


def parse(frame: str) -> dict[str, Json]:
    """Decode a frame that must be a JSON object.

    Raises:
        Unreadable: it is not; also when it nests too deep to be read.
    """
    try:
        value: Json = json.loads(frame)
    except (ValueError, RecursionError) as exc:
        raise Unreadable("not JSON") from exc
    if not isinstance(value, dict):
        raise Unreadable(f"JSON, but {type(value).__name__} and no object")
    return value


def layers_of(root: Mapping[str, Json]) -> Layers:
    """Find the places where a field may stand: root, data, payload, data.payload."""
    found = [root]
    for name in ("data", "payload"):
        inner = root.get(name)
        if isinstance(inner, dict):
            found.append(inner)
            deeper = inner.get("payload") if name == "data" else None
            if isinstance(deeper, dict):
                found.append(deeper)
    return tuple(found)


def first(layers: Layers, *names: str) -> Json:
    """Look a field up by its names in order, in the outer layers first; None where absent."""
    for name in names:
        for layer in layers:
            value = layer.get(name)
            if value is not None and value != "":
                return value
    return None


def word(layers: Layers, *names: str) -> str | None:
    """Look up a field that is a name or an id; a number counts, a structure does not."""
    value = first(layers, *names)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value)
