"""Ranked leads in the terminal: the first ten, how many of each grade and queue, gaps, and people's own rankings.

Leads are named by their line in the file, never by what its cells say.
"""

from collections.abc import Mapping, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sandbox.analysis.agreement import TOP, Agreement
from sandbox.engine.policy import facts_of_rules
from sandbox.report.layout import widest
from sandbox.report.tables import printable
from sandbox.report.words import plain, share
from sandbox.study.lead_gaps import GroupGap
from sandbox.study.score import HandRanking, Scored
from sandbox.study.score_document import TOP_LEADS, grade_counts, queue_counts

UNKNOWN = "unknown"


def score_headline(scored: Scored) -> str:
    """Return in one sentence how many leads were ranked by what, and what they are."""
    grades = ", ".join(f"{count:,} {grade}" for grade, count in grade_counts(scored).items())
    qualified = f"{_share(int(scored.decisions.mql.sum()), len(scored.sheet))} marketing qualified"
    told = f"{grades}; {qualified}" if grades else qualified
    return printable(f"{_many(len(scored.sheet), 'lead')} ranked by {scored.policy.name}: {told}.")


def score_report(scored: Scored, *, width: int, command: str) -> RenderableType:
    """Return everything that is printed of ranked leads, in order."""
    parts: list[RenderableType] = [Text(score_headline(scored), style="bold"), _columns(scored), _top(scored, width)]
    parts += [
        _counts(title, counts, len(scored.sheet), width)
        for title, counts in (("Grade", grade_counts(scored)), ("Queue", queue_counts(scored)))
        if counts
    ]
    parts += _gaps(scored, width)
    parts += _questions(scored)
    for hand in scored.hands:
        parts += _hand(scored, hand, width)
    if scored.between is not None:
        first, second = (hand.column for hand in scored.hands[:2])
        parts.append(_text(f"{first} and {second} with each other: {_agreement(scored.between)}"))
    parts.append(Text(f"Reproduce: {printable(command)}", style="dim", overflow="fold"))
    return Group(*[Padding(part, (0, 0, 1, 0)) for part in parts[:-1]], parts[-1])


def _columns(scored: Scored) -> Text:
    """Return which columns of the file hold facts that the policy reads, and which facts it has none for."""
    sheet = scored.sheet
    read = sorted(facts_of_rules(scored.policy) & scored.policy.vocabulary.facts.keys())
    found = [f"{name} from '{sheet.names[sheet.columns[name]]}'" for name in read if name in sheet.columns]
    lacking = [name for name in read if name not in sheet.columns]
    told = [f"Read: {', '.join(found)}." if found else "No column holds a fact that this policy reads."]
    told += [f"Not in the file: {', '.join(lacking)}."] if lacking else []
    return Text(printable(" ".join(told)), style="dim")


def _top(scored: Scored, width: int) -> Table:
    rows = []
    for rank, lead in enumerate(scored.order[:TOP_LEADS].tolist(), 1):
        found = scored.decisions.at(lead)
        cells = [found.grade or "", plain(found.score, _decimals(found.score)), found.queue]
        rows.append([f"{rank}. line {int(scored.sheet.line[lead]):,}", *cells])
    return _table(["Best leads", "Grade", "Score", "Queue"], rows, width)


def _counts(title: str, counts: Mapping[str, int], leads: int, width: int) -> Table:
    rows = [[name, f"{count:,}", share(count / leads)] for name, count in counts.items()]
    return _table([title, "Leads", "Share"], rows, width)


def _gaps(scored: Scored, width: int) -> list[RenderableType]:
    if scored.gaps is None:
        return [_text("What missing facts cost is unknown: the policy's rules join too many facts to try them all.")]
    every = scored.gaps.every
    if not every.facts:
        return [_text("No scoring rule or grade reads a fact: nothing that is missing could change a score.")]
    parts: list[RenderableType] = [_text(_gap_sentence(scored, every)), _fact_table(scored, every, width)]
    if scored.gaps.sources:
        parts.append(_source_table(scored.gaps.sources, width))
    return parts


