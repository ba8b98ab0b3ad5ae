"""Figures as a scenario file writes them, each with what the comments say of it: its source, or (A) for an assumption.

Read are the lines of a file as people lay them out: a comment speaks of its key, of the keys below it, or of those that
follow without a comment of their own.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sandbox.files.document import split_lines

PLAIN: Final = frozenset({"version", "name", "summary"})
"""Keys that hold no figure."""

_KEY = re.compile(r'^( *)([\w"+-]+):(?: +(.*))?$')


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One key with its value as the file writes it; `path` leads to it from the outermost key inwards.

    `note` is what the file says of it.
    """

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
