"""Why deals were won and lost, and how long that took."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sandbox.analysis.lead_log import log_of_cohort
from sandbox.domain.tables import NONE, Event, LostReason, Tables, WonReason
from sandbox.domain.units import DAY_MS


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """Deals that ended for one reason: how many, their share of those won or lost, the median of their length."""

    deals: int
    share: float
    days_p50: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedDeals:
    """Deals that ended within the follow-up of their leads, by reason; None is where none is noted.

    Reasons stand in the order of their codes; those for which no deal ended are left out.
    """

    won: Mapping[WonReason | None, Closed]
    lost: Mapping[LostReason | None, Closed]


def closed_deals(tables: Tables) -> ClosedDeals:
    """Return why the deals of the cohort were won and lost; their length runs from opening to the end."""
    log = log_of_cohort(tables, np.flatnonzero(tables.leads.in_cohort))
    order = np.argsort(log.lead, kind="stable")
    event, outcome, time_ms = log.event[order], log.outcome[order], log.time_ms[order]
    opened = np.maximum.accumulate(np.where(event == Event.OPENED, np.arange(len(order)), 0))
    days = (time_ms - time_ms[opened]) / DAY_MS
    won, lost = event == Event.WON, event == Event.LOST
    of_won, of_lost = _by_reason(outcome[won], days[won]), _by_reason(outcome[lost], days[lost])
    return ClosedDeals(
        won={None if code == NONE else WonReason(code): found for code, found in of_won.items()},
        lost={None if code == NONE else LostReason(code): found for code, found in of_lost.items()},
    )


def _by_reason(codes: NDArray[np.int64], days: NDArray[np.float64]) -> dict[int, Closed]:
    """Return the deals of each code."""
    found = {}
    for code in np.unique(codes).tolist():
        of_code = days[codes == code]
        share = len(of_code) / len(codes)
        found[code] = Closed(deals=len(of_code), share=share, days_p50=float(np.median(of_code)))
    return found
