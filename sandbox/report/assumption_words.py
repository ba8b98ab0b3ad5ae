"""Assumptions of a scenario in words: rows of a table under headings, and values as people write them."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sandbox.report.number_tables import TableCell
from sandbox.report.words import many
from sandbox.sim.scenario import Scenario
from sandbox.sim.scenario_file.assumptions import Assumption, Trust, assumptions

_GROUPS: Final = {
    "demand": "How leads arrive",
    "leads": "Who inquires",
    "buyers": "How buyers behave",
    "handling": "How long tasks take",
    "teams": "Who works",
    "money": "Money",
}
_OTHERS: Final = "Time, hours and rules of the game"

ASSUMPTION_HEADS: Final = ("Figure", "Value", "Where it is from", "Trust")


@dataclass(frozen=True, slots=True, kw_only=True)
class AssumptionGroup:
    """Figures under one heading; the cells of a row are those of `ASSUMPTION_HEADS`."""

    title: str
    rows: tuple[tuple[TableCell, ...], ...]


def assumption_groups(told: Sequence[Assumption]) -> Iterator[AssumptionGroup]:
    """Yield the figures by heading, in their order; a heading without any is left out."""
    for title in (*_GROUPS.values(), _OTHERS):
        rows = tuple(_row(one) for one in told if _GROUPS.get(one.path[0], _OTHERS) == title)
        if rows:
            yield AssumptionGroup(title=title, rows=rows)


def trust_words(told: Sequence[Assumption]) -> str:
    """Return how many figures there are of each kind of trust."""
    counts = _counts(told)
    return (
        f"{many(counts[Trust.PUBLISHED], 'figure')} from published data, {counts[Trust.ASSUMED]:,} assumed, "
        f"{counts[Trust.STATED]:,} stated by the scenario itself, and {many(counts[Trust.SETTING], 'setting')}. "
        "Published data are of one firm each: their shapes travel better than their levels. What is assumed nobody "
        "measured: it is the first to be replaced by your own."
    )


def assumed_words(scenario: Scenario) -> str:
    """Return how much of a scenario rests on assumptions, in one sentence."""
    told = [one for one in assumptions(scenario.source, scenario.vocabulary) if one.trust is not Trust.SETTING]
    counts = _counts(told)
    return (
        f"{counts[Trust.ASSUMED]:,} of the {many(len(told), 'figure')} behind this market are assumptions, "
        f"{counts[Trust.PUBLISHED]:,} are published data of other firms, {counts[Trust.STATED]:,} are its own: yours "
        "only where you entered them."
    )


def _counts(told: Sequence[Assumption]) -> dict[Trust, int]:
    return {trust: sum(one.trust is trust for one in told) for trust in Trust}


def _row(one: Assumption) -> tuple[TableCell, ...]:
    return (
        TableCell(text=_unmarked(one.meaning), note=".".join(one.path)),
        TableCell(text=figure_words(one.value)),
        TableCell(text=_unmarked(one.source) or "nothing is said"),
        TableCell(text=str(one.trust), note="this scenario's own" if one.is_stated else "default"),
    )


def _unmarked(text: str) -> str:
    """Return what a file says of a figure without the marks that set off its keys."""
    return text.replace("`", "")


def figure_words(value: Any) -> str:
    """Return a value as people write it: tables as `name: value`, numbers without rounding errors."""
    if isinstance(value, dict):
        return _duration_words(value) or ", ".join(f"{key}: {_inner(part)}" for key, part in value.items()) or "none"
    if isinstance(value, list):
        return ", ".join(_inner(part) for part in value) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "never"
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _duration_words(table: dict[str, Any]) -> str:
    """Return a duration by what is known of it at a glance, its mean or median; empty if the table is none."""
    match table:
        case {"fixed": str() as length} if len(table) == 1:
            return length
        case {"exponential": {"mean": mean}}:
            return f"mean {mean} (exponential)"
        case {"lognormal": {"mu": mu, "sigma": sigma, "unit": unit}}:
            return f"median {math.exp(mu):.3g} {unit} (lognormal, sigma {sigma:g})"
        case _:
            return ""


def _inner(value: Any) -> str:
    is_table = isinstance(value, dict) and not _duration_words(value)
    return f"({figure_words(value)})" if is_table else figure_words(value)
