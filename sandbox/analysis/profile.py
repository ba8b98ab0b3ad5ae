"""What a picture needs of a run beside the measures: small counts that add up over replications."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from sandbox.analysis.closed_deals import Closed, closed_deals
from sandbox.analysis.cohort import Cohort
from sandbox.analysis.hours import waiting_by_hour, work_by_hour
from sandbox.analysis.leaks import Ending, ending_of
from sandbox.analysis.shifts import staff_cents
from sandbox.domain.tables import LostReason, Tables, WonReason
from sandbox.domain.units import DAY_MS, HOUR_MS, MINUTE_MS, WEEK_MS

_MARKS_MIN = (1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1440, 2880, 5760, 10080)
WAIT_EDGES_MS: NDArray[np.int64] = np.unique([
    *np.rint(np.geomspace(MINUTE_MS, WEEK_MS, 61)).astype(np.int64),
    *(mark * MINUTE_MS for mark in _MARKS_MIN),
])
"""Ends of the bins of a wait, 1 min to 1 week, evenly on a log scale; round times among them."""

RESPONSE_EDGES_MS: NDArray[np.int64] = np.array([
    5 * MINUTE_MS,
    30 * MINUTE_MS,
    HOUR_MS,
    4 * HOUR_MS,
    DAY_MS,
    WEEK_MS,
])
"""Ends of the bins by which contact is told by response time; the last bin has none."""


class Reached(IntEnum):
    """How far a lead came, and what every lead is; a lead may have skipped one."""

    LEAD = 0
    TRIED = 1
    CONTACTED = 2
    SQL = 3
    OPPORTUNITY = 4
    WON = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One run in counts, or several stacked: then each array has a leading axis of replications.

    `tried_within` and `contacted_within` count the leads of the cohort by the bin of their speed to lead and of their
    time to first contact, shape (bins,): a bin ends at its `WAIT_EDGES_MS`, itself included, the last one never; who
    was never tried or reached is in none. `reached` counts by `Reached`, `endings` by `Ending`; `endings` adds up to
    the cohort. `responses` has shape (bins, 2): the leads tried, and those of them contacted, by the bin of their speed
    to lead, `RESPONSE_EDGES_MS`. `won_for` and `lost_for` count deals by `WonReason` and `LostReason`, the last one
    those without any.
    `waiting_ms` and `staffed_ms` have shape (168,), `worked_ms` and `paid_ms` shape (teams, 168): see `hours`.
    `cents` is what leads cost and what staff cost, which is all of `cost`. `teams` names the teams.
    """

    teams: tuple[str, ...]
    tried_within: NDArray[np.int64]
    contacted_within: NDArray[np.int64]
    reached: NDArray[np.int64]
    endings: NDArray[np.int64]
    responses: NDArray[np.int64]
    won_for: NDArray[np.int64]
    lost_for: NDArray[np.int64]
    waiting_ms: NDArray[np.float64]
    staffed_ms: NDArray[np.float64]
    worked_ms: NDArray[np.float64]
    paid_ms: NDArray[np.float64]
    cents: NDArray[np.int64]


def profile_run(tables: Tables, cohort: Cohort) -> Profile:
    """Return the counts of one run."""
    tried, contacted = np.isfinite(cohort.speed_ms), np.isfinite(cohort.contact_ms)
    reached = (np.ones(len(cohort)), tried, contacted, cohort.sql, cohort.opportunity, cohort.won > 0)
    waiting_ms, staffed_ms = waiting_by_hour(tables)
    worked_ms, paid_ms = work_by_hour(tables)
    closed = closed_deals(tables)
    responses = [_binned(cohort.speed_ms[who], RESPONSE_EDGES_MS) for who in (tried, tried & contacted)]
    return Profile(
        teams=tables.shifts.team_names,
        tried_within=_binned(cohort.speed_ms, WAIT_EDGES_MS),
        contacted_within=_binned(cohort.contact_ms, WAIT_EDGES_MS),
        reached=np.array([int(np.sum(who)) for who in reached], dtype=np.int64),
        endings=np.bincount(ending_of(cohort), minlength=len(Ending)).astype(np.int64),
        responses=np.stack(responses, axis=1),
        won_for=_by_reason(closed.won, WonReason),
        lost_for=_by_reason(closed.lost, LostReason),
        waiting_ms=waiting_ms,
        staffed_ms=staffed_ms,
        worked_ms=worked_ms,
        paid_ms=paid_ms,
        cents=np.array([tables.leads.cost_cents[cohort.rows].sum(), _staff_cents(tables, cohort)], dtype=np.int64),
    )


def stack_profiles(profiles: Sequence[Profile]) -> Profile:
    """Return replications of one policy, in order, as one."""
    counted = [field.name for field in fields(Profile) if field.name != "teams"]
    stacked = {name: np.stack([getattr(profile, name) for profile in profiles]) for name in counted}
    return Profile(teams=profiles[0].teams, **stacked)


def _binned(waited_ms: NDArray[np.float64], edges_ms: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many waits end in each bin; those that never end are in none."""
    bins = np.searchsorted(edges_ms, waited_ms[np.isfinite(waited_ms)], side="left")
    return np.bincount(bins, minlength=len(edges_ms) + 1).astype(np.int64)


def _by_reason(
    found: Mapping[WonReason | None, Closed] | Mapping[LostReason | None, Closed],
    reasons: type[WonReason] | type[LostReason],
) -> NDArray[np.int64]:
    """Return the number of deals of each reason, then of none."""
    deals = {reason: closed.deals for reason, closed in found.items()}
    return np.array([deals.get(reason, 0) for reason in (*reasons, None)], dtype=np.int64)


def _staff_cents(tables: Tables, cohort: Cohort) -> int:
    """Return what staff cost; a run without leads has no cost, as in the measures."""
    return staff_cents(tables) if len(cohort) else 0
