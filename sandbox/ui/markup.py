"""The only place where text becomes HTML: every text is escaped, nothing of it is read as HTML or Markdown."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from sandbox.domain.diagnostics import Diagnostic
from sandbox.report.words import printable, together


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A table cell or heading: a value, smaller words under it, and the colour of a policy."""

    text: str
    note: str = ""
    colour: str = ""


def paragraph(text: str, kind: str = "text") -> None:
    """Write a paragraph; `kind` is text, muted, verdict, or where (to find settings on a phone)."""
    st.html(f'<p class="sandbox-{escape(kind)}">{escape(together(printable(text)))}</p>')


def sentence(told: Diagnostic) -> str:
    """Return what is wrong and the way out as one sentence."""
    words = f"{told.message[:1].upper()}{told.message[1:]}{f': {told.help}' if told.help else ''}"
    return words if words.endswith(("?", ".")) else f"{words}."


def table(heads: Sequence[Cell], rows: Sequence[Sequence[Cell]]) -> None:
    """Write a table; the first cell of each row names the row. On a phone, rows are stacked."""
    head = "".join(f'<th scope="col">{_inner(cell)}</th>' for cell in heads)
    body = "".join(_row(heads, row) for row in rows)
    st.html(f'<table class="sandbox-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>')


def _row(heads: Sequence[Cell], row: Sequence[Cell]) -> str:
    # The heading is repeated in each cell, shown only where rows are stacked; an attribute would not do:
    # Streamlit's sanitiser drops attributes that look like markup.
    cells = "".join(
        f'<td><span class="sandbox-column">{escape(printable(head.text))}</span>{_inner(cell)}</td>'
        for head, cell in zip(heads[1:], row[1:], strict=True)
    )
    return f'<tr><th scope="row">{_inner(row[0])}</th>{cells}</tr>'


def _inner(cell: Cell) -> str:
    swatch = f'<span class="sandbox-swatch" style="background:{escape(cell.colour)}"></span>' if cell.colour else ""
    note = f"<small>{escape(printable(cell.note))}</small>" if cell.note else ""
    return f"<div>{swatch}{escape(printable(cell.text))}{note}</div>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What is said of a place in a text: of `length` characters from `column`, both counted from 1, in one `line`."""

    line: int
    column: int
    length: int
    is_error: bool


def finding(place: str, message: str, help_text: str, *, is_error: bool) -> None:
    """Write one finding: an error or a warning, where it is, what is wrong, and the way out."""
    kind = "Error" if is_error else "Warning"
    way_out = f"<small>{escape(printable(help_text))}</small>" if help_text else ""
    st.html(
        f'<p class="sandbox-finding sandbox-{kind.lower()}"><strong>{kind}, {escape(printable(place))}:</strong> '
        f"{escape(printable(message))}{way_out}</p>"
    )


def numbered(lines: Sequence[str], marks: Sequence[Mark], label: str) -> None:
    """Write a text with its lines numbered, those that something is said of marked."""
    by_line: dict[int, list[Mark]] = {}
    for mark in marks:
        by_line.setdefault(mark.line, []).append(mark)
    rows = "".join(_numbered_line(number, line, by_line.get(number, ())) for number, line in enumerate(lines, 1))
    st.html(f'<div class="sandbox-lines" role="region" tabindex="0" aria-label="{escape(label)}">{rows}</div>')


def _numbered_line(number: int, line: str, marks: Sequence[Mark]) -> str:
    is_error = any(mark.is_error for mark in marks)
    kind, sign = ("error", "✗") if is_error else ("warning", "!") if marks else ("plain", " ")
    body = escape(printable(line))
    if marks:
        start = min(marks[0].column - 1, len(line))
        end = max(start, min(len(line), start + marks[0].length))
        before, inside, after = (escape(printable(part)) for part in (line[:start], line[start:end], line[end:]))
        body = f"{before}<mark>{inside}</mark>{after}"
    said = f'<span class="sandbox-unseen">{kind}: </span>' if marks else ""
    return f'<div class="sandbox-line sandbox-{kind}"><span>{number} {sign}</span><code>{said}{body}</code></div>'


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item of a list: what it says, under a name if it has one, and its steps in order."""

    text: str
    name: str = ""
    steps: Sequence[str] = ()


def items(told: Sequence[Item], *, is_ordered: bool) -> None:
    """Write a list, numbered where the order matters."""
    kind = "ol" if is_ordered else "ul"
    st.html(f'<{kind} class="sandbox-items">{"".join(map(_item, told))}</{kind}>')


def _item(item: Item) -> str:
    name = f"<strong>{escape(printable(item.name))}</strong>: " if item.name else ""
    steps = "".join(f"<li>{escape(printable(step))}</li>" for step in item.steps)
    return f"<li>{name}{escape(printable(item.text))}{f'<ol>{steps}</ol>' if steps else ''}</li>"
