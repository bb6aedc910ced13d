"""Strict tables: from raw TOML to a checked model, with every problem named at its key.

A message never repeats the value that was given where it could be a secret: it says the kind of
value, the rule and what the key is for.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from enum import Enum
from typing import Annotated, TypeAlias, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from probes.settings.problems import Key, Problems, nearest

M = TypeVar("M", bound=BaseModel)

NAME = "^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$"
Name: TypeAlias = Annotated[str, Field(pattern=NAME)]
NAME_RULE = "must be a name: up to 63 letters, digits, '.', '_' and '-', no mark first"

_WORDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, "true or false"),
    (str, "a text"),
    (int, "a number"),
    (float, "a number with a point"),
    (list, "a list"),
    (dict, "a table"),
    ((datetime, date, time), "a date or time"),
)
_WANTED = {
    "string_type": "must be a text",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "bool_type": "must be true or false",
    "list_type": "must be a list",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "date_type": "must be a date such as 2026-12-01",
}
_SIZES = {
    "missing": "is missing",
    "finite_number": "must be a finite number",
    "string_too_short": "must not be empty",
    "too_short": "must be two numbers, [warn, fail]",
    "too_long": "must be two numbers, [warn, fail]",
}
_BOUNDS = {
    "greater_than": ("more than", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("less than", "lt"),
    "less_than_equal": ("at most", "le"),
}


class Strict(BaseModel):
    """A table in which nothing is guessed: no unknown key, no conversion, no infinity."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False)


def parse(model: type[M], raw: object, key: Key, problems: Problems) -> M | None:
    """Read one table, or note all that is wrong with it and return None."""
    try:
        return model.model_validate(raw)
    except ValidationError as exc:
        for found in exc.errors(include_url=False):
            problems.add((*key, *found["loc"]), _message(model, found))
        return None


def tables(raw: object, key: Key, problems: Problems) -> dict[str, object]:
    """Read a table of named tables, each name being usable as a label."""
    if raw is None:
        return {}
    if not isinstance(raw, Mapping):
        problems.add(key, f"must be tables, such as [{key[0]}.NAME], not {word(raw)}")
        return {}
    named = {str(name): value for name, value in raw.items()}
    for name in named:
        if not is_name(name):
            problems.add((*key, name), NAME_RULE)
    return named


def rows(raw: object, key: Key, problems: Problems) -> list[object]:
    """Read an array of tables."""
    if raw is None:
        return []
    if not isinstance(raw, list):
        problems.add(key, f"must be an array of tables, [[{key[0]}]], not {word(raw)}")
        return []
    return list(raw)


def is_name(text: str) -> bool:
    """Tell whether a text may name something that becomes a label."""
    return re.fullmatch(NAME, text) is not None


def word(value: object) -> str:
    """Name the kind of a value, and not the value."""
    for kind, text in _WORDS:
        if isinstance(value, kind):
            return text
    return "something else"


def _message(model: type[BaseModel], found: ErrorDetails) -> str:
    holder, name = _place(model, found["loc"])
    kind = found["type"]
    if kind == "extra_forbidden":
        return f"unknown key; {nearest(name, _keys(holder))}"
    about = _about(holder, name)
    if kind == "value_error":
        return found["msg"].removeprefix("Value error, ")
    if kind == "enum":
        return _not_a_choice(holder, name, found["input"])
    return f"{_rule(kind, found)}{about}"


def _rule(kind: str, found: ErrorDetails) -> str:
    if kind in _WANTED:
        return f"{_WANTED[kind]}, not {word(found['input'])}"
    context = found.get("ctx", {})
    if kind in _BOUNDS:
        text, bound = _BOUNDS[kind]
        return f"must be {text} {context[bound]}"
    if kind == "string_pattern_mismatch":
        return NAME_RULE
    return _SIZES.get(kind, "is not as it must be")


def _not_a_choice(holder: type[BaseModel], name: str, given: object) -> str:
    choices = [str(one.value) for one in _enum_of(holder, name)]
    if not isinstance(given, str):
        return f"must be a text, not {word(given)}; {nearest('', choices)}"
    return f"is no word known here; {nearest(given, choices)}"


def _enum_of(holder: type[BaseModel], name: str) -> Iterable[Enum]:
    for one in _types(holder, name):
        if issubclass(one, Enum):
            return tuple(one)
    return ()


def _place(model: type[BaseModel], loc: tuple[int | str, ...]) -> tuple[type[BaseModel], str]:
    """Find the model that holds the last named part of ``loc``."""
    names = [part for part in loc if isinstance(part, str)]
    holder = model
    for name in names[:-1]:
        inner = [one for one in _types(holder, name) if issubclass(one, BaseModel)]
        holder = inner[0] if inner else holder
    return holder, names[-1] if names else ""


def _types(holder: type[BaseModel], name: str) -> list[type]:
    field = _by_key(holder).get(name)
    if field is None:
        return []
    annotation = field[1]
    return [one for one in (annotation, *get_args(annotation)) if isinstance(one, type)]


def _by_key(holder: type[BaseModel]) -> dict[str, tuple[str, object]]:
    return {
        field.alias or name: (field.description or "", field.annotation)
        for name, field in holder.model_fields.items()
    }


def _keys(holder: type[BaseModel]) -> list[str]:
    return list(_by_key(holder))


def _about(holder: type[BaseModel], name: str) -> str:
    text = _by_key(holder).get(name, ("", None))[0]
    return f" ({text[:1].lower() + text[1:] if not text[1:2].isupper() else text})" if text else ""
