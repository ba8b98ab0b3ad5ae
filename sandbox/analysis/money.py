"""Fold money: what leads and work cost, what deals bring, and what is still open. In cents, each lead by itself."""

import numpy as np
from numpy.typing import NDArray

from sandbox.analysis.cohort import Cohort, Ratio
from sandbox.analysis.shifts import staff_cents
from sandbox.domain.tables import Tables


def money_ratios(tables: Tables, cohort: Cohort) -> dict[str, Ratio]:
    """Return numerator and denominator of each lead for the measures of money."""
    leads, one = tables.leads, np.ones(len(cohort))
    cost = _cost_cents(tables, cohort)
    margin = cohort.revenue_cents * tables.gross_margin - cost
    deal_cents = leads.deal_cents[cohort.rows].astype(np.float64)
    return {
        "revenue": (cohort.revenue_cents, one),
        "pipeline_created": (cohort.deals_opened * deal_cents, one),
        "pipeline_open": (cohort.moving_deal * deal_cents * leads.win_chance[cohort.rows], one),
        "cost": (cost, one),
        "cost_per_sql": (cost, cohort.sql.astype(np.float64)),
        "cost_per_win": (cost, cohort.won),
        "margin": (margin, one),
        "return_on_spend": (margin, cost),
    }


def _cost_cents(tables: Tables, cohort: Cohort) -> NDArray[np.float64]:
    """Return what each lead cost: itself, and its part of the staff by the time that reps spent on it.

    Parts are whole cents that add up to all that staff cost; leads on which nobody spent any time share evenly.
    """
    if not len(cohort):
        return np.zeros(0)
    worked = cohort.worked_ms if cohort.worked_ms.any() else np.ones(len(cohort))
    running = np.rint(staff_cents(tables) * (np.cumsum(worked) / worked.sum()))
    own = tables.leads.cost_cents[cohort.rows].astype(np.float64)
    return np.asarray(own + np.diff(running, prepend=0.0), dtype=np.float64)
