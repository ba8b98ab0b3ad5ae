"""Small tables written by hand, for tests that know every figure beforehand."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sandbox.domain.tables import (
    EVENT_COLUMNS,
    NONE,
    ChannelCode,
    Event,
    EventTable,
    LeadTable,
    Outcome,
    Segment,
    ShiftTable,
    Stage,
    Tables,
    Window,
)
from sandbox.domain.units import DAY_MS, HOUR_MS, MINUTE_MS, WEEK_MS

BUSINESS_MS = np.array([[7 * DAY_MS, 7 * DAY_MS + HOUR_MS], [8 * DAY_MS, 8 * DAY_MS + 8 * HOUR_MS]])
STAFFED_MS = np.array([[7 * DAY_MS, 7 * DAY_MS + 10 * HOUR_MS]])
WEEK_HOURS = np.arange(28 * 24, dtype=np.int64) % 168
GROSS_MARGIN = 0.5
WINDOW = Window(arrivals_from_ms=WEEK_MS, arrivals_to_ms=2 * WEEK_MS, follow_up_ms=WEEK_MS)


def event(time_ms: int, lead: int, what: Event, **columns: int) -> dict[str, int]:
    row = dict.fromkeys(EVENT_COLUMNS, NONE)
    row |= {"cycle": 0, "stage": Stage.SAL, "owner": 1, "duration_ms": 0, "amount_cents": 0}
    return row | {"time_ms": time_ms, "lead": lead, "event": int(what)} | columns


def routed(time_ms: int, lead: int, *, queue: int = 0, stage: Stage = Stage.MQL) -> dict[str, int]:
    return event(time_ms, lead, Event.ROUTED, queue=queue, stage=stage, rule=0)


def dialed(time_ms: int, lead: int, *, connected: bool = False) -> dict[str, int]:
    outcome = Outcome.CONNECTED if connected else Outcome.NO_ANSWER
    return event(time_ms, lead, Event.DIALED, channel=ChannelCode.PHONE, outcome=outcome, rep=0)


def mailed(time_ms: int, lead: int) -> dict[str, int]:
    return event(time_ms, lead, Event.MAILED, channel=ChannelCode.EMAIL, rep=0)


def contacted(time_ms: int, lead: int, channel: ChannelCode = ChannelCode.PHONE) -> dict[str, int]:
    return event(time_ms, lead, Event.CONTACTED, channel=channel, rep=0)


def judged(time_ms: int, lead: int, outcome: Outcome) -> dict[str, int]:
    stage = Stage.SQL if outcome is Outcome.READY else Stage.NURTURE
    return event(time_ms, lead, Event.JUDGED, outcome=outcome, stage=stage, rep=0)


def won(time_ms: int, lead: int, amount_usd: float) -> dict[str, int]:
    return event(time_ms, lead, Event.WON, stage=Stage.CUSTOMER, amount_cents=round(100 * amount_usd))


def lost(time_ms: int, lead: int) -> dict[str, int]:
    return event(time_ms, lead, Event.LOST, stage=Stage.LOST)


def event_table(rows: Sequence[Mapping[str, int]]) -> EventTable:
    ordered = sorted(rows, key=lambda row: row["time_ms"])
    values = [[int(row[name]) for name in EVENT_COLUMNS] for row in ordered]
    return EventTable(rows=np.array(values, dtype=np.int64).reshape(-1, len(EVENT_COLUMNS)))


def lead_table(
    created_ms: Sequence[int],
    *,
    numbers: Sequence[int] | None = None,
    visitors: Sequence[int] | None = None,
    in_cohort: Sequence[bool] | None = None,
    promise_ms: Sequence[int] | None = None,
    segments: Mapping[str, Segment] | None = None,
    cost_usd: Sequence[float] | None = None,
    deal_usd: Sequence[float] | None = None,
    win_chance: Sequence[float] | None = None,
) -> LeadTable:
    count = len(created_ms)
    facts: dict[str, Any] = {}
    return LeadTable(
        lead=np.array(range(count) if numbers is None else numbers, dtype=np.int64),
        visitor=np.array(range(count) if visitors is None else visitors, dtype=np.int64),
        created_ms=np.array(created_ms, dtype=np.int64),
        in_cohort=np.array([True] * count if in_cohort is None else in_cohort, dtype=np.bool_),
        promise_ms=np.array([NONE] * count if promise_ms is None else promise_ms, dtype=np.int64),
        score=np.zeros(count),
        quality=np.zeros(count),
        cost_cents=_cents(cost_usd, count),
        deal_cents=_cents(deal_usd, count),
        win_chance=np.array([0.0] * count if win_chance is None else win_chance),
        facts=facts,
        segments=segments or {},
    )


def _cents(usd: Sequence[float] | None, count: int) -> Any:
    return np.array([round(100 * value) for value in ([0.0] * count if usd is None else usd)], dtype=np.int64)


def shift_table(
    rows: Sequence[tuple[int, int, int, float, float]] = (), teams: tuple[str, ...] = ("sdr",), hour_usd: float = 0.0
) -> ShiftTable:
    """Rows of (rep, team, day, paid hours, worked hours)."""
    columns = [np.array([row[i] for row in rows], dtype=np.int64) for i in range(3)]
    hours = [np.array([round(row[i] * HOUR_MS) for row in rows], dtype=np.int64) for i in (3, 4)]
    return ShiftTable(
        rep=columns[0],
        team=columns[1],
        day=columns[2],
        paid_ms=hours[0],
        worked_ms=hours[1],
        cost_cents=_cents([hour_usd * row[3] for row in rows], len(rows)),
        team_names=teams,
    )


def tables(
    events: Sequence[Mapping[str, int]],
    leads: LeadTable,
    shifts: ShiftTable | None = None,
    window: Window = WINDOW,
) -> Tables:
    return Tables(
        events=event_table(events),
        leads=leads,
        shifts=shift_table() if shifts is None else shifts,
        window=window,
        business_ms=BUSINESS_MS,
        staffed_ms=STAFFED_MS,
        shifts_ms=(STAFFED_MS,) * len((shifts or shift_table()).team_names),
        week_hours=WEEK_HOURS,
        gross_margin=GROSS_MARGIN,
    )


def quarter_of_five() -> Tables:
    """Five leads of one cohort and one outside it.

    Lead 10: called after 2 min and reached, ready, won for 1,000.50.
    Lead 11: called after 30 min in vain, mailed, called after 3 h and reached, later.
    Lead 12: mailed after 2 h, answers; conversation after 25 h, ready, lost.
    Lead 13: in the queue, never tried.
    Lead 14: sent to nurture, not an MQL.
    Lead 9: came before the window; everything it does is left out.
    """
    t = WEEK_MS
    events = [
        dialed(t - HOUR_MS, 9, connected=True),
        contacted(t - HOUR_MS, 9),
        won(t + HOUR_MS, 9, 99.0),
        *(routed(t, lead) for lead in (10, 11, 12, 13)),
        routed(t, 14, queue=NONE, stage=Stage.NURTURE),
        dialed(t + 2 * MINUTE_MS, 10, connected=True),
        contacted(t + 3 * MINUTE_MS, 10),
        judged(t + 9 * MINUTE_MS, 10, Outcome.READY),
        won(t + 3 * DAY_MS, 10, 1000.50),
        dialed(t + 30 * MINUTE_MS, 11),
        mailed(t + 40 * MINUTE_MS, 11),
        dialed(t + 3 * HOUR_MS, 11, connected=True),
        contacted(t + 3 * HOUR_MS, 11),
        judged(t + 4 * HOUR_MS, 11, Outcome.LATER),
        mailed(t + 2 * HOUR_MS, 12),
        contacted(t + 25 * HOUR_MS, 12, ChannelCode.EMAIL),
        judged(t + 26 * HOUR_MS, 12, Outcome.READY),
        lost(t + 2 * DAY_MS, 12),
        # After the follow-up of a week: none of it counts.
        dialed(t + 8 * DAY_MS, 13, connected=True),
        contacted(t + 8 * DAY_MS, 13),
        won(t + 8 * DAY_MS, 13, 5000.0),
    ]
    leads = lead_table(
        [t - HOUR_MS, t, t, t, t, t],
        numbers=[9, 10, 11, 12, 13, 14],
        in_cohort=[False, True, True, True, True, True],
        promise_ms=[HOUR_MS, HOUR_MS, HOUR_MS, HOUR_MS, HOUR_MS, NONE],
        segments={
            "source": Segment(codes=np.array([0, 0, 0, 1, 1, NONE]), labels=("referral", "social", "display")),
        },
    )
    shifts = shift_table([(0, 0, 6, 8, 8), (0, 0, 7, 8, 6), (1, 0, 7, 8, 2), (0, 0, 14, 8, 8)])
    return tables(events, leads, shifts)
