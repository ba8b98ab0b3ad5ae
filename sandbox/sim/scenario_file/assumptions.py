"""Everything that a scenario assumes: each figure with its meaning, value and source, and what to make of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final

from sandbox.domain.facts import Vocabulary
from sandbox.files.document import Place
from sandbox.files.json_schema import Schema
from sandbox.files.yaml_places import parse_document
from sandbox.sim.scenario_file.figures import PLAIN, figures
from sandbox.sim.scenario_file.parse import DEFAULTS, completed
from sandbox.sim.scenario_file.schema import scenario_schema

ASSUMED_MARK: Final = "(A)"


class Trust(StrEnum):
    """What stands behind a figure."""

    PUBLISHED = "published data"
    ASSUMED = "assumption"
    STATED = "stated by the scenario"
    SETTING = "a setting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """One figure of a scenario.

    `path` leads to it from the outermost key inwards; `meaning` is what the key stands for, `source` what the file says
    of where it is from. `is_stated` says that the scenario states it itself; else it is a default.
    """

    path: tuple[str, ...]
    meaning: str
    value: Any
    source: str
    trust: Trust
    is_stated: bool


def assumptions(text: str, vocabulary: Vocabulary) -> tuple[Assumption, ...]:
    """Return what a scenario assumes, in the order of the defaults; nothing where its text cannot be read.

    A table of which the scenario states a part is taken apart: that part is its own, the rest a default.
    """
    defaults_text = DEFAULTS.read_text(encoding="utf-8")
    given, defaults = parse_document(text, "scenario").value, parse_document(defaults_text, DEFAULTS.name).value
    if given is None or defaults is None or not isinstance(given.data, dict):
        return ()
    filled = completed(given.data, defaults.data, vocabulary, "scenario")
    default_notes = {figure.path: figure.note for figure in figures(defaults_text)}
    own_notes = {figure.path: figure.note for figure in figures(text)}
    return tuple(
        _assumption(path, value, own_notes if is_stated else default_notes, is_stated=is_stated)
        for path, value in _leaves(filled, given.data, (), _Shape.of(default_notes))
        for is_stated in [_is_stated(given.data, path)]
    )


def _assumption(
    path: tuple[str, ...], value: Any, notes: Mapping[tuple[str, ...], str], *, is_stated: bool
) -> Assumption:
    note = _note(notes, path)
    return Assumption(
        path=path,
        meaning=meaning(path),
        value=value,
        source="" if note == ASSUMED_MARK else note.replace(ASSUMED_MARK, "(assumed)"),
        trust=_trust(value, note, is_stated=is_stated),
        is_stated=is_stated,
    )


def _trust(value: Any, note: str, *, is_stated: bool) -> Trust:
    if ASSUMED_MARK in note:
        return Trust.ASSUMED
    if is_stated:
        return Trust.STATED
    return Trust.SETTING if isinstance(value, bool | str) or value == [] else Trust.PUBLISHED


def _note(notes: Mapping[tuple[str, ...], str], path: tuple[str, ...]) -> str:
    """Return the comment of a figure, else that of the closest key around it."""
    around = (path[:length] for length in range(len(path), 0, -1))
    return next((notes[place] for place in around if place in notes), "")


def _is_stated(given: Any, path: tuple[str, ...]) -> bool:
    """Whether a scenario states something of a figure, or of what holds it as a whole."""
    for key in path:
        if not isinstance(given, dict):
            return True
        if key not in given:
            return False
        given = given[key]
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """How the defaults divide into figures: their paths, and the blocks in which tables are figures of their own."""

    figures: frozenset[tuple[str, ...]]
    tables: frozenset[tuple[str, ...]]

    @classmethod
    def of(cls, notes: Mapping[tuple[str, ...], str]) -> "_Shape":
        """Return the shape of the defaults; each fact, a table of shares, is one figure."""
        return cls(figures=frozenset(notes), tables=frozenset({("leads", "facts"), ("buyers", "quality", "effects")}))

    def is_figure(self, path: tuple[str, ...]) -> bool:
        """Whether a place is a figure, or a part of one."""
        around = (path[:length] for length in range(1, len(path) + 1))
        return any(place in self.figures or place[:-1] in self.tables for place in around)


def _leaves(data: Any, given: Any, path: tuple[str, ...], shape: _Shape) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield the figures of a scenario, divided as those of the defaults; by its keys one that it states in part."""
    if not isinstance(data, dict) or not data or (shape.is_figure(path) and not _is_in_part(data, given)):
        yield path, data
        return
    for key, value in data.items():
        if path or key not in PLAIN:
            part = given.get(key) if isinstance(given, dict) else None
            yield from _leaves(value, part, (*path, key), shape)


def _is_in_part(filled: Mapping[str, Any], given: Any) -> bool:
    """Whether a scenario states some of a table and leaves the rest to the defaults."""
    return isinstance(given, dict) and filled != given


def meaning(path: Place) -> str:
    """Return what the schema says of the innermost key on the way to a figure that it describes."""
    schema: Any = _schema()
    found = ""
    for key in path:
        schema = _part(schema, str(key))
        if schema is None:
            break
        found = schema.get("description", found)
    return found


def _part(schema: Schema, key: str) -> Schema | None:
    """Return the schema of a key: its own, else that of any other key."""
    for option in (schema, *schema.get("anyOf", ())):
        if key in option.get("properties", {}):
            return dict(option["properties"][key])
        others = [option.get("additionalProperties"), *option.get("patternProperties", {}).values()]
        for part in others:
            if isinstance(part, dict):
                return part
    return None


@cache
def _schema() -> Schema:
    return scenario_schema()
