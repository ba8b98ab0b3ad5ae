"""What a JSON Schema says of a document, asked of an implementation that is not ours."""

from collections.abc import Iterator
from typing import Any

from jsonschema import Draft7Validator


def mistakes(schema: Any, document: Any) -> list[str]:
    """Everything that a schema finds wrong with a document."""
    return [f"{error.json_path}: {error.message}" for error in Draft7Validator(schema).iter_errors(document)]


def check(schema: Any) -> None:
    """Raise where a schema is no valid draft 7."""
    Draft7Validator.check_schema(schema)


def keys(schema: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every key that a schema describes, with the schema of its value."""
    if isinstance(schema, list):
        for part in schema:
            yield from keys(part, path)
    if isinstance(schema, dict):
        for name, part in schema.get("properties", {}).items():
            yield (*path, name), part
            yield from keys(part, (*path, name))
        for below in (*schema.get("patternProperties", {}).values(), schema.get("additionalProperties")):
            yield from keys(below, (*path, "*"))
        for key in ("items", "anyOf", "oneOf", "allOf"):
            yield from keys(schema.get(key), path)
