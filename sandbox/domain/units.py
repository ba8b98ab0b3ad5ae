"""Time in whole milliseconds, and durations and times of day as people write them."""

import re
from dataclasses import dataclass

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
BUSINESS_UNITS = ("min", "h", "day", "days", "week", "weeks")
DAYS_PER_BUSINESS_WEEK = 5
MAX_BUSINESS_DAYS = 10 * 366

_DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,6})?) ?([a-z]+)", re.ASCII)
_BUSINESS = re.compile(r"(\d{1,9}(?:\.\d{1,6})?) ?business ([a-z]+)", re.ASCII)
_TIME_OF_DAY = re.compile(r"(\d{1,2}):(\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """How long a policy waits, of one kind: elapsed time, open time, or a number of opening days.

    At most one of the three is not 0. What they come to is a matter of the calendar: `sandbox.domain.business_time`.
    """

    elapsed_ms: int = 0
    business_ms: int = 0
    business_days: int = 0
    is_business: bool = False


NO_WAIT = Wait()


def duration_ms(text: str) -> int | None:
    """Return an elapsed duration such as `5 min`, `8 h`, `1.5 days` in ms, rounded once; None if it is none."""
    match = _DURATION.fullmatch(text.strip())
    unit_ms = DURATION_UNITS_MS.get(match[2]) if match else None
    if match is None or unit_ms is None:
        return None
    value_ms = round(float(match[1]) * unit_ms)
    return value_ms if value_ms <= MAX_DURATION_MS else None


def wait_of(text: str) -> Wait | None:
    """Return `5 min`, `8 business h`, `1 business day`, `2 business weeks` as a wait; None if it is none.

    Business days are whole, and a business week is `DAYS_PER_BUSINESS_WEEK` of them.
    """
    match = _BUSINESS.fullmatch(text.strip())
    if match is None:
        elapsed_ms = duration_ms(text)
        return None if elapsed_ms is None else Wait(elapsed_ms=elapsed_ms)
    unit = match[2]
    if unit in {"min", "h"}:
        business_ms = duration_ms(f"{match[1]} {unit}")
        return None if business_ms is None else Wait(business_ms=business_ms, is_business=True)
    if unit not in BUSINESS_UNITS or "." in match[1]:
        return None
    days = int(match[1]) * (DAYS_PER_BUSINESS_WEEK if unit.startswith("week") else 1)
    return Wait(business_days=days, is_business=True) if days <= MAX_BUSINESS_DAYS else None


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
