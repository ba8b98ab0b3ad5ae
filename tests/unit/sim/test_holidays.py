"""Holidays: nobody works, no business time passes, machines and buyers go on. The 6th of January is one in Bavaria."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.analysis.cohort import follow_cohort
from sandbox.domain.tables import Event, Tables
from sandbox.domain.units import MINUTE_MS
from sandbox.sim.population import sample_leads
from sandbox.sim.scenario_file.public_holidays import public_holidays
from sandbox.sim.world import simulate
from tests.unit.sim.by_hand import live, policy_text, said, sdrs
from tests.unit.sim.test_zones import KEY
from tests.worlds import Everybody, one_queue, scenario

EVENING = ["17:30"]
"""Of Monday, the 5th of January 2026."""
MACHINE = "{channel: email, by: automation}"


@pytest.mark.parametrize(
    ("holidays", "called"), [("none", "+1 09:05"), ("DE", "+1 09:05"), ("DE-BY", "+2 09:05"), ("US-CA", "+1 09:05")]
)
def test_a_lead_of_the_evening_is_called_on_the_next_day_on_which_people_work(
    tmp_path: Path, holidays: str, called: str
) -> None:
    tables = live(tmp_path, EVENING, policy_text(), holidays=holidays)
    assert said(tables, Event.DIALED) == [f"0 dialed by 0 at {called}"]


def test_a_business_day_after_the_day_before_is_the_day_after(tmp_path: Path) -> None:
    policy = policy_text(touches="{channel: phone, after: 1 business day}")
    assert said(live(tmp_path, ["10:00"], policy, holidays="DE-BY"), Event.DIALED) == ["0 dialed by 0 at +2 10:05"]
    assert said(live(tmp_path, ["10:00"], policy), Event.DIALED) == ["0 dialed by 0 at +1 10:05"]


def test_a_promise_in_business_time_is_not_broken_on_a_holiday(tmp_path: Path) -> None:
    terms = "respond_within: 4 business h, on_breach: reassign, assign: round_robin"
    policy = policy_text(terms, touches="{channel: phone, after: 5 days}")
    for holidays, broken in (("none", "+1 12:30"), ("DE-BY", "+2 12:30")):
        tables = live(tmp_path, ["16:30"], policy, teams=sdrs(2), holidays=holidays)
        assert said(tables, Event.BREACHED)[0] == f"0 breached by 0 at {broken}"


def test_automation_writes_on_a_holiday_and_inside_its_window(tmp_path: Path) -> None:
    policy = policy_text(touches=MACHINE).replace("then: nurture}", "then: nurture, window: {days: Mon-Fri}}", 1)
    tables = live(tmp_path, ["10:00", "+1 10:00"], policy, holidays="DE-BY")
    assert said(tables, Event.AUTOMATED) == ["0 automated at 10:00", "1 automated at +1 10:00"]


def test_nobody_is_paid_and_only_business_time_counts_as_a_wait(tmp_path: Path) -> None:
    tables = live(tmp_path, ["10:00", "+1 12:00"], policy_text(), holidays="DE-BY")
    shifts = tables.shifts
    paid = {day: bool(shifts.paid_ms[shifts.day == day].any()) for day in np.unique(shifts.day).tolist()}
    assert paid[0]
    assert not paid[1]
    assert follow_cohort(tables).business_ms.tolist() == [5 * MINUTE_MS, 5 * MINUTE_MS]
    assert follow_cohort(tables).speed_ms.tolist() == [5 * MINUTE_MS, (21 * 60 + 5) * MINUTE_MS]


def test_who_inquires_on_a_holiday_does_not_inquire_in_hours() -> None:
    for holidays, expected in (("none", True), ("AT", False)):
        drawn = scenario(f"clock: {{start: 2026-01-05, zone: UTC, holidays: {holidays}}}\n")
        people = sample_leads(drawn, KEY)
        on_the_day = (people.created_ms >= 34 * 3_600_000) & (people.created_ms < 40 * 3_600_000)  # 10 to 16 h
        assert on_the_day.any()
        assert (people.facts["in_hours"][on_the_day] == expected).all()


def april(holidays: str) -> Tables:
    """Return a run over Easter, with leads and reps as ever."""
    drawn = scenario(f"clock: {{start: 2026-03-23, zone: UTC, holidays: {holidays}}}\ndemand: {{leads_per_week: 40}}\n")
    return simulate(sample_leads(drawn, KEY), Everybody(), one_queue("phone", "phone 1 day"), drawn, KEY)


def test_over_easter_leads_wait_longer_and_fewer_hours_are_paid() -> None:
    at_work, at_home = april("none"), april("DE")
    np.testing.assert_array_equal(at_work.leads.created_ms[: len(at_home.leads)], at_home.leads.created_ms)
    assert np.mean(follow_cohort(at_home).speed_ms) > np.mean(follow_cohort(at_work).speed_ms) + 60 * MINUTE_MS
    days = min(at_work.shifts.day.max(), at_home.shifts.day.max())
    paid = [run.shifts.paid_ms[run.shifts.day <= days].sum() for run in (at_work, at_home)]
    assert paid[1] < paid[0]


def test_holidays_are_those_of_the_country_or_its_part_with_days_off_in_lieu() -> None:
    of_2026 = {place: public_holidays(place, date(2026, 1, 1), 365) for place in ("US", "US-CA", "DE", "DE-BY", "none")}
    assert date(2026, 7, 3) in of_2026["US"]  # the 4th is a Saturday
    assert date(2026, 3, 31) in of_2026["US-CA"] - of_2026["US"]
    assert of_2026["DE-BY"] >= of_2026["DE"]
    assert date(2026, 4, 6) in of_2026["DE"] - of_2026["US"]
    assert not of_2026["none"]


@given(first=st.dates(date(1990, 1, 1), date(2090, 1, 1)), days=st.integers(0, 800), split=st.integers(0, 800))
def test_they_are_the_same_whenever_the_clock_starts(first: date, days: int, split: int) -> None:
    part = min(days, split)
    middle = date.fromordinal(first.toordinal() + part)
    whole = public_holidays("DE", first, days)
    assert whole == public_holidays("DE", first, part) | public_holidays("DE", middle, days - part)
    assert all(first.toordinal() <= day.toordinal() < first.toordinal() + days for day in whole)
