"""What pictures need of a run, by hand and by counting."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.analysis.cohort import follow_cohort
from sandbox.analysis.hours import waiting_by_hour, work_by_hour
from sandbox.analysis.intervals import wilson_interval
from sandbox.analysis.leaks import Ending
from sandbox.analysis.profile import WAIT_EDGES_MS, Profile, profile_run, stack_profiles
from sandbox.analysis.shares import shares_of
from sandbox.domain.tables import Event, Tables
from sandbox.domain.units import HOUR_MS, MINUTE_MS, WEEK_MS
from tests.unit.analysis.by_hand import WINDOW, event, lead_table, quarter_of_five, shift_table, tables

T = WEEK_MS


def profile(run: Tables) -> Profile:
    return profile_run(run, follow_cohort(run))


def test_five_leads_by_hand() -> None:
    found = profile(quarter_of_five())
    assert found.reached.tolist() == [5, 3, 3, 2, 2, 1]
    by_edge = dict(zip(WAIT_EDGES_MS.tolist(), np.cumsum(found.tried_within).tolist(), strict=False))
    assert [by_edge[m * MINUTE_MS] for m in (1, 2, 5, 30, 60, 120)] == [0, 1, 1, 2, 2, 3]
    # Called after 2 min and reached, after 30 min, after 2 h.
    assert found.responses.tolist()[:4] == [[1, 1], [1, 1], [0, 0], [1, 1]]
    ended = {Ending(number) for number in np.flatnonzero(found.endings).tolist()}
    assert ended == {Ending.WON, Ending.LOST, Ending.NOT_READY, Ending.NEVER_TRIED, Ending.NOT_GIVEN}
    assert (found.won_for.sum(), found.lost_for[-1]) == (1, 1)


def test_a_task_counts_in_the_hours_in_which_it_is_worked_on_even_after_the_shift() -> None:
    """The window begins on a Monday at 00:00; the shift is its first ten hours."""
    events = [event(T + 11 * HOUR_MS, 0, Event.DONE, rep=0, duration_ms=90 * MINUTE_MS)]
    run = tables(events, lead_table([T]), shift_table([(0, 0, 7, 10, 1.5)]))
    worked, paid = work_by_hour(run)
    assert np.flatnonzero(worked[0]).tolist() == [9, 10]
    assert worked[0, [9, 10]].tolist() == [HOUR_MS / 2, HOUR_MS]
    assert paid[0].tolist() == [float(HOUR_MS)] * 10 + [0.0] * 158


def test_work_begun_outside_the_window_does_not_count() -> None:
    events = [event(t + HOUR_MS, 0, Event.DONE, rep=0, duration_ms=HOUR_MS) for t in (0, T, 2 * T)]
    run = tables(events, lead_table([T]), shift_table([(0, 0, 0, 10, 1), (0, 0, 7, 10, 1), (0, 0, 14, 10, 1)]))
    assert work_by_hour(run)[0].sum() == HOUR_MS


def test_work_begun_on_the_last_day_of_the_window_counts_to_its_end() -> None:
    events = [event(2 * T + HOUR_MS, 0, Event.DONE, rep=0, duration_ms=3 * HOUR_MS)]
    worked, _ = work_by_hour(tables(events, lead_table([T]), shift_table([(0, 0, 13, 10, 3), (0, 0, 14, 10, 0)])))
    assert np.flatnonzero(worked[0]).tolist() == [0, 166, 167]


TASKS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 30), st.integers(0, 9), st.booleans()), max_size=8)
SPANS = st.lists(st.integers(0, 50), max_size=8, unique=True).map(
    lambda ends: np.array(sorted(ends)[: len(ends) // 2 * 2], dtype=np.int64).reshape(-1, 2) * HOUR_MS
)


@given(tasks=TASKS, spans=SPANS, first=st.integers(0, 5))
def test_waiting_by_hour_is_what_counting_finds(
    tasks: list[tuple[int, int, int, bool]], spans: np.ndarray, first: int
) -> None:
    """Counts, each staffed hour of the window, the tasks that are due and neither begun nor dropped."""
    window = replace(WINDOW, arrivals_from_ms=first * HOUR_MS, arrivals_to_ms=45 * HOUR_MS)
    events = []
    for number, (due, waits, takes, drops) in enumerate(tasks):
        events.append(event(due * HOUR_MS, number, Event.DUE, k=1))
        if drops:
            events.append(event((due + waits) * HOUR_MS, number, Event.DROPPED, k=1))
        else:
            done_ms = (due + waits + takes) * HOUR_MS
            events.append(event(done_ms, number, Event.DONE, k=1, duration_ms=takes * HOUR_MS))
    run = replace(tables(events, lead_table([0] * len(tasks)), window=window), staffed_ms=spans)
    waiting, staffed = waiting_by_hour(run)
    for hour in range(168):
        is_staffed = first <= hour < 45 and any(a <= hour * HOUR_MS < b for a, b in spans.tolist())
        counted = sum(due <= hour < due + waits for due, waits, _, _ in tasks) if is_staffed else 0
        assert (waiting[hour], staffed[hour]) == (counted * HOUR_MS, is_staffed * HOUR_MS)


def test_replications_stack_in_order() -> None:
    one, other = profile(quarter_of_five()), profile(tables([], lead_table([])))
    stacked = stack_profiles([one, other])
    for field in fields(Profile):
        if field.name != "teams":
            np.testing.assert_array_equal(getattr(stacked, field.name)[0], getattr(one, field.name))
            np.testing.assert_array_equal(getattr(stacked, field.name)[1], getattr(other, field.name))
    assert stacked.reached[1].tolist() == [0] * 6


def test_a_run_without_leads_has_no_shares() -> None:
    found = stack_profiles([profile(tables([], lead_table([])))] * 2)
    assert all(one.mean is None for one in shares_of(found.endings, found.reached[:, 0], 0.95))


@pytest.mark.parametrize(
    ("hits", "cases", "expected"),
    [
        # Newcombe 1998, table I, method 3 (score without continuity correction), 95 %.
        (81, 263, (0.2553, 0.3662)),
        (15, 148, (0.0624, 0.1605)),
        (0, 20, (0.0, 0.1611)),
        (1, 29, (0.0061, 0.1718)),
    ],
)
def test_wilson_is_that_of_the_textbook(hits: int, cases: int, expected: tuple[float, float]) -> None:
    assert wilson_interval(hits, cases, 0.95) == pytest.approx(expected, abs=5e-5)


def test_no_cases_have_no_interval() -> None:
    assert wilson_interval(0, 0, 0.95) is None
