"""Hours of the week, and how people write them: `Mon-Fri`, `09:00-17:00`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.domain.units import time_of_day_ms

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_HOURS = re.compile(r"(\d{1,2}:\d{2}) ?- ?(\d{1,2}:\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyHours:
    """When something is open in a week: (weekday from Monday = 0, from, to), in ms after local midnight."""

    spans: tuple[tuple[int, int, int], ...]


def weekdays(text: str) -> range | None:
    """Return the days (Monday = 0) of `Mon` or `Mon-Fri`; None if it is neither."""
    ends = [part.strip().capitalize() for part in text.split("-")]
    if len(ends) > 2 or any(end not in WEEKDAYS for end in ends):
        return None
    first, last = WEEKDAYS.index(ends[0]), WEEKDAYS.index(ends[-1])
    return range(first, last + 1) if first <= last else None


def hours_span(text: str) -> tuple[int, int] | None:
    """Return beginning and end of `09:00-17:00` in ms after midnight; None if it is no such span."""
    match = _HOURS.fullmatch(text.strip())
    ends = [time_of_day_ms(end) for end in match.groups()] if match else []
    if not ends or ends[0] is None or ends[1] is None or ends[0] >= ends[1]:
        return None
    return ends[0], ends[1]


def hours_on(days: Sequence[int], spans: Sequence[tuple[int, int]]) -> WeeklyHours:
    """Return the same spans on each of some days."""
    return WeeklyHours(spans=tuple(sorted({(day, *span) for day in days for span in spans})))
