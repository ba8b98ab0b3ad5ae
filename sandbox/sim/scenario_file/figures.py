"""Figures of a scenario file with what its comments say of each: where it is from, or (A) for an assumption."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

PLAIN: Final = frozenset({"version", "name", "summary"})
"""Keys that hold no figure."""

_KEY = re.compile(r'^( *)([\w"+-]+):(?: +(.*))?$')


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One key with its value as the file writes it; `path` leads to it from the outermost key inwards."""

    path: tuple[str, ...]
    value: str
    note: str


@dataclass(slots=True, kw_only=True)
class _Block:
    """A key whose value stands below it: its comment is that of every key inside that has none.

    `above` is the last comment on lines of its own within the block; it covers the keys that follow without another.
    """

    indent: int
    path: tuple[str, ...]
    note: str
    above: str = ""


def figures(text: str) -> tuple[Figure, ...]:
    """Return the figures of a scenario file in its order; lines that hold no key with a value are left out."""
    blocks = [_Block(indent=-1, path=(), note="")]
    found: list[Figure] = []
    for above, entry, beside in _entries(text.splitlines()):
        matched = _KEY.match(entry)
        if matched is None:
            continue
        indent, key, value = len(matched[1]), matched[2].strip('"'), matched[3]
        while blocks[-1].indent >= indent:
            blocks.pop()
        inside = blocks[-1]
        if key in PLAIN:
            continue  # what stands above it speaks of the file
        if above or beside:
            inside.above = above
        note = ": ".join(part for part in (inside.above, beside) if part) or inside.note
        if value is None:
            blocks.append(_Block(indent=indent, path=(*inside.path, key), note=note))
        else:
            found.append(Figure(path=(*inside.path, key), value=value, note=note))
    return tuple(found)


def _entries(lines: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Yield of each key the comment above it, its text on one line without comments, and the comment beside it."""
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
