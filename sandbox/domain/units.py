"""Time in whole milliseconds, and durations and times of day as people write them."""

import re

SECOND_MS = 1_000
MINUTE_MS = 60 * SECOND_MS
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
WEEK_MS = 7 * DAY_MS

DURATION_UNITS_MS = {
    "s": SECOND_MS,
    "min": MINUTE_MS,
    "h": HOUR_MS,
    "day": DAY_MS,
    "days": DAY_MS,
    "week": WEEK_MS,
    "weeks": WEEK_MS,
}
MAX_DURATION_MS = 10 * 366 * DAY_MS

_DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,6})?) ?([a-z]+)", re.ASCII)
_TIME_OF_DAY = re.compile(r"(\d{1,2}):(\d{2})", re.ASCII)


def duration_ms(text: str) -> int | None:
    """Return an elapsed duration such as `5 min`, `8 h`, `1.5 days` in ms, rounded once; None if it is none."""
    match = _DURATION.fullmatch(text.strip())
    unit_ms = DURATION_UNITS_MS.get(match[2]) if match else None
    if match is None or unit_ms is None:
        return None
    value_ms = round(float(match[1]) * unit_ms)
    return value_ms if value_ms <= MAX_DURATION_MS else None


def time_of_day_ms(text: str) -> int | None:
    """Return a time of day such as `09:00` in ms after midnight, up to and including `24:00`; None if it is none."""
    match = _TIME_OF_DAY.fullmatch(text.strip())
    if match is None:
        return None
    value_ms = int(match[1]) * HOUR_MS + int(match[2]) * MINUTE_MS
    return value_ms if int(match[2]) < 60 and value_ms <= DAY_MS else None


def format_duration(duration_ms: float) -> str:
    """Return a duration in the largest unit that keeps it readable, e.g. `5 min`, `8 h`, `1.5 days`."""
    for unit_ms, unit in ((DAY_MS, "days"), (HOUR_MS, "h"), (MINUTE_MS, "min")):
        if duration_ms >= unit_ms:
            return f"{duration_ms / unit_ms:.3g} {unit}"
    return f"{duration_ms / SECOND_MS:.3g} s"
