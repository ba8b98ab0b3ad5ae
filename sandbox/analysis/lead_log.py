"""The events that count of each lead of the cohort, as columns, and what can be asked of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sandbox.domain.tables import NONE, Event, LeadTable, Stage, Tables

NEVER = np.inf
"""How long a lead waits that was never reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadLog:
    """The events that count, as columns: `lead` is the place of the lead in the cohort."""

    size: int
    lead: NDArray[np.int64]
    time_ms: NDArray[np.int64]
    cycle: NDArray[np.int64]
    rep: NDArray[np.int64]
    event: NDArray[np.int64]
    outcome: NDArray[np.int64]
    channel: NDArray[np.int64]
    queue: NDArray[np.int64]
    stage: NDArray[np.int64]
    owner: NDArray[np.int64]
    amount_cents: NDArray[np.int64]
    duration_ms: NDArray[np.int64]

    def count(self, hit: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return the number of events a lead."""
        return np.bincount(self.lead[hit], minlength=self.size).astype(np.float64)

    def sum(self, column: NDArray[np.int64], hit: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return the sum of a column over such events a lead."""
        summed = np.bincount(self.lead[hit], weights=column[hit].astype(np.float64), minlength=self.size)
        return summed.astype(np.float64)

    def any(self, hit: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return whether a lead has such an event."""
        found = np.zeros(self.size, dtype=np.bool_)
        found[self.lead[hit]] = True
        return found

    def first_ms(self, hit: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return the time of the first such event a lead, `NEVER` for none."""
        first = np.full(self.size, NEVER)
        # Events are in order of time and the last assignment to a place wins.
        first[self.lead[hit][::-1]] = self.time_ms[hit][::-1]
        return first

    def last_ms(self, hit: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return the time of the last such event a lead, NaN for none."""
        last = np.full(self.size, np.nan)
        last[self.lead[hit]] = self.time_ms[hit]
        return last

    def last_row(self, hit: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return the place of the last such event a lead, `NONE` for none."""
        last = np.full(self.size, NONE, dtype=np.int64)
        last[self.lead[hit]] = np.flatnonzero(hit)
        return last

    def leads_of_rep(self, reps: int) -> NDArray[np.float64]:
        """Return how many leads each rep was given or took, each counted once."""
        had = ((self.event == Event.ASSIGNED) | (self.event == Event.REASSIGNED)) & (self.rep != NONE)
        pairs = np.unique(self.lead[had] * reps + self.rep[had])
        return np.bincount(pairs % reps, minlength=reps).astype(np.float64) if reps else np.zeros(0)

    def last_stage(self) -> NDArray[np.int64]:
        """Return the stage of the last event a lead."""
        known = self.stage != NONE
        last = np.full(self.size, int(Stage.INQUIRY), dtype=np.int64)
        last[self.lead[known]] = self.stage[known]
        return last


def log_of_cohort(tables: Tables, rows: NDArray[np.int64]) -> LeadLog:
    """Return the events of cohort leads within their follow-up."""
    events, leads = tables.events, tables.leads
    place = _places(leads, rows, events.column("lead"))
    of_cohort = np.flatnonzero(place >= 0)
    place = place[of_cohort]
    until = leads.created_ms[rows] + tables.window.follow_up_ms
    in_time = events.column("time_ms")[of_cohort] <= until[place]
    kept = events.rows if in_time.all() and len(of_cohort) == len(events) else events.rows[of_cohort[in_time]]
    columns = type(events)(rows=kept)
    return LeadLog(
        size=len(rows),
        lead=place[in_time],
        time_ms=columns.column("time_ms").copy(),
        cycle=columns.column("cycle").copy(),
        rep=columns.column("rep").copy(),
        event=columns.column("event").copy(),
        outcome=columns.column("outcome").copy(),
        channel=columns.column("channel").copy(),
        queue=columns.column("queue").copy(),
        stage=columns.column("stage").copy(),
        owner=columns.column("owner").copy(),
        amount_cents=columns.column("amount_cents").copy(),
        duration_ms=columns.column("duration_ms").copy(),
    )


def _places(leads: LeadTable, rows: NDArray[np.int64], numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the place in the cohort of each lead number, `NONE` for leads outside it."""
    cohort_numbers = leads.lead[rows]
    order = np.argsort(cohort_numbers, kind="stable")
    ordered = cohort_numbers[order]
    if not len(ordered):
        return np.full(len(numbers), NONE, dtype=np.int64)
    found = np.minimum(np.searchsorted(ordered, numbers), len(ordered) - 1)
    return np.where(ordered[found] == numbers, order[found], NONE)
