"""The tables of a study as cells of words, for a page: the same measures, words and numbers as in the terminal."""

from dataclasses import dataclass

from sandbox.analysis.comparison import PolicyDifferences, PolicyEstimates
from sandbox.analysis.intervals import Difference, Estimate
from sandbox.analysis.measures import measure_named
from sandbox.report import words
from sandbox.report.shown import measures_shown
from sandbox.study.compare import StudyResult
from sandbox.study.spec import verdict_measure


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCell:
    """What a cell says, and below it, smaller, the range or the explanation."""

    text: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberTable:
    """A table with a title and, where it needs one, a sentence; the first cell of a row is its heading."""

    title: str
    said: str = ""
    headings: tuple[str, ...]
    rows: tuple[tuple[TableCell, ...], ...]


def number_tables(result: StudyResult) -> tuple[NumberTable, ...]:
    """Return one table for each policy that is compared with the first, or the table of one policy alone."""
    first = result.main.policies[0]
    if not result.main.differences:
        return (_run_table(result, first),)
    others = zip(result.main.policies[1:], result.main.differences, strict=True)
    return tuple(_comparison_table(result, first, policy, differences) for policy, differences in others)


def _comparison_table(
    result: StudyResult, first: PolicyEstimates, policy: PolicyEstimates, differences: PolicyDifferences
) -> NumberTable:
    names = words.policy_names(result)
    rows = []
    for name in measures_shown(result, (first, policy), verbose=False):
        measure, difference = measure_named(name), differences.metrics[name]
        cells = [TableCell(text=measure.label, note=measure.formula)]
        cells += [_estimate(one.metrics[name], measure.unit) for one in (first, policy)]
        cells += [_difference(difference, measure.unit), _ahead(difference)]
        rows.append(tuple(cells))
    both = (names[first.policy], names[policy.policy])
    return NumberTable(
        title=f"{both[1]} compared with {both[0]}",
        said=f"A difference is {both[1]} minus {both[0]}. Ahead says in how many of the simulated periods it led.",
        headings=("Measure", *both, "Difference", "Ahead"),
        rows=tuple(rows),
    )


def _run_table(result: StudyResult, policy: PolicyEstimates) -> NumberTable:
    name = words.policy_names(result)[policy.policy]
    rows = []
    for measure in map(measure_named, measures_shown(result, (policy,), verbose=True)):
        label = TableCell(text=measure.label, note=measure.formula)
        rows.append((label, _estimate(policy.metrics[measure.name], measure.unit)))
    return NumberTable(title=name, headings=("Measure", name), rows=tuple(rows))


def regime_table(result: StudyResult) -> NumberTable | None:
    """Return what decides in each view of the market, for the best challenger; None where only one was run."""
    if not result.spec.regimes:
        return None
    names, measure = words.policy_names(result), measure_named(verdict_measure(result.spec))
    shown = [result.spec.policies[0].id]
    if result.verdict is not None:
        shown.append(result.verdict.challenger)
    rows = []
    for regime, found in result.regimes.items():
        estimates = {one.policy: one.metrics[measure.name] for one in found.policies}
        cells = [TableCell(text=words.VIEW_NAMES[regime])]
        cells += [_estimate(estimates[policy], measure.unit) for policy in shown]
        judged = [one.metrics[measure.name] for one in found.differences if one.policy == shown[-1]]
        cells += [_difference(one, measure.unit) for one in judged]
        cells += [TableCell(text=words.outcome_words(found.verdict.outcome))] if found.verdict is not None else []
        rows.append(tuple(cells))
    headings = [measure.label, *(names[policy] for policy in shown)]
    headings += [] if result.verdict is None else ["Difference", "Says"]
    return NumberTable(
        title=f"{measure.label} under three views of the market",
        said="What calling sooner is worth is disputed. Each row repeats the whole study in another market.",
        headings=tuple(headings),
        rows=tuple(rows),
    )


def _estimate(found: Estimate, unit: str) -> TableCell:
    return TableCell(text=words.value_words(found, unit), note=words.range_words(found, unit))


def _difference(found: Difference, unit: str) -> TableCell:
    return TableCell(text=words.change_words(found, unit) or "undefined", note=words.change_range_words(found, unit))


def _ahead(found: Difference) -> TableCell:
    return TableCell(text="" if found.ahead is None else f"{found.ahead} of {found.n}")
