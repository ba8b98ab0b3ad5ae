"""What became of each lead of the cohort within its follow-up: one pass over the events."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sandbox.analysis.handoffs import HandOffs, hand_offs
from sandbox.analysis.lead_log import NEVER, LeadLog, log_of_cohort
from sandbox.analysis.open_time import open_before_ms
from sandbox.domain.tables import NONE, ChannelCode, Event, Outcome, Stage, Tables
from sandbox.domain.units import DAY_MS

STALLED_MS = 30 * DAY_MS
"""How long nothing has moved with a lead that is stalled."""

_OPEN = (Stage.INQUIRY, Stage.MQL, Stage.SAL, Stage.SQL, Stage.OPPORTUNITY)
"""Stages of leads that sales still has; all others are ends, or with marketing."""

Ratio = tuple[NDArray[np.float64], NDArray[np.float64]]
"""Numerator and denominator of each lead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """Leads of the cohort; arrays of shape (leads,), counts as float64 so that they sum exactly.

    `rows` are their places in the table of leads, `visitor` who they are under every policy.
    `speed_ms` and `contact_ms` are waits from creation, `respond_ms` the wait from routing to the first attempt by a
    person, an answer to a reply included; `NEVER` where it did not happen. What automation sends counts nowhere.
    `business_ms` is the part of `speed_ms` in business hours. `calls_to_contact` counts the calls up to a first contact
    that was a call, 0 for other leads. `worked_ms` is the time that reps spent on tasks. `to_close_ms` is the time from
    opening a deal to winning it, NaN for leads that were not won; `moving_deal` 1 where one is open and not frozen at
    the end of the follow-up. `stalled` leads are in sales or a deal then, and nothing has moved for `STALLED_MS`.
    `came_back` by a further inquiry or from nurture, `recycled_won` counts deals won after that, `missed` leads bought
    elsewhere. `ignored` leads were given to a rep who never worked them, `dropped` ones were ignored or given up, and
    nobody has tried since. `final_stage` is the last stage within the follow-up; `open` leads are still with sales
    then. `leads_of_rep` has shape (reps,): how many leads each has had.
    """

    rows: NDArray[np.int64]
    visitor: NDArray[np.int64]
    speed_ms: NDArray[np.float64]
    business_ms: NDArray[np.float64]
    contact_ms: NDArray[np.float64]
    respond_ms: NDArray[np.float64]
    attempts: NDArray[np.float64]
    dials: NDArray[np.float64]
    connects: NDArray[np.float64]
    calls_to_contact: NDArray[np.float64]
    worked_ms: NDArray[np.float64]
    queued: NDArray[np.bool_]
    mql: NDArray[np.bool_]
    sql: NDArray[np.bool_]
    opportunity: NDArray[np.bool_]
    deals_opened: NDArray[np.float64]
    moving_deal: NDArray[np.float64]
    to_close_ms: NDArray[np.float64]
    stalled: NDArray[np.bool_]
    won: NDArray[np.float64]
    lost: NDArray[np.float64]
    revenue_cents: NDArray[np.float64]
    meetings_held: NDArray[np.float64]
    no_shows: NDArray[np.float64]
    reassigned: NDArray[np.bool_]
    opted_out: NDArray[np.bool_]
    came_back: NDArray[np.bool_]
    recycled_won: NDArray[np.float64]
    missed: NDArray[np.bool_]
    final_stage: NDArray[np.int64]
    ignored: NDArray[np.bool_]
    dropped: NDArray[np.bool_]
    open: NDArray[np.bool_]
    leads_of_rep: NDArray[np.float64]
    hand_offs: HandOffs

    def __len__(self) -> int:
        """Return the number of leads."""
        return len(self.rows)


