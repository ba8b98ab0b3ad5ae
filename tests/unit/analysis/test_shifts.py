"""Open time and the work that waits, by hand and by counting minutes."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.analysis.open_time import open_before_ms
from sandbox.analysis.shifts import shift_sums
from sandbox.domain.tables import Event
from sandbox.domain.units import HOUR_MS, WEEK_MS
from tests.unit.analysis.by_hand import WINDOW, event, lead_table, tables

T = WEEK_MS
SPANS = st.lists(st.integers(0, 60), max_size=8, unique=True).map(
    lambda ends: np.array(sorted(ends)[: len(ends) // 2 * 2], dtype=np.int64).reshape(-1, 2)
)


@given(spans=SPANS, times=st.lists(st.integers(-5, 70), min_size=1, max_size=10))
def test_open_time_is_what_counting_finds(spans: np.ndarray, times: list[int]) -> None:
    is_open = [any(opens <= minute < closes for opens, closes in spans.tolist()) for minute in range(70)]
    counted = [sum(is_open[: max(time, 0)]) for time in times]
    assert open_before_ms(np.array(times, dtype=np.float64), spans).tolist() == counted
    assert open_before_ms(np.array([np.inf]), spans)[0] == np.inf


def test_waiting_tasks_over_the_shift_by_hand() -> None:
    # Somebody is on shift in the first ten hours of the window.
    events = [
        event(T + HOUR_MS, 0, Event.DUE, k=1),
        event(T + 4 * HOUR_MS, 0, Event.DONE, k=1, duration_ms=HOUR_MS),  # waited 2 h
        event(T - 5 * HOUR_MS, 1, Event.DUE, k=1),
        event(T + 4 * HOUR_MS, 1, Event.DROPPED, k=1),  # waited 4 h of the window
        event(T + 8 * HOUR_MS, 2, Event.DUE, k=1),  # waits for ever: 2 h
        event(T + 20 * HOUR_MS, 3, Event.DUE, k=1),  # falls due when nobody is on shift
    ]
    assert shift_sums(tables(events, lead_table([T] * 4)))["backlog_mean"] == (8 * HOUR_MS, 10 * HOUR_MS)


def test_nobody_ever_on_shift_has_no_backlog_to_tell() -> None:
    run = replace(tables([event(T, 0, Event.DUE, k=1)], lead_table([T])), staffed_ms=np.empty((0, 2), dtype=np.int64))
    assert shift_sums(run)["backlog_mean"][1] == 0


TASKS = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 60), st.integers(0, 60)), max_size=8)


@given(tasks=TASKS, spans=SPANS)
def test_backlog_is_what_counting_finds(tasks: list[tuple[int, int, int]], spans: np.ndarray) -> None:
    """Counts, each minute that is staffed and in the window, the tasks that are due and not begun."""
    window = replace(WINDOW, arrivals_from_ms=0, arrivals_to_ms=50)
    events = []
    for number, (due, waits, takes) in enumerate(tasks):
        events += [event(due, number, Event.DUE, k=1)]
        events += [event(due + waits + takes, number, Event.DONE, k=1, duration_ms=takes)]
    run = replace(tables(events, lead_table([0] * len(tasks)), window=window), staffed_ms=spans)
    staffed = [minute for minute in range(50) if any(a <= minute < b for a, b in spans.tolist())]
    waiting = sum(due <= minute < due + waits for minute in staffed for due, waits, _ in tasks)
    assert shift_sums(run)["backlog_mean"] == pytest.approx((waiting, len(staffed)))
