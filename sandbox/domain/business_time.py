"""Business time: what `8 business h` or `1 business day` come to on a calendar of opening hours.

Business time passes while the calendar is open. A moment at which it is closed counts as the next opening. Then

- `n business min` or `h` end at the first open moment with that much open time behind it, and
- `n business days` end at the same local time on the n-th opening day after, or when it next opens from then on; an
  opening day is a local day on which the calendar is open at all: no holiday is one.

So 1 business day after Friday 15:00 is Monday 15:00, after Saturday noon it is Tuesday 09:00, and 8 business h after
Friday 09:00 are Monday 09:00. Adding is monotone and lands in open time. What lies beyond the end of the calendar, or
on one that never opens, never comes: None.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import accumulate

from sandbox.domain.calendar import LocalTime, OpenHours, clock_ms, local_ms, next_open_ms
from sandbox.domain.units import DAY_MS, Wait


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessTime:
    """A calendar for adding business time.

    `opened_ms[i]` is the open time before the opening `opens_ms[i]`, and one more entry: all of it. `days` are the
    opening days, counted from the first day of the clock.
    """

    opens_ms: tuple[int, ...]
    closes_ms: tuple[int, ...]
    opened_ms: tuple[int, ...]
    days: tuple[int, ...]
    since_ms: tuple[int, ...]
    shift_ms: tuple[int, ...]


def business_time(hours: OpenHours, local: LocalTime) -> BusinessTime:
    """Return the business time of opening hours."""
    spans = list(zip(hours.opens_ms, hours.closes_ms, strict=True))
    days: set[int] = set()
    for opens_ms, closes_ms in spans:
        first, last = (local_ms(t, local.since_ms, local.shift_ms) // DAY_MS for t in (opens_ms, closes_ms - 1))
        days.update(range(first, last + 1))
    return BusinessTime(
        opens_ms=hours.opens_ms,
        closes_ms=hours.closes_ms,
        opened_ms=tuple(accumulate((closes - opens for opens, closes in spans), initial=0)),
        days=tuple(sorted(days)),
        since_ms=local.since_ms,
        shift_ms=local.shift_ms,
    )


def add_wait(calendar: BusinessTime, time_ms: int, wait: Wait) -> int | None:
    """Return when a wait that begins at `time_ms` is over; None when that never comes."""
    if not wait.is_business:
        return time_ms + wait.elapsed_ms
    if wait.business_days:
        return add_business_days(calendar, time_ms, wait.business_days)
    return add_business_ms(calendar, time_ms, wait.business_ms)


def add_business_ms(calendar: BusinessTime, time_ms: int, business_ms: int) -> int | None:
    """Return the first open moment, not before `time_ms`, with so much open time since then."""
    opens, closes, opened = calendar.opens_ms, calendar.closes_ms, calendar.opened_ms
    index = bisect_right(closes, time_ms)
    if index == len(opens):
        return None
    target_ms = opened[index] + max(0, time_ms - opens[index]) + business_ms
    index = bisect_right(opened, target_ms) - 1
    return None if index >= len(opens) else opens[index] + target_ms - opened[index]


def add_business_days(calendar: BusinessTime, time_ms: int, days: int) -> int | None:
    """Return the same local time on the n-th opening day after, or the next opening from then on."""
    begin_ms = next_open_ms(time_ms, calendar.opens_ms, calendar.closes_ms)
    if begin_ms is None:
        return None
    local = _running_local_ms(calendar, begin_ms)
    place = bisect_left(calendar.days, local // DAY_MS) + days
    if place >= len(calendar.days):
        return None
    target = calendar.days[place] * DAY_MS + local % DAY_MS
    target_ms = clock_ms(target, calendar.since_ms, calendar.shift_ms)
    return next_open_ms(target_ms, calendar.opens_ms, calendar.closes_ms)


def _running_local_ms(calendar: BusinessTime, time_ms: int) -> int:
    """Return local time that never runs backwards: in the hour that DST repeats it stands still."""
    local = local_ms(time_ms, calendar.since_ms, calendar.shift_ms)
    change = bisect_right(calendar.since_ms, time_ms) - 1
    if change == 0:
        return local
    return max(local, calendar.since_ms[change] + calendar.shift_ms[change - 1])
