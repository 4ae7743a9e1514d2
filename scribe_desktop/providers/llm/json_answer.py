"""Takes the JSON out of what a model wrote: lenient about what surrounds it, strict about what it holds."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

Schema = Mapping[str, Any]

MAX_CHARACTERS = 200_000
_MAX_CANDIDATES = 200
_END_OF_THOUGHTS = re.compile(r"</think(?:ing)?>", re.IGNORECASE)


class MismatchError(Exception):
    """The text holds no JSON object of the schema; `found_json` says whether it holds any object at all."""

    def __init__(self, reason: str, found_json: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.found_json = found_json


def parse_answer(text: str, schema: Schema) -> dict[str, Any]:
    """The first JSON object in the text that matches the schema, without the keys that the schema does not name.

    Thoughts, code fences and words around the object are passed over, and so is an object around it.
    Raises MismatchError.
    """
    text = _without_thoughts(text)[:MAX_CHARACTERS]
    decoder = json.JSONDecoder(strict=False, parse_constant=_refuse_constant)
    first_reason = ""
    position = text.find("{")
    for _ in range(_MAX_CANDIDATES):
        if position < 0:
            break
        try:
            candidate, _end = decoder.raw_decode(text, position)
            return dict(conform(candidate, schema))
        except (ValueError, RecursionError):
            pass
        except _WrongShape as error:
            first_reason = first_reason or str(error)
        position = text.find("{", position + 1)
    if first_reason:
        raise MismatchError(first_reason, found_json=True)
    raise MismatchError("it holds no JSON object", found_json=False)


class _WrongShape(Exception):
    """A value does not match its schema."""


def conform(value: Any, schema: Schema, where: str = "the answer") -> Any:
    """The value when it matches the schema, with unknown keys dropped; raises _WrongShape when it does not.

    Knows the part of JSON Schema that the product's own schemas use: type (also a list of types), enum, anyOf,
    properties, required, items, minItems, maxItems.
    """
    if "anyOf" in schema:
        return _any_of(value, schema["anyOf"], where)
    if "enum" in schema and value not in schema["enum"]:
        raise _WrongShape(f"{where} is not one of {', '.join(map(str, schema['enum']))}")
    allowed = schema.get("type")
    kinds: Sequence[str] = [allowed] if isinstance(allowed, str) else (allowed or [])
    kind = _kind_of(value)
    if kinds and kind not in kinds and not (kind == "integer" and "number" in kinds):
        if kind == "number" and "integer" in kinds and value == int(value):
            return int(value)
        raise _WrongShape(f"{where} is not {' or '.join(kinds)}")
    if kind == "object":
        return _object(value, schema, where)
    if kind == "array":
        return _array(value, schema, where)
    return value


def _any_of(value: Any, options: Sequence[Schema], where: str) -> Any:
    for option in options:
        try:
            return conform(value, option, where)
        except _WrongShape as error:
            last = error
    raise last


def _object(value: Mapping[str, Any], schema: Schema, where: str) -> dict[str, Any]:
    properties = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            raise _WrongShape(f"{where} has no “{name}”")
    return {
        name: conform(value[name], properties[name], f"“{name}” of {where}") for name in properties if name in value
    }


def _array(value: Sequence[Any], schema: Schema, where: str) -> list[Any]:
    if len(value) < schema.get("minItems", 0) or len(value) > schema.get("maxItems", len(value)):
        raise _WrongShape(f"{where} has {len(value)} entries")
    return [
        conform(one, schema.get("items", {}), f"entry {number} of {where}") for number, one in enumerate(value, start=1)
    ]


def _kind_of(value: Any) -> str:
    # bool before int: in Python True is an int, in JSON it is not.
    if isinstance(value, bool):
        return "boolean"
    kinds = {dict: "object", list: "array", str: "string", int: "integer", float: "number", type(None): "null"}
    return kinds[type(value)]


def _without_thoughts(text: str) -> str:
    # Only the closing tag is looked for: some chat templates swallow the opening one.
    return _END_OF_THOUGHTS.split(text)[-1]


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
