"""JSON Schema of a shape, draft 7, for editors: made from the model that checks the files, so they say the same."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel, GetJsonSchemaHandler
from pydantic_core import CoreSchema

DRAFT: Final = "http://json-schema.org/draft-07/schema#"

Schema = dict[str, Any]

_ONE: Final = ("items", "additionalProperties", "propertyNames", "not", "if", "then", "else", "contains")
_LISTS: Final = ("anyOf", "oneOf", "allOf")
_BY_NAME: Final = ("properties", "patternProperties")
_ORDER: Final = ("$schema", "title", "description", "type", "const", "enum", "pattern", "required")
_SCALARS: Final[Mapping[str, type | tuple[type, ...]]] = {
    "string": str,
    "number": (int, float),
    "integer": int,
    "boolean": bool,
}


@dataclass(frozen=True, slots=True)
class Like:
    """Says that what a shape leaves to a later check looks like another model.

    With a `word`, that word may stand there instead, e.g. `pickup: immediate`.
    """

    model: type[BaseModel]
    word: str = ""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> Schema:
        """Return the schema that pydantic asks an annotation for."""
        found: Schema = handler(self.model.__pydantic_core_schema__)
        return {"anyOf": [{"const": self.word}, found]} if self.word else found


def json_schema(model: type[BaseModel], title: str) -> Schema:
    """Return a model as JSON Schema without references: keys in declared order, every default that is a plain word."""
    raw: Schema = model.model_json_schema(by_alias=True)
    definitions = raw.pop("$defs", {})
    tidy = _tidy(raw, definitions)
    return _in_order({"$schema": DRAFT, "title": title, **tidy})


def _tidy(schema: Any, definitions: Mapping[str, Schema]) -> Any:
    """Return a schema with references written out, and without what only pydantic needs."""
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        target = definitions[schema["$ref"].rsplit("/", 1)[-1]]
        schema = target | {key: value for key, value in schema.items() if key != "$ref"}
    tidy = map_parts(schema, lambda part: _tidy(part, definitions))
    tidy.pop("title", None)
    if "default" in tidy and not _is_plain_default(tidy):
        tidy.pop("default")
    if "patternProperties" in tidy:  # a name that breaks the pattern is refused, not passed over
        tidy.setdefault("additionalProperties", False)
    return _in_order(_without_choice(tidy))


def _in_order(schema: Schema) -> Schema:
    """Return a schema with what people read first at its beginning, and the parts last."""
    first = [key for key in _ORDER if key in schema]
    last = [key for key in schema if key in {*_ONE, *_LISTS, *_BY_NAME}]
    return {key: schema[key] for key in dict.fromkeys((*first, *(key for key in schema if key not in last), *last))}


def map_parts(schema: Schema, change: Callable[[Any], Any]) -> Schema:
    """Return a schema with a function applied to each schema directly inside it."""
    found = dict(schema)
    for key in _ONE:
        if key in found:
            found[key] = change(found[key])
    for key in _LISTS:
        if key in found:
            found[key] = [change(part) for part in found[key]]
    for key in _BY_NAME:
        if key in found:
            found[key] = {name: change(part) for name, part in found[key].items()}
    return found


def _is_plain_default(schema: Schema) -> bool:
    """Whether a default is written in a file as it stands here; durations, say, are not."""
    default, kind = schema["default"], schema.get("type")
    return isinstance(kind, str) and kind in _SCALARS and isinstance(default, _SCALARS[kind]) and default != ""


def _without_choice(schema: Schema) -> Schema:
    """Return `something or nothing` as one schema that allows both, which editors explain better than a choice."""
    match schema.get("anyOf"):
        case [{"type": str() as kind} as part, {"type": "null"}] if not {"enum", "const", "properties"} & set(part):
            rest = {key: value for key, value in schema.items() if key != "anyOf"}
            return {**part, **rest, "type": [kind, "null"]}
    return schema


def keys_at(schema: Schema, path: tuple[str | int, ...]) -> tuple[str, ...]:
    """Return the keys that a mapping at a place of a file may have, as far as they are not names of its author."""
    keys = [key for part in _schemas_at(schema, path) for key in part.get("properties", {})]
    return tuple(dict.fromkeys(keys))


def may_begin(schema: Schema, path: tuple[str | int, ...]) -> bool:
    """Return whether a mapping can stand at a place of a file that needs no particular key."""
    return any("object" in _types(part) and not part.get("required") for part in _schemas_at(schema, path))


def _types(schema: Schema) -> list[str]:
    kinds = schema.get("type", [])
    return [kinds] if isinstance(kinds, str) else kinds


def _schemas_at(schema: Schema, path: tuple[str | int, ...]) -> list[Schema]:
    """Return every schema that what stands at a place of a file may follow."""
    found = [schema]
    for step in path:
        found = [below for one in found for part in _alternatives(one) for below in _below(part, step)]
    return [part for one in found for part in _alternatives(one)]


def _alternatives(schema: Any) -> list[Schema]:
    """Return a schema and those of its alternatives; `true` and `false` say nothing of keys."""
    if not isinstance(schema, dict):
        return []
    parts = [part for key in ("anyOf", "oneOf") for one in schema.get(key, ()) for part in _alternatives(one)]
    return [schema, *parts]


def _below(schema: Schema, step: str | int) -> list[Any]:
    """Return the schemas of what stands one step below."""
    if isinstance(step, int):
        return [schema["items"]] if "items" in schema else []
    if step in schema.get("properties", {}):
        return [schema["properties"][step]]
    return [*schema.get("patternProperties", {}).values(), schema.get("additionalProperties")]