def _gap_sentence(scored: Scored, every: GroupGap) -> str:
    points = (
        f"What is missing leaves {_points(every.open_points, every.leads)} points of a lead's score open on average"
    )
    if not scored.policy.grades:
        return f"{points}; the policy has no grades."
    if every.change is None:
        return f"{points}; how many grades it could change is unknown: grades join too many facts to try them all."
    return (
        f"{points}, and {_share(every.change, every.leads)} leads could get another grade: "
        f"{every.rise:,} a better one, {every.fall:,} a worse one."
    )


def _fact_table(scored: Scored, every: GroupGap, width: int) -> Table:
    form, facts = scored.policy.playbook.form, scored.policy.vocabulary.facts
    rows = []
    for gap in every.facts:
        asked = "asked" if facts[gap.fact].asked and (form is None or gap.fact in form) else "no"
        can_be = "can be" if facts[gap.fact].asked and asked == "no" else asked
        cells = [share(gap.missing / every.leads), _points(gap.points, every.leads), _number(gap.grades)]
        rows.append([gap.fact, *cells, can_be])
    return _table(
        ["If it were known", "Missing", "Points settled a lead", "Grades changed", "On the form"], rows, width
    )


def _source_table(sources: Sequence[GroupGap], width: int) -> Table:
    rows = []
    for gap in sources:
        may_change = UNKNOWN if gap.change is None else share(gap.change / gap.leads)
        costliest = gap.facts[0].fact if gap.facts and gap.facts[0].points else ""
        rows.append([gap.name, f"{gap.leads:,}", _points(gap.open_points, gap.leads), may_change, costliest])
    return _table(["By source", "Leads", "Points open a lead", "Grade may change", "Costliest gap"], rows, width)


def _questions(scored: Scored) -> list[RenderableType]:
    found, leads = scored.questions, len(scored.sheet)
    lines = [
        f"Worth asking: {gap.fact}, missing for {share(gap.missing / leads)}; it would settle "
        f"{_points(gap.points, leads)} points a lead and can change the grade of {_number(gap.grades)}."
        for gap in found.pays
    ]
    lines += [f"Not worth asking: {name} is on the form, and no rule reads it." for name in found.unread]
    return [_text("\n".join(lines))] if lines else []


def _hand(scored: Scored, hand: HandRanking, width: int) -> list[RenderableType]:
    parts: list[RenderableType] = [_text(f"The policy and {hand.column}: {_agreement(hand.agreement)}")]
    if hand.partings:
        rows = []
        for one in hand.partings:
            fired = ", ".join(scored.decisions.at(one.lead).fired)
            line = int(scored.sheet.line[one.lead])
            places = [f"{place:,.12g}" for place in (one.first, one.second)]
            rows.append([f"line {line:,}: {fired}", *places])
        parts.append(_table(["Where they part most", "Place by policy", "by hand"], rows, width))
    return parts


def _agreement(found: Agreement) -> str:
    if found.tau is None:
        return f"{_many(found.leads, 'lead')} ranked by both, too few, or all alike, to say how far they agree."
    shared = ""
    if found.top_shared is not None:
        shared = f"; {round(TOP * found.top_shared)} of the best {TOP} are the same"
    tau = plain(found.tau, 2)
    return f"agreement {tau} (Kendall's tau-b: 1 the same, 0 chance, -1 reversed) over {found.leads:,} leads{shared}."


def _table(headings: list[str], rows: Sequence[Sequence[str]], width: int) -> Table:
    cells = [[Text(printable(cell), overflow="fold") for cell in row] for row in rows]
    return widest(lambda _: (headings, cells), width)


def _text(text: str) -> Text:
    return Text(printable(text))


def _share(count: int, leads: int) -> str:
    return f"{count:,} of {leads:,} ({share(count / leads)})"


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _points(points: float, leads: int) -> str:
    return plain(points / leads, 1)


def _number(count: int | None) -> str:
    return UNKNOWN if count is None else f"{count:,}"


def _decimals(number: float) -> int:
    return 0 if number.is_integer() else 2