def follow_cohort(tables: Tables) -> Cohort:
    """Return what became of each lead of the cohort; events after its follow-up do not count."""
    rows = np.flatnonzero(tables.leads.in_cohort)
    created = tables.leads.created_ms[rows].astype(np.float64)
    log = log_of_cohort(tables, rows)
    attempt = (log.event == Event.DIALED) | (log.event == Event.MAILED)
    dialed, contacted = log.event == Event.DIALED, log.event == Event.CONTACTED
    routed = log.event == Event.ROUTED
    first_attempt = log.first_ms(attempt | contacted)  # who answers a reply to automation tries first that way
    won, lost, opened = log.event == Event.WON, log.event == Event.LOST, log.event == Event.OPENED
    queued, final_stage = log.any(routed & (log.queue != NONE)), log.last_stage()
    left_alone = (log.event == Event.IGNORED) | (log.event == Event.GIVEN_UP)
    return Cohort(
        rows=rows,
        visitor=tables.leads.visitor[rows],
        speed_ms=first_attempt - created,
        business_ms=_business_ms(tables, created, first_attempt),
        contact_ms=log.first_ms(contacted) - created,
        respond_ms=_wait(log.first_ms(routed), first_attempt),
        attempts=log.count(attempt),
        dials=log.count(dialed),
        connects=log.count(dialed & (log.outcome == Outcome.CONNECTED)),
        calls_to_contact=_calls_to_contact(log),
        worked_ms=log.sum(log.duration_ms, log.event == Event.DONE),
        queued=queued,
        mql=log.any(routed & (log.stage == Stage.MQL)),
        sql=log.any((log.event == Event.JUDGED) & (log.stage == Stage.SQL)),
        opportunity=log.any(opened | won | lost),
        deals_opened=log.count(opened),
        moving_deal=(final_stage == Stage.OPPORTUNITY) * (1.0 - _is_frozen(log)),
        to_close_ms=log.last_ms(won) - log.last_ms(opened),
        stalled=queued & _is_stalled(log, final_stage, created + tables.window.follow_up_ms),
        won=log.count(won),
        lost=log.count(lost),
        revenue_cents=log.sum(log.amount_cents, won),
        meetings_held=log.count(log.event == Event.MEETING_HELD),
        no_shows=log.count(log.event == Event.NO_SHOW),
        reassigned=log.any(log.event == Event.REASSIGNED),
        opted_out=log.any(log.event == Event.OPTED_OUT),
        came_back=log.any(log.cycle > 0),
        recycled_won=log.count(won & (log.cycle > 0)),
        missed=log.any(log.event == Event.BOUGHT_ELSEWHERE),
        final_stage=final_stage,
        ignored=log.any(log.event == Event.IGNORED),
        dropped=log.last_row(left_alone) > log.last_row(attempt | contacted),
        open=np.isin(final_stage, _OPEN),
        leads_of_rep=log.leads_of_rep(int(tables.shifts.rep.max(initial=NONE)) + 1),
        hand_offs=hand_offs(log),
    )


def _business_ms(tables: Tables, from_ms: NDArray[np.float64], to_ms: NDArray[np.float64]) -> NDArray[np.float64]:
    return open_before_ms(to_ms, tables.business_ms) - open_before_ms(from_ms, tables.business_ms)


def _is_frozen(log: LeadLog) -> NDArray[np.bool_]:
    """Return whether the latest deal of a lead has frozen."""
    return np.asarray(log.last_ms(log.event == Event.FROZEN) >= log.last_ms(log.event == Event.OPENED), dtype=np.bool_)


def _is_stalled(log: LeadLog, final_stage: NDArray[np.int64], until_ms: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return whether nothing has moved for long with a lead in sales or a deal.

    It is no movement that a deal freezes, or that a lead buys from somebody else.
    """
    moved_ms = log.last_ms((log.event != Event.FROZEN) & (log.event != Event.BOUGHT_ELSEWHERE))
    in_sales = np.isin(final_stage, (Stage.SAL, Stage.SQL, Stage.OPPORTUNITY))
    return np.asarray(in_sales & (until_ms - moved_ms >= STALLED_MS), dtype=np.bool_)


def _wait(start_ms: NDArray[np.float64], end_ms: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how long it took, `NEVER` where it did not start or end."""
    wait = np.full(len(start_ms), NEVER)
    known = np.isfinite(start_ms) & np.isfinite(end_ms)
    wait[known] = end_ms[known] - start_ms[known]
    return wait


def _calls_to_contact(log: LeadLog) -> NDArray[np.float64]:
    """Return the calls up to the first contact, 0 for leads never contacted or first contacted by mail."""
    contacted = log.event == Event.CONTACTED
    first = log.first_ms(contacted)
    by_call = log.any(contacted & (log.channel == ChannelCode.PHONE) & (log.time_ms == first[log.lead]))
    calls = log.count((log.event == Event.DIALED) & (log.time_ms <= first[log.lead]))
    return np.where(by_call, calls, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """How many leads ended differently under two policies, of all those that either of them got."""

    leads: int
    of: int


def count_changed(one: Cohort, other: Cohort) -> Changed:
    """Compare the last stages of the same people under two policies; who is a lead of one alone has changed."""
    everybody = np.union1d(one.visitor, other.visitor)
    stages = np.full((2, len(everybody)), NONE, dtype=np.int64)
    for row, cohort in zip(stages, (one, other), strict=True):
        row[np.searchsorted(everybody, cohort.visitor)] = cohort.final_stage
    return Changed(leads=int((stages[0] != stages[1]).sum()), of=len(everybody))
