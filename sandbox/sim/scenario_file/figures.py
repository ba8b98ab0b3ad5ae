"""Figures of a scenario, each with what the files' comments say of it: its source, or (A) for an assumption.

Read are the lines of a file as people lay them out: a comment speaks of its key, of the keys below it, or of those that
follow without a comment of their own.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from sandbox.domain.limits import DEFAULT_LIMITS
from sandbox.files.document import split_lines
from sandbox.files.yaml_places import parse_document
from sandbox.sim.scenario import Scenario
from sandbox.sim.scenario_file.parse import DEFAULTS, INSTEAD, is_replaced_whole

PLAIN: Final = frozenset({"version", "name", "summary"})
"""Keys that hold no figure."""

_KEY = re.compile(r'^( *)([\w"+-]+):(?: +(.*))?$')
_ASSUMED = "(A)"


class Trust(StrEnum):
    """What stands behind a figure."""

    SOURCE = "source"
    ASSUMPTION = "assumption"
    NOT_SAID = "not said"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One key with its value as the file writes it; `path` leads to it from the outermost key inwards.

    `note` is what the file says of it. A default is one that the scenario itself does not state.
    """

    path: tuple[str, ...]
    value: str
    note: str
    is_default: bool = False

    @property
    def trust(self) -> Trust:
        """What stands behind it: an assumption where any of it is one."""
        if not self.note:
            return Trust.NOT_SAID
        return Trust.ASSUMPTION if _ASSUMED in self.note else Trust.SOURCE


@dataclass(slots=True, kw_only=True)
class _Block:
    """A key whose value stands below it: its comment is that of every key inside that has none.

    `above` is the last comment on lines of its own within the block; it covers the keys that follow without another.
    """

    indent: int
    path: tuple[str, ...]
    note: str
    above: str = ""


def figures_of(scenario: Scenario) -> tuple[Figure, ...]:
    """Return every figure that a scenario rests on: its own, then the defaults that it leaves as they are."""
    stated = figures(scenario.source)
    given = _data(scenario.source)
    defaults = []
    for figure in figures(DEFAULTS.read_text(encoding="utf-8")):
        left = _left(figure, given)
        if left is not None and (figure.path[:2] != ("leads", "facts") or figure.path[2] in scenario.facts):
            defaults.append(replace(left, is_default=True))
    return (*stated, *defaults)


def figures(text: str) -> list[Figure]:
    """Return the figures of a scenario file in its order."""
    blocks = [_Block(indent=-1, path=(), note="")]
    found: list[Figure] = []
    for above, line, beside in _entries(split_lines(text)):
        matched = _KEY.match(line)
        if matched is None:
            _go_on(found, blocks[-1], line.strip())
            continue
        indent, key, value = len(matched[1]), matched[2].strip('"'), matched[3]
        while blocks[-1].indent >= indent:
            blocks.pop()
        inside = blocks[-1]
        if not inside.path and key in PLAIN:
            continue  # what stands above it speaks of the file
        if above or beside:
            inside.above = above
        note = ": ".join(part for part in (inside.above, beside) if part) or inside.note
        if value is None:
            blocks.append(_Block(indent=indent, path=(*inside.path, key), note=note))
        else:
            found.append(Figure(path=(*inside.path, key), value=value, note=note))
    return found


def _go_on(found: list[Figure], block: _Block, text: str) -> None:
    """Take up a line that begins no key: an item of a list that stands below its key, or more of a value."""
    is_known = bool(found) and found[-1].path == block.path
    if text.startswith("- ") and not is_known:
        found.append(Figure(path=block.path, value=f"[{text[2:]}]", note=block.note))
    elif text.startswith("- "):
        found[-1] = replace(found[-1], value=f"{found[-1].value[:-1]}, {text[2:]}]")
    elif found:
        found[-1] = replace(found[-1], value=f"{found[-1].value} {text}")


def _left(figure: Figure, given: Any) -> Figure | None:
    """Return a default without what a scenario states instead; None where nothing is left of it."""
    for depth, key in enumerate(figure.path):
        if not isinstance(given, dict) or INSTEAD.get(key) in given:
            return None
        if key not in given:
            return None if _is_in_whole(figure.path[:depth]) else figure
        given = given[key]
    value = _data(f"value: {figure.value}")["value"]
    left = _unstated(value, given, figure.path)
    if left is None or left == value:
        return None if left is None else figure
    return replace(figure, value=_flow(left))


def _unstated(value: Any, given: Any, path: tuple[str, ...]) -> Any:
    if not (isinstance(value, dict) and isinstance(given, dict)) or _is_in_whole(path):
        return None
    left = {k: v if k not in given else _unstated(v, given[k], (*path, k)) for k, v in value.items()}
    return {k: v for k, v in left.items() if v is not None} or None


def _is_in_whole(path: tuple[str, ...]) -> bool:
    """Whether a place is, or lies in, a block that a scenario replaces as a whole."""
    return any(is_replaced_whole(path[:length]) for length in range(1, len(path) + 1))


def _flow(value: Any) -> str:
    """Return data on one line, as YAML writes it."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_flow(one)}' for key, one in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    return str(value).lower() if isinstance(value, bool) else "null" if value is None else str(value)


def _data(text: str) -> Any:
    document = parse_document(text, "scenario", DEFAULT_LIMITS).value
    return None if document is None else document.data


def _entries(lines: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Return of each key the comment above it, its text on one line without comments, and the comment beside it."""
    above: list[str] = []
    begun, beside = "", ""
    for line in lines:
        text, note = _split(line)
        if not text:
            above = [*above, note] if note else []
            continue
        begun, beside = f"{begun} {text.strip()}" if begun else text, f"{beside} {note}".strip()
        if begun.count("{") == begun.count("}") and begun.count("[") == begun.count("]"):
            yield " ".join(above), begun, beside
            above, begun, beside = [], "", ""


def _split(line: str) -> tuple[str, str]:
    """Return what a line says without its comment, and the comment."""
    text, _, note = (f" {line}").partition(" #")
    return text[1:].rstrip(), note.strip()
