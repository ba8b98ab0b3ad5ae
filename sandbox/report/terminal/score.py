"""Ranked leads in the terminal: the first ten, how many of each grade and queue, gaps, and people's own rankings."""

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from sandbox.report.score_words import Grid, columns_words, ranking_parts, score_headline
from sandbox.report.terminal.layout import widest
from sandbox.report.words import printable
from sandbox.study.score import Scored


def score_report(scored: Scored, *, width: int, command: str) -> RenderableType:
    """Return everything that is printed of ranked leads, in order."""
    parts: list[RenderableType] = [
        Text(score_headline(scored), style="bold"),
        Text(printable(columns_words(scored)), style="dim"),
        *(_part(part, width) for part in ranking_parts(scored)),
        Text(f"Reproduce: {printable(command)}", style="dim", overflow="fold"),
    ]
    return Group(*[Padding(part, (0, 0, 1, 0)) for part in parts[:-1]], parts[-1])


def _part(part: str | Grid, width: int) -> RenderableType:
    if isinstance(part, str):
        return Text(printable(part))
    cells = [[Text(printable(cell), overflow="fold") for cell in row] for row in part.rows]
    return widest(lambda _: (list(part.heads), cells), width)
