"""How text and tables are fitted to the width of a terminal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from rich import box
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from sandbox.report.words import printable, together

_LEAST_LABEL = 9
_LONGEST_WORD = 12
_GAP = 2
GLUE = "\ue000"
"""Stands for a space at which no line is broken; Rich breaks at a no-break space."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """How much of a table is shown: less where the terminal is narrow."""

    ranges: bool
    last_column: bool
    difference_ranges: bool = True


_DETAILS = (
    Detail(ranges=True, last_column=True),
    Detail(ranges=True, last_column=False),
    Detail(ranges=False, last_column=True),
    Detail(ranges=False, last_column=False),
    Detail(ranges=False, last_column=False, difference_ranges=False),
)


def widest(form: Callable[[Detail], tuple[list[str], list[list[Text]]]], width: int) -> Table:
    """Return the fullest form of a table whose figures fit unbroken; the barest where none does."""
    for detail in _DETAILS:
        headings, rows = form(detail)
        widths = _widths(headings, rows, width)
        if widths[0] >= _LEAST_LABEL:
            return _table(headings, rows, widths)
    return _table(headings, rows, [None] * len(headings))


def _widths(headings: Sequence[str], rows: Sequence[Sequence[Text]], width: int) -> list[int]:
    """Return the width of each column: figures as wide as they are, labels as wide as they are or there is room."""
    longest = []
    for number, heading in enumerate(headings):
        lines = [line for row in rows for line in row[number].plain.split("\n")]
        words_of_heading = [word[:_LONGEST_WORD] for word in heading.split()]
        longest.append(max(map(len, [*lines, *words_of_heading]), default=0))
    room = width - sum(longest[1:]) - _GAP * (len(longest) - 1)
    return [min(longest[0], room), *longest[1:]]


def _table(headings: Sequence[str], rows: Sequence[Sequence[Text]], widths: Sequence[int | None]) -> Table:
    table = Table(
        box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold", padding=(0, _GAP - 1, 0, 0)
    )
    for number, (heading, column_width) in enumerate(zip(headings, widths, strict=True)):
        justify: Literal["left", "right"] = "right" if number else "left"
        table.add_column(Text(heading), justify=justify, overflow="fold", width=column_width)
    for row in rows:
        table.add_row(*row)
    return table


def render(report: RenderableType, *, width: int) -> str:
    """Return a report as text for standard output, each line at most `width` characters; NO_COLOR is respected."""
    console = Console(width=width, highlight=False, markup=False, emoji=False)
    with console.capture() as captured:
        console.print(report)
    lines = captured.get().replace(GLUE, " ").splitlines()
    return "\n".join(line.rstrip() for line in lines) + "\n"


def glued(text: str) -> str:
    """Return printable text in which numbers stay with their units when lines are broken."""
    return together(printable(text), GLUE)
