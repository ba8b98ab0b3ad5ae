"""A week by its minutes, from local midnight of Monday: when something is open, and how a finding says so."""

from collections.abc import Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from sandbox.domain.hours import WEEKDAYS, WeeklyHours
from sandbox.domain.playbook import Pickup
from sandbox.domain.units import DAY_MS, MINUTE_MS, WEEK_MS

MINUTES_A_DAY = DAY_MS // MINUTE_MS
MINUTES_A_WEEK = WEEK_MS // MINUTE_MS
NEVER_MS = 1 << 60
_MOST_SPANS = 3

Minutes = NDArray[np.bool_]
"""Whether something holds in each minute of the week; shape (`MINUTES_A_WEEK`,)."""


def open_minutes(hours: WeeklyHours) -> Minutes:
    """Return the minutes in which something is open; opening times are whole minutes."""
    is_open = np.zeros(MINUTES_A_WEEK, dtype=np.bool_)
    for day, from_ms, to_ms in hours.spans:
        first = day * MINUTES_A_DAY
        is_open[first + from_ms // MINUTE_MS : first + to_ms // MINUTE_MS] = True
    return is_open


def next_open_ms(times_ms: NDArray[np.int64], is_open: Minutes) -> NDArray[np.int64]:
    """Return for each time of two weeks when it is open first, itself if it is open then; `NEVER_MS` if never."""
    edges = np.flatnonzero(np.diff(np.tile(is_open, 4).astype(np.int8), prepend=0, append=0)) * MINUTE_MS
    opens_ms, closes_ms = edges[::2], edges[1::2]
    if not len(opens_ms):
        return np.full(len(times_ms), NEVER_MS)
    return np.maximum(times_ms, opens_ms[np.searchsorted(closes_ms, times_ms, side="right")])


def next_looks_ms(times_ms: NDArray[np.int64], pickup: Pickup) -> NDArray[np.int64]:
    """Return for each time when reps look into a queue first."""
    midnight_ms = times_ms // DAY_MS * DAY_MS
    if pickup.every_ms is not None:
        steps = -(-(times_ms - midnight_ms) // pickup.every_ms)
        return np.minimum(midnight_ms + steps * pickup.every_ms, midnight_ms + DAY_MS)
    if pickup.at_ms:
        looks_ms = np.array([*pickup.at_ms, DAY_MS + pickup.at_ms[0]])
        return np.asarray(midnight_ms + looks_ms[np.searchsorted(pickup.at_ms, times_ms - midnight_ms)])
    return times_ms


def hours_text(minutes: Minutes) -> str:
    """Return minutes of the week as a reader says them, e.g. `Mon-Fri 00:00-08:55 and 17:00-24:00; Sat-Sun all day`."""
    if minutes.all():
        return "at any time"
    days = [_spans_text(day) for day in minutes.reshape(len(WEEKDAYS), MINUTES_A_DAY)]
    told = []
    for spans, group in groupby(range(len(WEEKDAYS)), key=lambda day: days[day]):
        numbers = list(group)
        if spans:
            told.append(f"{_days_text(numbers[0], numbers[-1])} {'all day' if spans == _WHOLE_DAY else spans}")
    return "; ".join(told)


def _days_text(first: int, last: int) -> str:
    if last - first + 1 == len(WEEKDAYS):
        return "every day"
    return WEEKDAYS[first] if first == last else f"{WEEKDAYS[first]}-{WEEKDAYS[last]}"


def _spans_text(day: Minutes) -> str:
    edges = np.flatnonzero(np.diff(day.astype(np.int8), prepend=0, append=0)).tolist()
    spans = [f"{_clock(opens)}-{_clock(closes)}" for opens, closes in zip(edges[::2], edges[1::2], strict=True)]
    if len(spans) > _MOST_SPANS:
        spans = [*spans[: _MOST_SPANS - 1], f"{len(spans) - _MOST_SPANS + 1} more times a day"]
    return _joined(spans)


def _joined(spans: Sequence[str]) -> str:
    return " and ".join([", ".join(spans[:-1]), spans[-1]] if len(spans) > 1 else spans)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


_WHOLE_DAY = _spans_text(np.ones(MINUTES_A_DAY, dtype=np.bool_))
