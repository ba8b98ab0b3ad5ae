"""Waits, times of day and hours of a week in full words: `40 minutes`, `2 business days`, `Mon-Fri 09:00-17:00`."""

from collections.abc import Sequence
from itertools import groupby

from sandbox.domain.hours import WEEKDAYS, WeeklyHours
from sandbox.domain.units import DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, Wait

_UNITS = ((DAY_MS, "day"), (HOUR_MS, "hour"), (MINUTE_MS, "minute"))


def wait_words(wait: Wait) -> str:
    """Return a wait in full, in the largest unit that it is a whole number of."""
    if wait.business_days:
        return counted(wait.business_days, "business day")
    return _span_words(wait.business_ms if wait.is_business else wait.elapsed_ms, "business " * wait.is_business)


def milliseconds_words(span_ms: int) -> str:
    """Return elapsed time in full."""
    return _span_words(span_ms, "")


def _span_words(span_ms: int, kind: str) -> str:
    for unit_ms, unit in _UNITS:
        if span_ms and span_ms % unit_ms == 0:
            return counted(span_ms // unit_ms, f"{kind}{unit}")
    seconds = span_ms / SECOND_MS
    return f"{seconds:,.12g} {kind}second{'' if seconds == 1 else 's'}"


def counted(count: int, noun: str) -> str:
    """Return a count with its noun."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def time_words(time_of_day_ms: int) -> str:
    """Return a time of day, given in ms after midnight: `09:00`."""
    return f"{time_of_day_ms // HOUR_MS:02d}:{time_of_day_ms % HOUR_MS // MINUTE_MS:02d}"


def hours_words(hours: WeeklyHours) -> str:
    """Return hours of a week, days with the same hours together: `Mon-Fri 09:00-17:00, Sat 09:00-12:00`."""
    spans = [
        ", ".join(f"{time_words(begin)}-{time_words(end)}" for day, begin, end in hours.spans if day == weekday)
        for weekday in range(len(WEEKDAYS))
    ]
    said = []
    for open_hours, run in groupby(range(len(WEEKDAYS)), key=spans.__getitem__):
        days = list(run)
        if open_hours:
            named = WEEKDAYS[days[0]] if len(days) == 1 else f"{WEEKDAYS[days[0]]}-{WEEKDAYS[days[-1]]}"
            said.append(f"{named} {open_hours}")
    return "; ".join(said) or "never"


def listed(parts: Sequence[str], last: str = "and") -> str:
    """Return parts as people list them: `a, b and c`."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}"
