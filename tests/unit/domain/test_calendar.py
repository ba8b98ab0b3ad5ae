"""Calendars: local time over DST, opening hours, pickups."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.calendar import (
    OpenHours,
    clock_ms,
    local_ms,
    local_time,
    next_open_ms,
    next_pickup_ms,
    open_hours,
    open_ms_between,
    start_utc_ms,
)
from sandbox.domain.hours import WeeklyHours
from sandbox.domain.playbook import Pickup
from sandbox.domain.units import DAY_MS, HOUR_MS, MINUTE_MS

ZONES = st.sampled_from(["America/New_York", "Europe/Amsterdam", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"])
OFFICE = WeeklyHours(spans=tuple((day, 9 * HOUR_MS, 17 * HOUR_MS) for day in range(5)))
AROUND_THE_CLOCK = WeeklyHours(spans=tuple((day, 0, DAY_MS) for day in range(7)))


@given(zone=ZONES, start=st.dates(date(2020, 1, 1), date(2030, 1, 1)), time_ms=st.integers(0, 400 * DAY_MS))
def test_local_time_is_what_the_zone_says(zone: str, start: date, time_ms: int) -> None:
    clock = local_time(start, zone, 400)
    utc = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=start_utc_ms(start, zone) + time_ms)
    expected = utc.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    local = datetime(start.year, start.month, start.day) + timedelta(
        milliseconds=local_ms(time_ms, clock.since_ms, clock.shift_ms)
    )
    assert local == expected


@given(zone=ZONES, start=st.dates(date(2020, 1, 1), date(2030, 1, 1)), time_ms=st.integers(0, 400 * DAY_MS))
def test_from_local_time_and_back(zone: str, start: date, time_ms: int) -> None:
    clock = local_time(start, zone, 400)
    local = local_ms(time_ms, clock.since_ms, clock.shift_ms)
    back = clock_ms(local, clock.since_ms, clock.shift_ms)
    assert local_ms(back, clock.since_ms, clock.shift_ms) == local  # an hour that DST repeats has two clock times


def test_offices_open_at_nine_local_time_on_both_sides_of_dst() -> None:
    # DST began in New York on Sunday 2026-03-08: Friday the 6th at 14:00 UTC, Monday the 9th at 13:00 UTC.
    hours = open_hours(OFFICE, date(2026, 3, 6), "America/New_York", 7)
    assert hours.opens_ms[0] == 9 * HOUR_MS
    assert hours.opens_ms[1] == 3 * DAY_MS + 8 * HOUR_MS
    assert all(close - open_ == 8 * HOUR_MS for open_, close in zip(hours.opens_ms, hours.closes_ms, strict=True))


def test_round_the_clock_is_one_interval_and_24_00_joins_midnight() -> None:
    assert open_hours(AROUND_THE_CLOCK, date(2026, 1, 5), "America/New_York", 100) == OpenHours(
        opens_ms=(0,), closes_ms=(100 * DAY_MS - HOUR_MS,)
    )  # the spring change takes an hour


def test_a_calendar_without_spans_never_opens() -> None:
    hours = open_hours(WeeklyHours(spans=()), date(2026, 1, 5), "UTC", 100)
    assert next_open_ms(0, hours.opens_ms, hours.closes_ms) is None
    assert open_ms_between(0, 100 * DAY_MS, hours.opens_ms, hours.closes_ms) == 0


@given(closed=st.frozensets(st.dates(date(2026, 1, 5), date(2026, 2, 15))), zone=ZONES)
def test_a_closed_day_is_not_open_and_all_others_are_as_ever(closed: frozenset[date], zone: str) -> None:
    start = date(2026, 1, 5)
    for hours in (OFFICE, AROUND_THE_CLOCK):
        plain, fewer = (open_hours(hours, start, zone, 40, closed=days) for days in (frozenset[date](), closed))
        for day in range(40):
            span = (day * DAY_MS, (day + 1) * DAY_MS)  # no zone here changes its clock in these weeks
            is_closed = start + timedelta(days=day) in closed
            expected = 0 if is_closed else open_ms_between(*span, plain.opens_ms, plain.closes_ms)
            assert open_ms_between(*span, fewer.opens_ms, fewer.closes_ms) == expected


@given(time_ms=st.integers(0, 27 * DAY_MS))
def test_next_opening_is_open_and_nothing_before_it_is(time_ms: int) -> None:
    hours = open_hours(OFFICE, date(2026, 1, 5), "UTC", 35)
    opens = next_open_ms(time_ms, hours.opens_ms, hours.closes_ms)
    assert opens is not None
    assert open_ms_between(opens, opens + 1, hours.opens_ms, hours.closes_ms) == 1
    assert open_ms_between(time_ms, opens, hours.opens_ms, hours.closes_ms) == 0


def test_a_week_of_office_hours_is_forty_hours() -> None:
    hours = open_hours(OFFICE, date(2026, 1, 5), "UTC", 14)
    assert open_ms_between(0, 7 * DAY_MS, hours.opens_ms, hours.closes_ms) == 40 * HOUR_MS


@pytest.mark.parametrize(
    ("pickup", "local", "expected"),
    [
        (Pickup(every_ms=2 * HOUR_MS), 3 * HOUR_MS, 4 * HOUR_MS),
        (Pickup(every_ms=2 * HOUR_MS), 4 * HOUR_MS, 4 * HOUR_MS),
        (Pickup(every_ms=7 * HOUR_MS), 22 * HOUR_MS, 24 * HOUR_MS),
        (Pickup(at_ms=(9 * HOUR_MS, 13 * HOUR_MS)), 9 * HOUR_MS + 1, 13 * HOUR_MS),
        (Pickup(at_ms=(9 * HOUR_MS, 13 * HOUR_MS)), DAY_MS + 14 * HOUR_MS, 2 * DAY_MS + 9 * HOUR_MS),
        (Pickup(), 5 * MINUTE_MS, 5 * MINUTE_MS),
    ],
)
def test_pickup_is_the_next_look_into_the_queue(pickup: Pickup, local: int, expected: int) -> None:
    assert next_pickup_ms(pickup, local) == expected
