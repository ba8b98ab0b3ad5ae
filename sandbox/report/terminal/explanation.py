"""An explanation in the terminal: readable at 80 columns, and without colour."""

import re

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sandbox.engine.explain import Outcome
from sandbox.report.explanation import Block, blocks, fact_lines, record_words, summary, where_words
from sandbox.report.terminal.layout import GLUE
from sandbox.report.words import printable
from sandbox.study.explain import Explained

_WIDEST_RULE = 24
_WIDEST_GIVES = 20
_LEAST_REASON = 26
_MARKS_AND_GAPS = 11
_COMPARED = re.compile(r"(?<=[<>=]) (?=\S)")
_STYLES = {Outcome.FIRED: "bold green", Outcome.NOT_FIRED: "", Outcome.NOT_REACHED: "dim"}


def explanation_report(explained: Explained, *, width: int) -> RenderableType:
    """Return everything that is printed of a lead: the decision, its facts, the chain, and who decided on record.

    In a narrow terminal reasons stand below their rule instead of beside it.
    """
    explanation = explained.explanation
    chain = blocks(explained)
    rules = [rule for block in chain for rule in block.rules]
    widths = (
        min(_WIDEST_RULE, max((len(rule.rule) for rule in rules), default=0)),
        min(_WIDEST_GIVES, max((len(rule.gives) for rule in rules), default=0)),
    )
    beside = widths if width - sum(widths) - _MARKS_AND_GAPS >= _LEAST_REASON else None
    heading = Text(printable(explanation.policy.name), style="bold")
    parts: list[RenderableType] = [
        Group(heading, Text(printable(summary(explanation)))),
        _facts(explained),
        *(_block(block, beside) for block in chain),
    ]
    record = Text(printable(record_words(explained.record)), style="" if explained.record.agrees else "bold red")
    return Group(*(Padding(part, (0, 0, 1, 0)) for part in parts), record)


def _facts(explained: Explained) -> RenderableType:
    read_from = explained.read_from
    where = "" if read_from is None else f": {where_words(read_from)}"
    table = Table.grid(padding=(0, 2))
    table.add_column(overflow="fold")
    table.add_column(overflow="fold", style="dim")
    for line in fact_lines(explained):
        table.add_row(Text(printable(line.words)), Text(printable(line.read_from)))
    return Group(Text(printable(f"Lead{where}"), style="bold"), Padding(table, (0, 0, 0, 2)))


def _block(block: Block, beside: tuple[int, int] | None) -> RenderableType:
    """Return a link of the chain; `beside` is how wide rules and what they give are, None where there is no room."""
    result = f": {block.result}" if block.result else ""
    heading = Text.assemble((block.title, "bold"), printable(result))
    if not block.rules:
        return heading
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(width=3)
    for width in beside or ():
        table.add_column(width=width, overflow="fold")
    table.add_column(overflow="fold", ratio=1)
    for rule in block.rules:
        style = _STYLES[rule.step.outcome]
        cells: tuple[str, ...] = (rule.rule, rule.gives, "\n".join(rule.reasons))
        if beside is None:
            cells = ("\n".join((f"{rule.rule}  {rule.gives}", *rule.reasons)),)
        table.add_row(*(Text(_COMPARED.sub(GLUE, printable(cell)), style=style) for cell in (rule.mark, *cells)))
    return Group(heading, Padding(table, (0, 0, 0, 2)))
