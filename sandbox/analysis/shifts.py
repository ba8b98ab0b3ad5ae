"""Fold what belongs to the floor and not to leads: hours, what they cost, and the work that waits."""

import numpy as np
from numpy.typing import NDArray

from sandbox.analysis.measures import utilisation
from sandbox.analysis.open_time import open_before_ms
from sandbox.domain.tables import Event, ShiftTable, Tables
from sandbox.domain.units import DAY_MS, HOUR_MS


def shift_sums(tables: Tables) -> dict[str, tuple[float, float]]:
    """Return numerator and denominator of the measures over shifts in the arrivals window."""
    shifts, inside = tables.shifts, in_window(tables)
    worked_h = float(shifts.worked_ms[inside].sum()) / HOUR_MS
    sums = {"hours_used": (worked_h, float(inside.any())), "backlog_mean": _backlog(tables)}
    for number, team in enumerate(shifts.team_names):
        sums[utilisation(team).name] = _worked_and_paid(shifts, inside & (shifts.team == number))
    return sums


def staff_cents(tables: Tables) -> int:
    """Return what reps cost on the days of the arrivals window."""
    return int(tables.shifts.cost_cents[in_window(tables)].sum())


def in_window(tables: Tables) -> NDArray[np.bool_]:
    """Return which rows of the table of shifts are days that begin in the arrivals window."""
    start_ms, window = tables.shifts.day * DAY_MS, tables.window
    return (start_ms >= window.arrivals_from_ms) & (start_ms < window.arrivals_to_ms)


def _worked_and_paid(shifts: ShiftTable, rows: NDArray[np.bool_]) -> tuple[float, float]:
    return float(shifts.worked_ms[rows].sum()), float(shifts.paid_ms[rows].sum())


def _backlog(tables: Tables) -> tuple[float, float]:
    """Return the staffed time that tasks spent waiting in the arrivals window, and the staffed time in it."""
    window, (due_ms, begun_ms, dropped_ms) = tables.window, task_times(tables)
    from_ms, to_ms = float(window.arrivals_from_ms), float(window.arrivals_to_ms)

    def left_ms(times_ms: NDArray[np.int64]) -> float:
        """Return the staffed time from each time on, within the window, in all."""
        clipped = np.clip(times_ms.astype(np.float64), from_ms, to_ms)
        return float((end - open_before_ms(clipped, tables.staffed_ms)).sum())

    start, end = open_before_ms(np.array([from_ms, to_ms]), tables.staffed_ms)
    return left_ms(due_ms) - left_ms(begun_ms) - left_ms(dropped_ms), float(end - start)


def task_times(tables: Tables) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return when tasks fell due, were begun, and were dropped, each by itself.

    A task waits from `DUE` until it is dropped, or begun: its duration before `DONE`.
    """
    events = tables.events
    kind, time_ms = events.column("event"), events.column("time_ms")
    done = kind == Event.DONE
    begun_ms = time_ms[done] - events.column("duration_ms")[done]
    return time_ms[kind == Event.DUE], begun_ms, time_ms[kind == Event.DROPPED]


def lead_spread(shifts: ShiftTable, leads_of_rep: NDArray[np.float64]) -> tuple[float, float]:
    """Return the coefficient of variation of leads over the reps of a team, averaged over teams by their leads."""
    spread = leads = 0.0
    for team in range(len(shifts.team_names)):
        counts = leads_of_rep[np.unique(shifts.rep[shifts.team == team])]
        if counts.sum() > 0:
            spread += float(counts.std() / counts.mean() * counts.sum())
            leads += float(counts.sum())
    return (spread / leads, 1.0) if leads else (0.0, 0.0)
