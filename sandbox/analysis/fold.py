"""Fold the three tables of a run into the sums from which every measure is a ratio."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sandbox.analysis.cohort import Cohort, Ratio
from sandbox.analysis.measures import MEASURES, QUANTILES, TOTALS, WITHIN_MS
from sandbox.analysis.money import money_ratios
from sandbox.analysis.shifts import lead_spread, shift_sums
from sandbox.domain.tables import NONE, LeadTable, Tables
from sandbox.domain.units import DAY_MS, MINUTE_MS

Group = tuple[str, str]
"""A segment and one of its labels, e.g. ("source", "referral")."""

EVERY_LEAD: Group = ("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """One run in sums: arrays of shape (groups, measures).

    A measure is `numerators / denominators`; a denominator of 0 says that there was no case. `groups` begins with
    `EVERY_LEAD`. Measures that do not belong to leads (hours) have no case in a segment.
    """

    measures: tuple[str, ...]
    groups: tuple[Group, ...]
    numerators: NDArray[np.float64]
    denominators: NDArray[np.float64]


def fold_run(tables: Tables, cohort: Cohort) -> Fold:
    """Return the sums of one run, over the whole cohort and by segment."""
    groups, codes = _groups(tables.leads, cohort)
    ratios = {**_lead_ratios(tables.leads, cohort), **money_ratios(tables, cohort)}
    team_sums = {**shift_sums(tables), "lead_spread": lead_spread(tables.shifts, cohort.leads_of_rep)}
    measures = (*MEASURES, *(name for name in team_sums if name not in MEASURES))
    shape = (len(groups), len(measures))
    numerators, denominators = np.zeros(shape), np.zeros(shape)
    for column, name in enumerate(measures):
        if name in ratios:
            for target, values in zip((numerators, denominators), ratios[name], strict=True):
                target[:, column] = _sum_groups(values, codes, len(groups))
        elif name in team_sums:
            numerators[0, column], denominators[0, column] = team_sums[name]
    _fold_quantiles(measures, cohort, codes, numerators, denominators)
    _fold_totals(measures, numerators, denominators, cases=len(cohort))
    return Fold(measures=measures, groups=groups, numerators=numerators, denominators=denominators)


def _groups(leads: LeadTable, cohort: Cohort) -> tuple[tuple[Group, ...], list[NDArray[np.int64]]]:
    """Return the groups, and for each way to split the cohort the group of each lead (`NONE`: in no group)."""
    groups = [EVERY_LEAD]
    codes = [np.zeros(len(cohort), dtype=np.int64)]
    for name, segment in leads.segments.items():
        own = segment.codes[cohort.rows].astype(np.int64)
        codes.append(np.where(own == NONE, NONE, own + len(groups)))
        groups += [(name, label) for label in segment.labels]
    return tuple(groups), codes


def _sum_groups(values: NDArray[np.float64], codes: Sequence[NDArray[np.int64]], count: int) -> NDArray[np.float64]:
    """Return the sum of the values over each group; `NONE` is moved to a bin that is dropped."""
    total = np.zeros(count)
    for code in codes:
        total += np.bincount(np.where(code == NONE, count, code), weights=values, minlength=count + 1)[:count]
    return total


def _lead_ratios(leads: LeadTable, cohort: Cohort) -> dict[str, Ratio]:
    """Return numerator and denominator of each lead for the measures that are ratios over leads."""
    one = np.ones(len(cohort))
    tried = np.isfinite(cohort.speed_ms).astype(np.float64)
    promise = leads.promise_ms[cohort.rows]
    promised = (promise != NONE).astype(np.float64)
    ratios: dict[str, Ratio] = {
        "sla_attainment": (promised * (cohort.respond_ms <= promise), promised),
        "contact_rate": (np.isfinite(cohort.contact_ms).astype(np.float64), one),
        "connect_rate": (cohort.connects, cohort.dials),
        "attempts_per_lead": (cohort.attempts, one),
        "calls_to_first_contact": (cohort.calls_to_contact, (cohort.calls_to_contact > 0).astype(np.float64)),
        "mql_rate": (cohort.mql.astype(np.float64), one),
        "qualification_rate": (cohort.sql.astype(np.float64), one),
        "sal_to_sql": (tried * cohort.sql, tried),
        "opportunity_rate": (cohort.opportunity.astype(np.float64), one),
        "close_rate": (cohort.won, one),
        "win_rate": (cohort.won, cohort.won + cohort.lost),
        "leads": (one, one),
        "wins": (cohort.won, one),
        "meetings_held": (cohort.meetings_held, one),
        "show_rate": (cohort.meetings_held, cohort.meetings_held + cohort.no_shows),
        "opt_out_rate": (cohort.opted_out.astype(np.float64), one),
        "recycle_rate": (cohort.came_back.astype(np.float64), one),
        "recycled_wins": (cohort.recycled_won, one),
        "missed_sales": (cohort.missed.astype(np.float64), one),
        "open_rate": (cohort.open.astype(np.float64), one),
        "handoffs_per_lead": (np.bincount(cohort.hand_offs.lead, minlength=len(cohort)).astype(np.float64), one),
        "reassignment_rate": (
            (cohort.queued & cohort.reassigned).astype(np.float64),
            cohort.queued.astype(np.float64),
        ),
        "ignored_rate": ((cohort.queued & cohort.ignored).astype(np.float64), cohort.queued.astype(np.float64)),
        "dropped_rate": ((cohort.queued & cohort.dropped).astype(np.float64), cohort.queued.astype(np.float64)),
        "unworked_rate": (cohort.queued * (1.0 - tried), cohort.queued.astype(np.float64)),
        "stalled_rate": (cohort.stalled.astype(np.float64), cohort.queued.astype(np.float64)),
    }
    for wait, waited_ms in _waits(cohort).items():
        for key, limit_ms in WITHIN_MS.items():
            ratios[f"{wait}_within_{key}"] = ((waited_ms <= limit_ms).astype(np.float64), one)
    return ratios


def _waits(cohort: Cohort) -> dict[str, NDArray[np.float64]]:
    return {
        "speed_to_lead": cohort.speed_ms,
        "speed_to_lead_business": cohort.business_ms,
        "time_to_first_contact": cohort.contact_ms,
    }


def _quantiles(cohort: Cohort) -> Iterator[tuple[NDArray[np.float64], NDArray[np.int64], dict[str, int]]]:
    """Yield values (NaN is no case), whose they are, and the measures (in per cent) that are quantiles of them."""
    everybody, handed = np.arange(len(cohort)), cohort.hand_offs
    for wait, waited_ms in _waits(cohort).items():
        yield waited_ms / MINUTE_MS, everybody, {f"{wait}_{key}_min": percent for key, percent in QUANTILES.items()}
    yield cohort.to_close_ms / DAY_MS, everybody, {"days_to_close_p50": QUANTILES["p50"]}
    yield handed.wait_ms / MINUTE_MS, handed.lead, {"handoff_wait_p50_min": QUANTILES["p50"]}


def _fold_quantiles(
    measures: Sequence[str],
    cohort: Cohort,
    codes: Sequence[NDArray[np.int64]],
    numerators: NDArray[np.float64],
    denominators: NDArray[np.float64],
) -> None:
    """Write quantiles as numerators: the least value that such a share of all cases does not exceed."""
    for values, leads, quantiles in _quantiles(cohort):
        order = np.argsort(values, kind="stable")
        order = order[~np.isnan(values[order])]
        for code in codes:
            ordered = code[leads[order]]
            for group in np.unique(ordered[ordered != NONE]):
                inside = values[order[ordered == group]]
                for name, percent in quantiles.items():
                    value = inside[(percent * len(inside) + 99) // 100 - 1]
                    if np.isfinite(value):
                        column = measures.index(name)
                        numerators[group, column] = value
                        denominators[group, column] = 1.0


def _fold_totals(
    measures: Sequence[str], numerators: NDArray[np.float64], denominators: NDArray[np.float64], *, cases: int
) -> None:
    """Give totals over leads the denominator 1 a replication (0 in a run without leads), and dollars for cents."""
    for name in TOTALS:
        denominators[:, measures.index(name)] = float(cases > 0)
    for name in MEASURES:
        if MEASURES[name].unit == "USD":
            numerators[:, measures.index(name)] /= 100.0
