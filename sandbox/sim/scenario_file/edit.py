"""A scenario with some figures changed, as the text of a file of its own; what is left as it is keeps its comments."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any, Final

from sandbox.domain.facts import Vocabulary
from sandbox.files.document import Document
from sandbox.files.yaml_places import parse_document
from sandbox.sim.scenario_file.figures import figures
from sandbox.sim.scenario_file.parse import DEFAULTS, completed, is_replaced_whole

Path = tuple[str, ...]
Edits = Mapping[Path, Any]
"""New values by the keys that lead to them."""

CHANGED: Final = "changed in the browser"
_PLAIN = re.compile(
    r"[A-Za-z_][A-Za-z0-9_+-]*( [A-Za-z0-9_]+)*|[A-Za-z_]+/[A-Za-z_]+"
    r"|\d+(\.\d+)? [a-z]+|\d\d:\d\d-\d\d:\d\d|\d{4}-\d\d-\d\d"
)
_FIRST = ("version", "name", "summary")
_WORDS_OF_YAML = frozenset({"yes", "no", "true", "false", "null", "on", "off", "y", "n", "nan", "inf"})


def edited(text: str, edits: Edits, vocabulary: Vocabulary, *, name: str, summary: str) -> str:
    """Return the text of a scenario with other figures, name and summary; the text can be read as YAML.

    A table that the scenario leaves to the defaults is written out where one of its entries is changed.
    """
    given, defaults_text = parse_document(text, "scenario").value, DEFAULTS.read_text(encoding="utf-8")
    defaults = parse_document(defaults_text, DEFAULTS.name).value
    if given is None or defaults is None or not isinstance(given.data, dict):
        return text
    filled = completed(given.data, defaults.data, vocabulary, name)
    data = deepcopy(given.data)
    for path, value in edits.items():
        _set(data, path, value, filled)
    data |= {"name": name, "summary": summary}
    notes = {figure.path: figure.note for figure in (*figures(defaults_text), *figures(text))}
    kept = _blocks(given)
    anew = {*(path[0] for path in edits), "name", "summary"}
    order = sorted(data, key=lambda key: key not in _FIRST)
    parts = [kept[key] if key in kept and key not in anew else _block((key,), data[key], notes, edits) for key in order]
    return "\n".join(part if key in _FIRST else f"\n{part}" for key, part in zip(order, parts, strict=True)) + "\n"


def _set(data: dict[str, Any], path: Path, value: Any, filled: Any) -> None:
    """Write one figure; where it stands in a table that is replaced as a whole, the rest of the table with it."""
    inside = data
    for length, key in enumerate(path[:-1], start=1):
        filled = filled.get(key, {}) if isinstance(filled, dict) else {}
        if key not in inside:
            inside[key] = deepcopy(filled) if is_replaced_whole(path[:length]) else {}
        inside = inside[key]
    inside[path[-1]] = value


def _blocks(document: Document) -> dict[str, str]:
    """Return the lines of each outermost key with the comments above it; none where keys share lines."""
    marks = {place[0]: mark for place, mark in document.keys.items() if len(place) == 1}
    starts = {str(key): line for key, (line, column, _) in marks.items() if column == 1}
    if len(starts) < len(marks) or len(set(starts.values())) < len(starts):
        return {}
    lines = list(document.lines)
    order = sorted(starts, key=lambda key: starts[key])
    begins = [_with_comments(lines, starts[key] - 1, is_first=number == 0) for number, key in enumerate(order)]
    ends = [*begins[1:], len(lines)]
    return {key: "\n".join(lines[begin:end]).strip("\n") for key, begin, end in zip(order, begins, ends, strict=True)}


def _with_comments(lines: Sequence[str], at: int, *, is_first: bool) -> int:
    """Return the line on which the comments directly above a line begin; what heads the file speaks of another one."""
    while not is_first and at > 0 and lines[at - 1].startswith("#"):
        at -= 1
    return at


def _block(path: Path, value: Any, notes: Mapping[Path, str], edits: Edits) -> str:
    return "\n".join(_lines(path, value, notes, edits))


def _lines(path: Path, value: Any, notes: Mapping[Path, str], edits: Edits) -> Iterator[str]:
    """Yield a key and what stands below it: one line a figure, with what the file said of it."""
    indent, key = "  " * (len(path) - 1), _scalar(path[-1])
    if isinstance(value, dict) and value and path not in notes and not _is_table(value):
        yield f"{indent}{key}:"
        for inner, part in value.items():
            yield from _lines((*path, inner), part, notes, edits)
        return
    is_changed = any(_is_within(path, changed) or _is_within(changed, path) for changed in edits)
    note = CHANGED if is_changed else notes.get(path, "")
    yield f"{indent}{key}: {_flow(value)}" + (f"   # {note}" if note else "")


def _is_table(value: Mapping[str, Any]) -> bool:
    """Whether a block is a table of plain values, that reads best on one line."""
    return not any(isinstance(part, dict | list) for part in value.values())


def _is_within(path: Path, around: Path) -> bool:
    return path[: len(around)] == around


def _flow(value: Any) -> str:
    """Return a value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(key)}: {_flow(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(part) for part in value) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    """Return a plain value so that it is read as itself: `yes` as text is quoted, numbers have no exponent."""
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, float):
        return f"{value:.12f}".rstrip("0").rstrip(".")
    if isinstance(value, int):
        return str(value)
    text = str(value)
    is_plain = _PLAIN.fullmatch(text) is not None and text.lower() not in _WORDS_OF_YAML
    return text if is_plain else json.dumps(text, ensure_ascii=False)
