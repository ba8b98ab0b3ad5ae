"""Calendars on the simulation clock: local time, opening hours, pickup times.

The clock counts whole ms from local midnight of its first day. Zones and DST are dealt with once, when the calendar
is built; what the event loop calls are scalar functions on tuples of integers.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from sandbox.domain.hours import WeeklyHours
from sandbox.domain.playbook import Pickup
from sandbox.domain.units import DAY_MS


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalTime:
    """Local time on the simulation clock.

    From `since_ms[i]` on, local ms = clock ms + `shift_ms[i]`. In the clock's own zone the first shift is 0, in another
    one how far it is ahead; DST adds the others. Before the first day local ms are negative.
    """

    start_weekday: int
    since_ms: tuple[int, ...]
    shift_ms: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenHours:
    """Disjoint opening intervals on the simulation clock, ascending: open from `opens_ms[i]` to `closes_ms[i]`."""

    opens_ms: tuple[int, ...]
    closes_ms: tuple[int, ...]


def start_utc_ms(start: date, zone: str) -> int:
    """Return local midnight of the first day in ms since the Unix epoch."""
    return _utc_ms(datetime(start.year, start.month, start.day), ZoneInfo(zone))


@lru_cache(maxsize=256)
def local_time(start: date, zone: str, days: int, *, clock_zone: str | None = None) -> LocalTime:
    """Return how local time runs over the first `days` days, with every DST change in them.

    `clock_zone` is the zone in whose midnight the clock starts, where that is another one.
    """
    info = ZoneInfo(zone)
    begin_ms = start_utc_ms(start, clock_zone or zone)
    first = _offset_ms(begin_ms, ZoneInfo(clock_zone or zone))
    since, shifts = [0], [_offset_ms(begin_ms, info) - first]
    for day in range(days + 1):
        low_ms, high_ms = begin_ms + day * DAY_MS, begin_ms + (day + 1) * DAY_MS
        if _offset_ms(low_ms, info) != _offset_ms(high_ms, info):
            change_ms = _change_between(low_ms, high_ms, info)
            since.append(change_ms - begin_ms)
            shifts.append(_offset_ms(change_ms, info) - first)
    return LocalTime(start_weekday=start.weekday(), since_ms=tuple(since), shift_ms=tuple(shifts))


@lru_cache(maxsize=256)  # every run of a study asks for the same hours
def open_hours(
    hours: WeeklyHours,
    start: date,
    zone: str,
    days: int,
    *,
    clock_zone: str | None = None,
    closed: frozenset[date] = frozenset(),
) -> OpenHours:
    """Return the opening intervals of the first `days` days; adjoining ones are joined, midnight included.

    `clock_zone` is the zone in whose midnight the clock starts, where that is another than the zone of the hours. What
    would open on a local day that is `closed` does not.
    """
    info = ZoneInfo(zone)
    begin_ms = start_utc_ms(start, clock_zone or zone)
    joined: list[list[int]] = []
    for day in range(days) if clock_zone in {None, zone} else range(-1, days + 1):
        midnight = datetime(start.year, start.month, start.day) + timedelta(days=day)
        if midnight.date() in closed:
            continue
        for weekday, from_ms, to_ms in sorted(hours.spans):
            if weekday != midnight.weekday():
                continue
            opens_ms = max(0, _utc_ms(midnight + timedelta(milliseconds=from_ms), info) - begin_ms)
            closes_ms = _utc_ms(midnight + timedelta(milliseconds=to_ms), info) - begin_ms
            if joined and opens_ms <= joined[-1][1]:
                joined[-1][1] = max(joined[-1][1], closes_ms)
            elif opens_ms < closes_ms:
                joined.append([opens_ms, closes_ms])
    return OpenHours(opens_ms=tuple(o for o, _ in joined), closes_ms=tuple(c for _, c in joined))


def late_hours(hours: OpenHours, delay_ms: int) -> OpenHours:
    """Return the part of each opening that lies so long or longer after it has opened."""
    spans = [
        (opens + delay_ms, closes)
        for opens, closes in zip(hours.opens_ms, hours.closes_ms, strict=True)
        if opens + delay_ms < closes
    ]
    return OpenHours(opens_ms=tuple(o for o, _ in spans), closes_ms=tuple(c for _, c in spans))


def _utc_ms(local: datetime, info: ZoneInfo) -> int:
    return round(local.replace(tzinfo=info).timestamp() * 1000)


def _offset_ms(utc_ms: int, info: ZoneInfo) -> int:
    offset = datetime.fromtimestamp(utc_ms / 1000, UTC).astimezone(info).utcoffset()
    return round(offset.total_seconds() * 1000) if offset is not None else 0


def _change_between(low_ms: int, high_ms: int, info: ZoneInfo) -> int:
    """Return the first ms of the new offset, by bisection."""
    before = _offset_ms(low_ms, info)
    while high_ms - low_ms > 1:
        middle_ms = (low_ms + high_ms) // 2
        if _offset_ms(middle_ms, info) == before:
            low_ms = middle_ms
        else:
            high_ms = middle_ms
    return high_ms


def local_ms(time_ms: int, since_ms: tuple[int, ...], shift_ms: tuple[int, ...]) -> int:
    """Return local ms since local midnight of the first day."""
    if len(since_ms) == 1:
        return time_ms + shift_ms[0]
    return time_ms + shift_ms[bisect_right(since_ms, time_ms) - 1]


def clock_ms(local: int, since_ms: tuple[int, ...], shift_ms: tuple[int, ...]) -> int:
    """Return the first clock ms at which local time is `local` or, where DST skips it, later."""
    for index, shift in enumerate(shift_ms):
        ends_ms = since_ms[index + 1] if index + 1 < len(since_ms) else None
        if ends_ms is None or local - shift < ends_ms:
            return max(local - shift, since_ms[index]) if index else local - shift
    return local


def next_open_ms(time_ms: int, opens_ms: tuple[int, ...], closes_ms: tuple[int, ...]) -> int | None:
    """Return `time_ms` when it is open then, else the next opening; None when it never opens again."""
    index = bisect_right(closes_ms, time_ms)
    if index == len(opens_ms):
        return None
    return max(time_ms, opens_ms[index])


def next_close_ms(time_ms: int, opens_ms: tuple[int, ...], closes_ms: tuple[int, ...]) -> int:
    """Return the end of the opening in which `time_ms` lies, itself when it is closed then."""
    index = bisect_right(closes_ms, time_ms)
    return closes_ms[index] if index < len(opens_ms) and opens_ms[index] <= time_ms else time_ms


def open_ms_between(from_ms: int, to_ms: int, opens_ms: tuple[int, ...], closes_ms: tuple[int, ...]) -> int:
    """Return how long it is open within [from, to)."""
    total = 0
    for index in range(bisect_right(closes_ms, from_ms), len(opens_ms)):
        if opens_ms[index] >= to_ms:
            break
        total += min(to_ms, closes_ms[index]) - max(from_ms, opens_ms[index])
    return total


def next_pickup_ms(pickup: Pickup, local: int) -> int:
    """Return the first local ms, not before `local`, at which reps look into a queue."""
    midnight = local // DAY_MS * DAY_MS
    if pickup.every_ms is not None:
        steps = -(-(local - midnight) // pickup.every_ms)
        return min(midnight + steps * pickup.every_ms, midnight + DAY_MS)
    for at_ms in pickup.at_ms:
        if midnight + at_ms >= local:
            return midnight + at_ms
    return midnight + DAY_MS + pickup.at_ms[0] if pickup.at_ms else local
