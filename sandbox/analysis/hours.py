"""The floor by hour of the local week: the work that waits, and how busy each team is.

Hours of the week count from Monday 00:00. Times are in ms; sums are exact.
"""

import numpy as np
from numpy.typing import NDArray

from sandbox.analysis.open_time import open_before_ms
from sandbox.analysis.shifts import in_window, task_times
from sandbox.domain.tables import Event, ShiftTable, Tables
from sandbox.domain.units import DAY_MS, HOUR_MS

HOURS_OF_WEEK = 168
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def waiting_by_hour(tables: Tables) -> tuple[Floats, Floats]:
    """Return the staffed time that tasks spent waiting, and the staffed time, by hour of the week, shape (168,).

    Both count within the arrivals window alone; their sums are those of `backlog_mean`.
    """
    window, spans = tables.window, tables.staffed_ms
    edges = np.clip(_edges_ms(tables), window.arrivals_from_ms, window.arrivals_to_ms)

    def staffed_ms(times_ms: Ints) -> Ints:
        return open_before_ms(times_ms.astype(np.float64), spans).astype(np.int64)

    at = staffed_ms(edges)
    due, begun, dropped = (_since(staffed_ms(times_ms), at) for times_ms in task_times(tables))
    return _by_hour(tables, np.diff(due - begun - dropped)), _by_hour(tables, np.diff(at))


def work_by_hour(tables: Tables) -> tuple[Floats, Floats]:
    """Return worked and paid time by team and hour of the week, shape (teams, 168), as `rep_utilisation` counts them.

    A task counts in the hours in which it was worked on, those after the shift included, if it was begun on a day of
    the window. The paid time of a rep's day is spread evenly over the shift of that day.
    """
    shifts, teams = tables.shifts, len(tables.shifts.team_names)
    worked, paid = np.zeros((teams, HOURS_OF_WEEK)), np.zeros((teams, HOURS_OF_WEEK))
    edges, begun_ms, done_ms, team_of = _edges_ms(tables), *_work(tables)
    days = shifts.day[in_window(tables)]
    counted = np.isin(begun_ms // DAY_MS, days)
    for team in range(teams):
        own = counted & (team_of == team)
        worked[team] = _by_hour(tables, np.diff(_since(begun_ms[own], edges) - _since(done_ms[own], edges)))
        paid[team] = _by_hour(tables, _paid(tables, team, edges))
    return worked, paid


def _edges_ms(tables: Tables) -> Ints:
    """Return where the hours of the clock begin, and the end of the last."""
    return np.arange(len(tables.week_hours) + 1, dtype=np.int64) * HOUR_MS


def _by_hour(tables: Tables, values: NDArray[np.int64] | Floats) -> Floats:
    """Return the sum over the hours of the clock that are the same hour of the week."""
    return np.bincount(tables.week_hours, weights=values, minlength=HOURS_OF_WEEK).astype(np.float64)


def _since(times_ms: Ints, edges_ms: Ints) -> Ints:
    """Return at each edge how long ago all earlier times are, in all."""
    ordered = np.sort(times_ms)
    before = np.searchsorted(ordered, edges_ms, side="right")
    sums = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(ordered)])
    return np.asarray(edges_ms * before - sums[before], dtype=np.int64)


def _work(tables: Tables) -> tuple[Ints, Ints, Ints]:
    """Return when each task was begun and done, and by which team."""
    events, shifts = tables.events, tables.shifts
    done = events.column("event") == Event.DONE
    rep, done_ms = events.column("rep")[done], events.column("time_ms")[done]
    team_of_rep = _teams_of_reps(shifts, int(rep.max(initial=0)) + 1)
    return done_ms - events.column("duration_ms")[done], done_ms, team_of_rep[rep]


def _teams_of_reps(shifts: ShiftTable, at_least: int) -> Ints:
    teams = np.full(max(at_least, int(shifts.rep.max(initial=0)) + 1), -1, dtype=np.int64)
    teams[shifts.rep] = shifts.team
    return teams


def _paid(tables: Tables, team: int, edges_ms: Ints) -> Floats:
    """Return the paid time of a team in each hour of the clock."""
    shifts = tables.shifts
    rows = in_window(tables) & (shifts.team == team)
    open_ms = np.diff(open_before_ms(edges_ms.astype(np.float64), tables.shifts_ms[team]))
    day = edges_ms[:-1] // DAY_MS
    count = int(max(day.max(initial=0), shifts.day[rows].max(initial=0))) + 1
    paid_a_day = np.bincount(shifts.day[rows], weights=shifts.paid_ms[rows], minlength=count)
    open_a_day = np.bincount(day, weights=open_ms, minlength=count)
    share = np.divide(paid_a_day, open_a_day, out=np.zeros(count), where=open_a_day > 0)
    return np.asarray(open_ms * share[day], dtype=np.float64)
