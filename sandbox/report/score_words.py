"""Ranked leads as sentences and tables of words: the same in the terminal and in the browser.

Leads are named by their line in the file, never by what its cells say.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sandbox.analysis.agreement import TOP, Agreement
from sandbox.engine.policy import facts_of_rules
from sandbox.report.words import many, plain, printable, share
from sandbox.study.lead_gaps import GroupGap
from sandbox.study.score import HandRanking, Scored
from sandbox.study.score_document import TOP_LEADS, grade_counts, queue_counts

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table of words: the first heading says what its rows are."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def score_headline(scored: Scored) -> str:
    """Return in one sentence how many leads were ranked by what, and what they are."""
    grades = ", ".join(f"{count:,} {grade}" for grade, count in grade_counts(scored).items())
    qualified = f"{_share(int(scored.decisions.mql.sum()), len(scored.sheet))} marketing qualified"
    told = f"{grades}; {qualified}" if grades else qualified
    if not scored.policy.scoring and not grades:
        told += "; it gives no points and no grades, so they are in the file's own order"
    return printable(f"{many(len(scored.sheet), 'lead')} ranked by {scored.policy.name}: {told}.")


def columns_words(scored: Scored) -> str:
    """Return which columns of the file hold facts that the policy reads, and which facts it has none for."""
    sheet = scored.sheet
    read = sorted(facts_of_rules(scored.policy) & scored.policy.vocabulary.facts.keys())
    found = [f"{name} from '{sheet.names[sheet.columns[name]]}'" for name in read if name in sheet.columns]
    lacking = [name for name in read if name not in sheet.columns]
    told = [f"Read: {', '.join(found)}." if found else "No column holds a fact that this policy reads."]
    told += [f"Not in the file: {', '.join(lacking)}."] if lacking else []
    return " ".join(told)


def ranking_parts(scored: Scored) -> tuple[str | Grid, ...]:
    """Return what is told of ranked leads, in order: the best, counts, gaps, questions, people's own rankings."""
    return tuple(_parts(scored))


def _parts(scored: Scored) -> Iterator[str | Grid]:
    yield _top(scored)
    for title, counts in (("Grade", grade_counts(scored)), ("Queue", queue_counts(scored))):
        if counts:
            yield _counts(title, counts, len(scored.sheet))
    yield from _gaps(scored)
    yield from _questions(scored)
    for hand in scored.hands:
        yield from _hand(scored, hand)
    if scored.between is not None:
        first, second = (hand.column for hand in scored.hands[:2])
        yield f"{first} and {second} with each other: {_agreement(scored.between)}"


def _top(scored: Scored) -> Grid:
    rows = []
    for rank, lead in enumerate(scored.order[:TOP_LEADS].tolist(), 1):
        found = scored.decisions.at(lead)
        cells = (found.grade or "", plain(found.score, _decimals(found.score)), found.queue)
        rows.append((f"{rank}. line {int(scored.sheet.line[lead]):,}", *cells))
    return Grid(heads=("Best leads", "Grade", "Score", "Queue"), rows=tuple(rows))


def _counts(title: str, counts: Mapping[str, int], leads: int) -> Grid:
    rows = tuple((name, f"{count:,}", share(count / leads)) for name, count in counts.items())
    return Grid(heads=(title, "Leads", "Share"), rows=rows)


def _gaps(scored: Scored) -> Iterator[str | Grid]:
    if scored.gaps is None:
        yield "What missing facts cost is unknown: the policy's rules join too many facts to try them all."
        return
    every = scored.gaps.every
    if not every.facts:
        yield "No scoring rule or grade reads a fact: nothing that is missing could change a score."
        return
    yield _gap_sentence(scored, every)
    yield _facts(scored, every)
    if scored.gaps.sources:
        yield _sources(scored.gaps.sources)


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


def _facts(scored: Scored, every: GroupGap) -> Grid:
    form, facts = scored.policy.playbook.form, scored.policy.vocabulary.facts
    rows = []
    for gap in every.facts:
        asked = "asked" if facts[gap.fact].asked and (form is None or gap.fact in form) else "no"
        can_be = "can be" if facts[gap.fact].asked and asked == "no" else asked
        cells = (share(gap.missing / every.leads), _points(gap.points, every.leads), _number(gap.grades))
        rows.append((gap.fact, *cells, can_be))
    heads = ("If it were known", "Missing", "Points settled a lead", "Grades changed", "On the form")
    return Grid(heads=heads, rows=tuple(rows))


def _sources(sources: Sequence[GroupGap]) -> Grid:
    rows = []
    for gap in sources:
        may_change = UNKNOWN if gap.change is None else share(gap.change / gap.leads)
        costliest = gap.facts[0].fact if gap.facts and gap.facts[0].points else ""
        rows.append((gap.name, f"{gap.leads:,}", _points(gap.open_points, gap.leads), may_change, costliest))
    heads = ("By source", "Leads", "Points open a lead", "Grade may change", "Costliest gap")
    return Grid(heads=heads, rows=tuple(rows))


def _questions(scored: Scored) -> Iterator[str]:
    found, leads = scored.questions, len(scored.sheet)
    lines = [
        f"Worth asking: {gap.fact}, missing for {share(gap.missing / leads)}; it would settle "
        f"{_points(gap.points, leads)} points a lead and can change the grade of {_number(gap.grades)}."
        for gap in found.pays
    ]
    lines += [f"Not worth asking: {name} is on the form, and no rule reads it." for name in found.unread]
    if lines:
        yield "\n".join(lines)


def _hand(scored: Scored, hand: HandRanking) -> Iterator[str | Grid]:
    yield f"The policy and {hand.column}: {_agreement(hand.agreement)}"
    if hand.partings:
        rows = []
        for one in hand.partings:
            fired = ", ".join(scored.decisions.at(one.lead).fired)
            line = int(scored.sheet.line[one.lead])
            rows.append((f"line {line:,}: {fired}", *(f"{place:,.12g}" for place in (one.first, one.second))))
        yield Grid(heads=("Where they part most", "Place by policy", "by hand"), rows=tuple(rows))


def _agreement(found: Agreement) -> str:
    if found.tau is None:
        return f"{many(found.leads, 'lead')} ranked by both, too few, or all alike, to say how far they agree."
    shared = ""
    if found.top_shared is not None:
        shared = f"; {round(TOP * found.top_shared)} of the best {TOP} are the same"
    tau = plain(found.tau, 2)
    return f"agreement {tau} (Kendall's tau-b: 1 the same, 0 chance, -1 reversed) over {found.leads:,} leads{shared}."


def _share(count: int, leads: int) -> str:
    return f"{count:,} of {leads:,} ({share(count / leads)})"


def _points(points: float, leads: int) -> str:
    return plain(points / leads, 1)


def _number(count: int | None) -> str:
    return UNKNOWN if count is None else f"{count:,}"


def _decimals(number: float) -> int:
    return 0 if number.is_integer() else 2
