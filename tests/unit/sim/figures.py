"""Figures of a scenario file as rows of a table, each with what the file's comments say of it: its source, or (A)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

KEY = re.compile(r'^( *)([\w"+-]+):(?: +(.*))?$')
PLAIN = {"version", "name", "summary"}
"""Keys that hold no figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One key with its value as the file writes it; `path` leads to it from the outermost key inwards."""

    path: tuple[str, ...]
    value: str
    note: str


@dataclass(slots=True, kw_only=True)
class Block:
    """A key whose value stands below it: its comment is that of every key inside that has none."""

    indent: int
    path: tuple[str, ...]
    note: str
    above: str = ""
    """The last comment on lines of its own within the block; it covers the keys that follow without another."""


def figures(path: Path) -> list[Figure]:
    """Return the figures of a scenario file in its order."""
    blocks = [Block(indent=-1, path=(), note="")]
    found: list[Figure] = []
    for above, text, beside in entries(path.read_text(encoding="utf-8").splitlines()):
        matched = KEY.match(text)
        assert matched is not None, text
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
            blocks.append(Block(indent=indent, path=(*inside.path, key), note=note))
        else:
            found.append(Figure(path=(*inside.path, key), value=value, note=note))
    return found


def entries(lines: list[str]) -> Iterator[tuple[str, str, str]]:
    """Return of each key the comment above it, its text on one line without comments, and the comment beside it."""
    above: list[str] = []
    begun, beside = "", ""
    for line in lines:
        text, note = split(line)
        if not text:
            above = [*above, note] if note else []
            continue
        begun, beside = f"{begun} {text.strip()}" if begun else text, f"{beside} {note}".strip()
        if begun.count("{") == begun.count("}") and begun.count("[") == begun.count("]"):
            yield " ".join(above), begun, beside
            above, begun, beside = [], "", ""


def split(line: str) -> tuple[str, str]:
    """Return what a line says without its comment, and the comment."""
    text, _, note = (f" {line}").partition(" #")
    return text[1:].rstrip(), note.strip()


def table(rows: list[Figure]) -> str:
    """Return figures as a table for readers; assumptions without a source stand out."""
    lines = ["| key | value | what the file says of it |", "| --- | --- | --- |"]
    for row in rows:
        note = row.note.replace("|", "\\|").replace("(A)", "**(A)**")
        lines.append(f"| `{'.'.join(row.path)}` | `{row.value}` | {note} |")
    return "\n".join(lines)
