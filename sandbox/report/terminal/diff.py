"""A difference between two policies in the terminal: what came out, tables, rules, settings, examples."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sandbox.engine.answers import Aspect
from sandbox.engine.policy import Policy
from sandbox.engine.proof.equivalence import Different, Undecided
from sandbox.report import diff_words as words
from sandbox.report.terminal.layout import Detail, widest
from sandbox.report.words import printable, share
from sandbox.study.diff import Diff, file_of
from sandbox.study.diff_leads import CrossTable, ExampleLead, LeadsDiff

_SHA_DIGITS = 12
_INDENT = 2


def diff_report(diff: Diff, *, width: int) -> RenderableType:
    """Return everything that is printed of a difference, in order."""
    parts: list[RenderableType] = [
        _policies(diff),
        Text(printable(words.diff_summary(diff)), style="bold"),
    ]
    if diff.leads is not None:
        parts += _leads_parts(diff.leads, width)
    if isinstance(diff.proof, Different):
        parts.append(_witness(diff.proof))
    if isinstance(diff.proof, Undecided):
        parts.append(Text(_WHY_UNDECIDED))
    parts += [one for one in (_rules(diff, width), _settings(diff)) if one is not None]
    if diff.leads is not None and diff.leads.examples:
        parts.append(_examples(diff.leads))
    return Group(*[Padding(part, (0, 0, 1, 0)) for part in parts[:-1]], parts[-1])


_WHY_UNDECIDED = (
    "No lead was found that is decided differently, and it could not be proven that there is none: the rules were too "
    "many for the steps allowed, or it depends on how facts change between the decision and the conversation. Compare "
    "leads instead: --leads FILE or --scenario NAME."
)


def _policies(diff: Diff) -> Text:
    return Text("\n".join(f"{letter}  {_policy(one)}" for letter, one in zip("AB", diff.policies, strict=True)))


def _policy(policy: Policy) -> str:
    about = policy.about
    told = [] if about.revision is None else [f"revision {about.revision}"]
    told += [] if about.effective_from is None else [f"from {about.effective_from.isoformat()}"]
    return printable(", ".join([f"{policy.name} ({file_of(policy)})", *told, f"sha {policy.sha256[:_SHA_DIGITS]}"]))


def _leads_parts(found: LeadsDiff, width: int) -> list[RenderableType]:
    if not found.different:
        return []
    counts = [(words.ASPECTS[aspect], count) for aspect, count in found.by_aspect.items() if count]
    rows = [[name, f"{count:,}", share(count / found.leads)] for name, count in counts]
    rows.append(["any of these", f"{found.different:,}", share(found.share)])
    parts: list[RenderableType] = [_table(["Decided differently", "Leads", "Share"], rows, width)]
    for noun, table, aspect in (("Grade", found.grades, Aspect.GRADE), ("Queue", found.queues, Aspect.QUEUE)):
        if found.by_aspect[aspect]:
            parts.append(_cross_table(noun, table, width))
    return parts


def _cross_table(noun: str, table: CrossTable, width: int) -> RenderableType:
    """Return leads by what they get from A (rows) and from B (columns); where that is too wide, a row a change."""
    kept = [at for at in range(len(table.labels)) if table.counts[at].any() or table.counts[:, at].any()]
    labels = [table.labels[at] for at in kept]
    headings = [f"{noun} in A, B across", *labels]
    rows = [[table.labels[row], *(f"{table.counts[row, column]:,}" for column in kept)] for row in kept]
    if sum(max(len(label), 7) + 2 for label in labels) + max(map(len, labels)) <= width - 2:
        return _table(headings, rows, width)
    cells = [(int(table.counts[row, column]), row, column) for row in kept for column in kept if row != column]
    moves = [
        [f"{table.labels[row]} -> {table.labels[column]}", f"{count:,}"]
        for count, row, column in sorted(cells, key=lambda cell: -cell[0])
        if count
    ]
    same = sum(int(table.counts[at, at]) for at in kept)
    return _table([f"{noun} in A -> in B", "Leads"], [*moves, ["as before", f"{same:,}"]], width)


def _rules(diff: Diff, width: int) -> RenderableType | None:
    """Return the rules that are not the same, those that made a difference for the most leads first."""
    if not diff.rules:
        return None
    if diff.leads is None:
        rows = [
            [words.rule_words(rule), words.change_words(rule), words.lines_words(rule.places)] for rule in diff.rules
        ]
        return _table(["Rules that are not the same", "Change", "Lines"], rows, width)
    counts = {one.rule: one.leads for one in diff.leads.rules}
    ranked = sorted(diff.rules, key=lambda rule: -counts.get(rule, 0))
    rows = [
        [words.rule_words(rule), f"{counts.get(rule, 0):,}", words.change_words(rule), words.lines_words(rule.places)]
        for rule in ranked
    ]
    if diff.leads.unattributed:
        rows.append(["no rule: other facts asked, or rounding", f"{diff.leads.unattributed:,}", "", ""])
    return _table(["Rules that are not the same", "Leads", "Change", "Lines"], rows, width)


def _settings(diff: Diff) -> RenderableType | None:
    if not diff.settings:
        return None
    lines: list[RenderableType] = [Text("Settings that are not the same", style="bold")]
    for one in diff.settings:
        where = words.lines_words(one.places)
        name = ".".join(one.path) + (f" ({where})" if where else "")
        lines.append(_indented(f"{name}: {one.values[0]} -> {one.values[1]}"))
    return Group(*lines)


def _witness(found: Different) -> RenderableType:
    lines = [_indented(line) for line in words.witness_lines(found)]
    return Group(Text("A lead that is decided differently", style="bold"), *lines)


def _examples(found: LeadsDiff) -> RenderableType:
    lines: list[RenderableType] = [Text("Leads that are decided differently", style="bold")]
    for example in found.examples:
        lines += _example(example, found.named)
    return Group(*lines)


def _example(example: ExampleLead, named: str) -> Sequence[RenderableType]:
    first, second = example.leads
    known = [f"{named} {example.name}: {words.lead_words(first)}"]
    if first != second:
        known = [f"{named} {example.name} as A knows it: {words.lead_words(first)}"]
        known.append(f"as B knows it: {words.lead_words(second)}")
    rules = ", ".join(words.rule_words(rule) for rule in example.rules)
    one, other = map(words.decision_words, example.decisions)
    told = [*known, f"A  {one}", f"B  {other}", *([f"by {rules}"] if rules else [])]
    return [_indented(told[0]), *(_indented(line, 2) for line in told[1:])]


def _indented(text: str, depth: int = 1) -> RenderableType:
    return Padding(Text(printable(text), overflow="fold"), (0, 0, 0, _INDENT * depth))


def _table(headings: list[str], rows: list[list[str]], width: int) -> Table:
    def form(_: Detail) -> tuple[list[str], list[list[Text]]]:
        return headings, [[Text(printable(cell), overflow="fold") for cell in row] for row in rows]

    return widest(form, width)
