"""JSON Schema of a scenario file, in which the defaults fill whatever is left out."""

from typing import Any, Final

from sandbox.files.document import Place
from sandbox.files.json_schema import Schema, json_schema, map_parts
from sandbox.files.yaml_places import read_document
from sandbox.sim.scenario_file.parse import DEFAULTS, is_replaced_whole
from sandbox.sim.scenario_file.shape import ScenarioBlock

TITLE: Final = "Lead scenario"
REQUIRED: Final = ("version", "name")


def scenario_schema() -> Schema:
    """Return what an editor needs to complete and check a scenario: only version and name are required."""
    read = read_document(DEFAULTS)
    defaults = {} if read.value is None else {k: v for k, v in read.value.data.items() if k not in REQUIRED}
    found = json_schema(ScenarioBlock, TITLE)
    found["required"] = [*REQUIRED]
    properties = {key: _filled(part, (key,), defaults.get(key)) for key, part in found["properties"].items()}
    return {**found, "properties": properties}


def _filled(schema: Any, path: Place, default: Any) -> Any:
    """Return a part without required keys, as far as defaults fill it up, and with the default where it is a word."""
    if not isinstance(schema, dict) or is_replaced_whole(path):
        return schema
    filled = {key: value for key, value in schema.items() if key not in {"required", "properties"}}
    if isinstance(default, str | int | float):
        filled["default"] = default
    inside = default if isinstance(default, dict) else {}
    filled = map_parts(filled, lambda part: _filled(part, (*path, "*"), None))
    if "not" in schema:
        filled["not"] = schema["not"]  # what may not stand together is not asked for
    if "properties" in schema:
        parts = schema["properties"]
        filled["properties"] = {key: _filled(part, (*path, key), inside.get(key)) for key, part in parts.items()}
    return filled
