"""Money of tables written by hand: who costs what, who brings what, and what is still open."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.analysis.cohort import follow_cohort
from sandbox.analysis.fold import EVERY_LEAD, Fold, Group, fold_run
from sandbox.domain.tables import Event, Outcome, Segment, Stage, Tables, Window
from sandbox.domain.units import DAY_MS, HOUR_MS, MINUTE_MS, WEEK_MS
from tests.unit.analysis.by_hand import GROSS_MARGIN, event, judged, lead_table, routed, shift_table, tables, won

ADS, REFERRAL = ("source", "ads"), ("source", "referral")
T = WEEK_MS
LONG = Window(arrivals_from_ms=T, arrivals_to_ms=2 * T, follow_up_ms=60 * DAY_MS)


def done(time_ms: int, lead: int, minutes: int) -> dict[str, int]:
    return event(time_ms, lead, Event.DONE, duration_ms=minutes * MINUTE_MS)


def opened(time_ms: int, lead: int) -> dict[str, int]:
    return event(time_ms, lead, Event.OPENED, stage=Stage.OPPORTUNITY)


def frozen(time_ms: int, lead: int) -> dict[str, int]:
    return event(time_ms, lead, Event.FROZEN, stage=Stage.OPPORTUNITY)


def quarter_of_three() -> Tables:
    """Two leads from ads ($100 each) and a free referral, two reps of $30 an hour.

    Lead 0: 30 minutes, SQL, deal of $1,000 opened on day 2 and won on day 12 for $2,000.
    Lead 1: 90 minutes, deal of $4,000 opened on day 3, frozen on day 50.
    Lead 2: 40 minutes, deal of $5,000 with a chance of 1 in 4, opened on day 40 and still open.
    The reps are paid 16 hours in the window and 8 before it.
    """
    events = [
        *(routed(T, lead) for lead in (0, 1, 2)),
        done(T + HOUR_MS, 0, 30),
        judged(T + HOUR_MS, 0, Outcome.READY),
        opened(T + 2 * DAY_MS, 0),
        won(T + 12 * DAY_MS, 0, 2000.0),
        done(T + 2 * HOUR_MS, 1, 60),
        done(T + 3 * DAY_MS, 1, 30),
        opened(T + 3 * DAY_MS, 1),
        frozen(T + 50 * DAY_MS, 1),
        done(T + DAY_MS, 2, 40),
        opened(T + 40 * DAY_MS, 2),
        done(T + 61 * DAY_MS, 2, 500),  # after its follow-up
    ]
    leads = lead_table(
        [T, T, T],
        cost_usd=[100, 100, 0],
        deal_usd=[1000, 4000, 5000],
        win_chance=[0.5, 0.5, 0.25],
        segments={"source": Segment(codes=np.array([0, 0, 1]), labels=("ads", "referral"))},
    )
    shifts = shift_table([(0, 0, 6, 8, 8), (0, 0, 7, 8, 2), (1, 0, 7, 8, 1)], hour_usd=30)
    return tables(events, leads, shifts, window=LONG)


def fold(run: Tables) -> Fold:
    return fold_run(run, follow_cohort(run))


def value(found: Fold, name: str, group: Group = EVERY_LEAD) -> float | None:
    row, column = found.groups.index(group), found.measures.index(name)
    below = found.denominators[row, column]
    return float(found.numerators[row, column] / below) if below else None


@pytest.mark.parametrize(
    ("name", "all_leads", "ads", "referral"),
    [
        # 200 for ads, and 16 hours of $30: three quarters of the 160 minutes worked were for leads from ads.
        ("cost", 680, 560, 120),
        ("cost_per_sql", 680, 560, None),
        ("cost_per_win", 680, 560, None),
        ("revenue", 2000, 2000, 0),
        ("margin", 320, 440, -120),
        ("return_on_spend", 320 / 680, 440 / 560, -1),
        ("pipeline_created", 10_000, 5_000, 5_000),
        ("pipeline_open", 1_250, 0, 1_250),
        ("days_to_close_p50", 10, 10, None),
    ],
)
def test_money_by_hand(name: str, all_leads: float, ads: float, referral: float | None) -> None:
    found = fold(quarter_of_three())
    assert [value(found, name, group) for group in (EVERY_LEAD, ADS, REFERRAL)] == [all_leads, ads, referral]


def test_leads_that_nobody_worked_share_the_staff_evenly() -> None:
    segments = {"source": Segment(codes=np.array([0, 0, 1]), labels=("ads", "referral"))}
    idle = tables([], lead_table([T] * 3, segments=segments), shift_table([(0, 0, 7, 9, 0)], hour_usd=10))
    assert [value(fold(idle), "cost", group) for group in (EVERY_LEAD, ADS, REFERRAL)] == [90, 60, 30]


def test_without_leads_there_is_no_cost_to_speak_of() -> None:
    found = fold(tables([], lead_table([]), shift_table([(0, 0, 7, 8, 0)], hour_usd=30)))
    assert value(found, "cost") is None
    assert value(found, "margin") is None


def test_a_free_quarter_has_no_return() -> None:
    found = fold(tables([routed(T, 0), won(T + DAY_MS, 0, 10.0)], lead_table([T])))
    assert value(found, "cost") == 0
    assert value(found, "return_on_spend") is None


LEADS = st.lists(
    st.tuples(
        st.integers(0, 30_000).map(lambda cents: cents / 100),
        st.integers(0, 300),
        st.one_of(st.none(), st.integers(0, 10**7).map(lambda cents: cents / 100)),
        st.integers(0, 2),
    ),
    min_size=1,
    max_size=12,
)


@given(leads=LEADS, hours=st.floats(0, 500), hour_usd=st.floats(0, 200))
def test_segments_add_up_and_margin_is_what_is_left(
    leads: list[tuple[float, int, float | None, int]], hours: float, hour_usd: float
) -> None:
    events = [routed(T, number) for number in range(len(leads))]
    for number, (_, minutes, usd, _) in enumerate(leads):
        events.append(done(T + HOUR_MS, number, minutes))
        events += [] if usd is None else [won(T + DAY_MS, number, usd)]
    codes = np.array([lead[3] for lead in leads])
    table = lead_table(
        [T] * len(leads),
        cost_usd=[lead[0] for lead in leads],
        segments={"source": Segment(codes=codes, labels=("a", "b", "c"))},
    )
    found = fold(tables(events, table, shift_table([(0, 0, 7, hours, 0)], hour_usd=hour_usd)))
    groups = [("source", label) for label in ("a", "b", "c")]
    media, staff = sum(lead[0] for lead in leads), round(100 * hours * hour_usd) / 100
    assert value(found, "cost") == pytest.approx(media + staff, abs=0.006)
    for name in ("cost", "margin", "revenue"):
        assert sum(value(found, name, group) or 0.0 for group in groups) == pytest.approx(value(found, name), abs=1e-6)
    for group in (EVERY_LEAD, *groups):
        cost, margin, wins = (value(found, name, group) or 0.0 for name in ("cost", "margin", "wins"))
        assert margin == pytest.approx(GROSS_MARGIN * (value(found, "revenue", group) or 0.0) - cost, abs=1e-6)
        assert (value(found, "cost_per_win", group) or 0.0) * wins == pytest.approx(cost if wins else 0.0)
        if cost:
            assert value(found, "return_on_spend", group) == pytest.approx(margin / cost)


@pytest.mark.parametrize(
    ("stage", "last_day", "is_stalled"),
    [
        (Stage.SAL, 30, True),
        (Stage.SAL, 31, False),
        (Stage.SQL, 10, True),
        (Stage.OPPORTUNITY, 29, True),
        (Stage.OPPORTUNITY, 45, False),
        (Stage.MQL, 10, False),
        (Stage.NURTURE, 10, False),
        (Stage.CUSTOMER, 10, False),
        (Stage.LOST, 10, False),
    ],
)
def test_stalled_is_in_sales_with_nothing_for_thirty_days(stage: Stage, last_day: int, is_stalled: bool) -> None:
    moves = [routed(T, 0), event(T + last_day * DAY_MS, 0, Event.DONE, stage=stage)]
    assert value(fold(tables(moves, lead_table([T]), window=LONG)), "stalled_rate") == is_stalled


def test_that_a_deal_freezes_is_no_movement() -> None:
    run = tables([routed(T, 0), opened(T + DAY_MS, 0), frozen(T + 59 * DAY_MS, 0)], lead_table([T]), window=LONG)
    assert value(fold(run), "stalled_rate") == 1


def test_leads_that_never_entered_a_queue_cannot_stall() -> None:
    assert value(fold(tables([routed(T, 0, queue=-1)], lead_table([T]), window=LONG)), "stalled_rate") is None


def test_a_deal_opened_after_a_frozen_one_moves() -> None:
    moves = [routed(T, 0), opened(T, 0), frozen(T + DAY_MS, 0), opened(T + 2 * DAY_MS, 0)]
    run = tables(moves, lead_table([T], deal_usd=[800], win_chance=[0.5]), window=LONG)
    assert value(fold(run), "pipeline_open") == 400
    assert value(fold(run), "pipeline_created") == 1600
