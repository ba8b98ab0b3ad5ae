"""The only place where text becomes HTML: every text is escaped, nothing of it is read as HTML or Markdown."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from sandbox.report.tables import printable


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A table cell or heading: a value, smaller words under it, and the colour of a policy."""

    text: str
    note: str = ""
    colour: str = ""


def paragraph(text: str, kind: str = "text") -> None:
    """Write a paragraph; `kind` is text, muted or verdict."""
    st.html(f'<p class="sandbox-{escape(kind)}">{escape(printable(text))}</p>')


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
