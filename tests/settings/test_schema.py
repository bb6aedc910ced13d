import tomllib
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest

from probes.core.model import Json
from probes.settings.schema import json_schema
from tests.settings import kit

STAGING = Path(__file__).parents[2] / "config" / "staging.toml"
SCHEMA = json_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
BAD = Path(__file__).parent / "bad"
SHAPES = [
    "unknown-top-key",
    "unknown-target-key",
    "unknown-probe-key",
    "unknown-secret-key",
    "too-many-requests-per-minute",
    "websocket-with-http",
    "address-with-query",
    "secret-as-text",
    "secret-from-two-places",
    "secret-from-nowhere",
    "unknown-form",
    "unknown-kind",
    "one-limit-of-two",
    "text-for-a-number",
    "target-name-with-a-space",
    "probes-as-a-table",
]


def test_it_is_a_schema_of_its_draft() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)

    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_file_for_staging_fits_it() -> None:
    VALIDATOR.validate(tomllib.loads(STAGING.read_text(encoding="utf-8")))


def test_a_list_of_identities_fits_it() -> None:
    VALIDATOR.validate(tomllib.loads(kit.GOOD))


@pytest.mark.parametrize("name", SHAPES)
def test_a_bad_shape_does_not_fit_it(name: str) -> None:
    table = tomllib.loads((BAD / f"{name}.toml").read_text(encoding="utf-8"))

    assert not VALIDATOR.is_valid(table)


def test_every_key_is_described() -> None:
    undescribed = [
        name for name, entry in properties(SCHEMA) if not isinstance(entry.get("description"), str)
    ]

    assert undescribed == []


def test_what_has_no_effect_yet_says_so() -> None:
    described = dict(properties(SCHEMA))

    for name in ("windows", "accepted", "log", "store", "web", "docs", "alerts"):
        assert "later version" in str(described[name]["description"])


def properties(node: Json) -> Iterator[tuple[str, dict[str, Json]]]:
    """Walk every described key of a schema, the top level last."""
    if isinstance(node, dict):
        for value in node.values():
            yield from properties(value)
        entries = node.get("properties")
        for name, entry in entries.items() if isinstance(entries, dict) else ():
            if isinstance(entry, dict):
                yield name, entry
    elif isinstance(node, list):
        for value in node:
            yield from properties(value)
