"""Business time: what business hours and business days come to, over week-ends, DST and calendars that never open."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.business_time import BusinessTime, add_business_ms, add_wait, business_time
from sandbox.domain.calendar import local_time, next_open_ms, open_hours, open_ms_between
from sandbox.domain.hours import WeeklyHours
from sandbox.domain.units import DAY_MS, HOUR_MS, Wait, wait_of

OFFICE = WeeklyHours(spans=tuple((day, 9 * HOUR_MS, 17 * HOUR_MS) for day in range(5)))
HOURS = st.sampled_from([
    OFFICE,
    WeeklyHours(spans=tuple((day, 0, DAY_MS) for day in range(7))),
    WeeklyHours(spans=((1, 9 * HOUR_MS, 12 * HOUR_MS), (1, 13 * HOUR_MS, 17 * HOUR_MS), (6, 0, 3 * HOUR_MS))),
    WeeklyHours(spans=((5, 10 * HOUR_MS, 12 * HOUR_MS),)),
    WeeklyHours(spans=()),
])
WAITS = st.one_of(
    st.integers(0, 60).map(lambda n: Wait(business_days=n, is_business=True)),
    st.integers(0, 200 * HOUR_MS).map(lambda n: Wait(business_ms=n, is_business=True)),
)
TIMES = st.integers(0, 400 * DAY_MS)
START = date(2026, 1, 5)
NO_DAYS: frozenset[date] = frozenset()
HOLIDAYS = st.just(NO_DAYS) | st.frozensets(st.dates(START, START + timedelta(days=400)), max_size=150)


def calendar(
    hours: WeeklyHours = OFFICE, zone: str = "America/New_York", holidays: frozenset[date] = NO_DAYS
) -> BusinessTime:
    """Return the business time of 400 days from Monday 2026-01-05 on, DST changes in March and November."""
    return business_time(open_hours(hours, START, zone, 400, closed=holidays), local_time(START, zone, 400))


def at(day: int, hour: float) -> int:
    """Return a time by day (Monday 2026-01-05 is 0) and hour."""
    return round(day * DAY_MS + hour * HOUR_MS)


@pytest.mark.parametrize(
    ("begin", "text", "end"),
    [
        (at(4, 15), "1 business day", at(7, 15)),
        (at(5, 12), "1 business day", at(8, 9)),
        (at(4, 18), "1 business day", at(8, 9)),
        (at(4, 8), "1 business day", at(7, 9)),
        (at(0, 10), "2 business weeks", at(14, 10)),
        (at(5, 12), "0 business days", at(7, 9)),
        (at(4, 16), "2 business h", at(7, 10)),
        (at(4, 9), "8 business h", at(7, 9)),
        (at(4, 16.75), "30 business min", at(7, 9.25)),
        (at(5, 12), "0 business min", at(7, 9)),
        (at(5, 12), "1 day", at(6, 12)),
    ],
)
def test_what_a_wait_comes_to_in_an_office(begin: int, text: str, end: int) -> None:
    wait = wait_of(text)
    assert wait is not None
    assert add_wait(calendar(), begin, wait) == end


@pytest.mark.parametrize(
    ("begin", "text", "end"),
    [
        (at(4, 15), "1 business day", at(8, 15)),
        (at(7, 12), "0 business days", at(8, 9)),
        (at(7, 12), "1 business day", at(9, 9)),
        (at(4, 16), "2 business h", at(8, 10)),
        (at(3, 10), "1 business week", at(11, 10)),
        (at(6, 12), "1 day", at(7, 12)),
    ],
)
def test_a_holiday_on_monday_makes_the_week_end_longer(begin: int, text: str, end: int) -> None:
    wait = wait_of(text)
    assert wait is not None
    assert add_wait(calendar(holidays=frozenset({START + timedelta(days=7)})), begin, wait) == end


def test_a_business_day_over_the_spring_change_keeps_the_local_time() -> None:
    # DST began on Sunday 2026-03-08, day 62: from then on the clock is an hour behind local time.
    assert add_wait(calendar(), at(60, 15), Wait(business_days=1, is_business=True)) == at(63, 14)


@given(
    hours=HOURS,
    times=st.tuples(TIMES, TIMES),
    wait=WAITS,
    zone=st.sampled_from(["America/New_York", "UTC"]),
    holidays=HOLIDAYS,
)
def test_adding_business_time_is_monotone(
    hours: WeeklyHours, times: tuple[int, int], wait: Wait, zone: str, holidays: frozenset[date]
) -> None:
    open_calendar = calendar(hours, zone, holidays)
    first, second = (add_wait(open_calendar, time, wait) for time in sorted(times))
    if second is not None:
        assert first is not None
        assert first <= second


@given(minutes=st.tuples(st.integers(0, 119), st.integers(0, 119)), days=st.integers(0, 3))
def test_it_is_monotone_in_the_hour_that_dst_repeats(minutes: tuple[int, int], days: int) -> None:
    round_the_clock = calendar(WeeklyHours(spans=tuple((day, 0, DAY_MS) for day in range(7))))
    wait = Wait(business_days=days, is_business=True)
    begins = [at(300, 23) + 60_000 * n + 3 * HOUR_MS for n in sorted(minutes)]  # Sunday 2026-11-01, 01:00 to 03:00
    first, second = (add_wait(round_the_clock, begin, wait) for begin in begins)
    assert first is not None
    assert second is not None
    assert first <= second


@given(hours=HOURS, time=TIMES, wait=WAITS, more=st.integers(0, 5), holidays=HOLIDAYS)
def test_it_lands_in_open_time_not_before_it_began_and_longer_is_not_sooner(
    hours: WeeklyHours, time: int, wait: Wait, more: int, holidays: frozenset[date]
) -> None:
    open_calendar = calendar(hours, holidays=holidays)
    end = add_wait(open_calendar, time, wait)
    if end is not None:
        assert end >= time
        assert next_open_ms(end, open_calendar.opens_ms, open_calendar.closes_ms) == end
    later = add_wait(open_calendar, time, Wait(business_days=more + wait.business_days, is_business=True))
    if not wait.business_ms and later is not None:
        assert end is not None
        assert later >= end


@given(hours=HOURS, time=TIMES, business_ms=st.integers(0, 200 * HOUR_MS), holidays=HOLIDAYS)
def test_business_minutes_and_hours_accumulate_open_time(
    hours: WeeklyHours, time: int, business_ms: int, holidays: frozenset[date]
) -> None:
    open_calendar = calendar(hours, holidays=holidays)
    end = add_business_ms(open_calendar, time, business_ms)
    if end is not None:
        assert open_ms_between(time, end, open_calendar.opens_ms, open_calendar.closes_ms) == business_ms


@given(hours=HOURS, time=TIMES, wait=WAITS, holidays=HOLIDAYS)
def test_with_holidays_it_is_never_over_sooner_nor_on_one(
    hours: WeeklyHours, time: int, wait: Wait, holidays: frozenset[date]
) -> None:
    plain, longer = add_wait(calendar(hours, "UTC"), time, wait), add_wait(calendar(hours, "UTC", holidays), time, wait)
    if longer is not None:
        assert plain is not None
        assert plain <= longer
        assert START + timedelta(milliseconds=longer) not in holidays


@given(time=TIMES, wait=WAITS)
def test_on_a_calendar_that_never_opens_business_time_never_passes(time: int, wait: Wait) -> None:
    assert add_wait(calendar(WeeklyHours(spans=())), time, wait) is None
