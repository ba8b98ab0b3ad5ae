"""Leads in zones of their own: whose hours count when they are called, across DST, and what that is worth."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.calendar import local_ms, local_time, start_utc_ms
from sandbox.domain.luck import key_of
from sandbox.domain.playbook import Playbook, TouchWindow
from sandbox.domain.tables import Event, Tables
from sandbox.domain.units import DAY_MS, HOUR_MS, MINUTE_MS, WEEK_MS
from sandbox.files.week import weekly_hours
from sandbox.sim.clock import Clock
from sandbox.sim.population import Population, sample_leads
from sandbox.sim.scenario import Scenario
from sandbox.sim.world import simulate
from tests.worlds import SMALL, Everybody, contact_rate, one_queue, read_scenario, rows_of, scenario

KEY = key_of(1, 0)
NAMES = ("America/New_York", "America/Los_Angeles", "Europe/Amsterdam")
SPREAD = "leads: {zones: {America/New_York: .5, America/Los_Angeles: .3, Europe/Amsterdam: .2}}\n"
AT_ANY_HOUR = 'teams: {sdr: {count: 40, shifts: {"Mon-Sun": 00:00-24:00}}}\n'
MORNING = TouchWindow(hours=weekly_hours({"Mon-Sun": "09:00-11:00"}))


def lived(drawn: Scenario, playbook: Playbook) -> tuple[Population, Tables]:
    people = sample_leads(drawn, KEY)
    return people, simulate(people, Everybody(), playbook, drawn, KEY)


def hours_there(drawn: Scenario, people: Population, tables: Tables, event: Event) -> dict[str, set[float]]:
    """Return the local hours of events by the zone of their leads, by the calendar of the standard library."""
    begin = datetime.fromtimestamp(start_utc_ms(drawn.start, drawn.zone) / 1000, UTC)
    found: dict[str, set[float]] = {}
    for lead, time_ms in rows_of(tables, event, "lead", "time_ms").tolist():
        zone = list(drawn.zones)[people.zone[lead]]
        local = (begin + timedelta(milliseconds=time_ms)).astimezone(ZoneInfo(zone))
        found.setdefault(zone, set()).add(local.hour + local.minute / 60 + local.second / 3600)
    return found


def test_leads_live_where_the_shares_say_and_else_with_the_clock() -> None:
    people = sample_leads(scenario("demand: {leads_per_week: 500}\n" + SPREAD), KEY)
    shares = np.bincount(people.zone, minlength=3) / len(people)
    assert shares == pytest.approx([0.5, 0.3, 0.2], abs=0.03)
    plain = scenario()
    assert dict(plain.zones) == {plain.zone: 1.0}
    assert not sample_leads(plain, KEY).zone.any()


def test_zones_change_nobody_and_no_arrival() -> None:
    plain, spread = sample_leads(scenario(), KEY), sample_leads(scenario(SPREAD), KEY)
    for name in ("visitor", "created_ms", "quality", "responsiveness"):
        np.testing.assert_array_equal(getattr(plain, name), getattr(spread, name))


@given(
    zone=st.sampled_from([*NAMES, "Asia/Kolkata", "Australia/Lord_Howe", "UTC"]),
    clock_zone=st.sampled_from(NAMES),
    start=st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    hours=st.integers(0, 300 * 24),
)
def test_local_time_of_another_zone_is_that_of_the_standard_library(
    zone: str, clock_zone: str, start: date, hours: int
) -> None:
    local = local_time(start, zone, 300, clock_zone=clock_zone)
    moment = datetime.fromtimestamp(start_utc_ms(start, clock_zone) / 1000 + hours * 3600, UTC).astimezone(
        ZoneInfo(zone)
    )
    expected = moment.replace(tzinfo=None) - datetime(start.year, start.month, start.day)
    assert local_ms(hours * HOUR_MS, local.since_ms, local.shift_ms) == expected / timedelta(milliseconds=1)


def test_a_window_is_in_the_hours_of_each_lead_also_after_its_clocks_change() -> None:
    """Fourteen weeks from January on: New York changes on 8 March, Amsterdam three weeks later."""
    drawn = scenario("demand: {leads_per_week: 60}\n" + AT_ANY_HOUR + SPREAD)
    drawn = replace(drawn, window=replace(drawn.window, arrivals_to_ms=14 * WEEK_MS))
    people, tables = lived(drawn, one_queue("auto email", "phone", window=MORNING))
    for event in (Event.AUTOMATED, Event.DIALED):
        hours = hours_there(drawn, people, tables, event)
        assert set(hours) == set(NAMES)
        assert all(9 <= hour < 11 for found in hours.values() for hour in found)
    assert tables.events.column("time_ms").max() > 90 * DAY_MS


def test_a_window_with_a_zone_of_its_own_is_alike_for_all() -> None:
    drawn = scenario(AT_ANY_HOUR + SPREAD)
    window = replace(MORNING, zone="America/New_York")
    people, tables = lived(drawn, one_queue("auto email", window=window))
    hours = hours_there(drawn, people, tables, Event.AUTOMATED)
    assert all(6 <= hour < 8 for hour in hours["America/Los_Angeles"])


def test_the_phone_is_answered_by_the_hour_where_the_lead_lives() -> None:
    by_hour = ", ".join("1" if hour == 9 else "0" for hour in range(24))
    clock = Clock(scenario(SPREAD + f"buyers: {{phone: {{by_hour: [{by_hour}]}}}}\n"), Playbook(queues=(), cadences={}))
    for clock_hour, zone in ((9, 0), (12, 1), (3, 2)):
        willing = [clock.willingness(clock_hour * HOUR_MS + MINUTE_MS, other) > 0 for other in range(3)]
        assert willing == [other == zone for other in range(3)]


def test_the_weekday_is_that_of_the_lead() -> None:
    weekdays = ", ".join("1" if day == 6 else "0" for day in range(7))
    clock = Clock(
        scenario(SPREAD + f"buyers: {{phone: {{by_weekday: [{weekdays}]}}}}\n"), Playbook(queues=(), cadences={})
    )
    # The clock starts on Monday at midnight in New York, when it is still Sunday in Los Angeles.
    assert [clock.willingness(HOUR_MS, zone) > 0 for zone in range(3)] == [False, True, False]


def test_calling_in_the_leads_hours_reaches_more_than_in_the_offices() -> None:
    by_hour = ", ".join("1" if 9 <= hour < 17 else ".2" for hour in range(24))
    flat = "{at_once: .3, floor: .3, tau_min: 15, theta: 1}"
    buyers = f"buyers: {{phone: {{central: {flat}, by_hour: [{by_hour}]}}}}\n"
    drawn = scenario("demand: {leads_per_week: 1000}\n" + AT_ANY_HOUR.replace("40", "200") + buyers + SPREAD)
    day = TouchWindow(hours=weekly_hours({"Mon-Sun": "09:00-16:50"}))
    office = replace(day, zone="America/New_York")
    of_lead, of_office = (contact_rate(lived(drawn, one_queue("phone", window=w))[1]) for w in (day, office))
    assert of_lead > of_office + 0.03


@pytest.mark.parametrize("planned", ["phone", "email", "sms"])
def test_nothing_reaches_a_lead_after_its_window_has_closed(planned: str) -> None:
    """Two reps cannot make all the touches of a day in an hour: some would begin in its last minutes."""
    hour = TouchWindow(hours=weekly_hours({"Mon-Sun": "09:00-10:00"}))
    drawn = scenario("demand: {leads_per_week: 200}\n" + AT_ANY_HOUR.replace("40", "2") + SPREAD)
    people, tables = lived(drawn, one_queue(planned, f"{planned} 1 day", window=hour))
    event = Event.DIALED if planned == "phone" else Event.MAILED
    hours = hours_there(drawn, people, tables, event)
    assert all(9 <= one < 10 for found in hours.values() for one in found)
    done = rows_of(tables, Event.DONE, "lead", "k")
    assert len(done) == len(np.unique(done, axis=0)) > 100


def test_reps_have_their_hands_free_for_others_when_it_is_too_late_for_one() -> None:
    """A touch that is put back costs nobody time, waits for the next opening, and is not lost."""
    window = TouchWindow(hours=weekly_hours({"Mon-Sun": "09:00-09:06"}))
    drawn = scenario("buyers: {reachable: {default: 0}}\n" + AT_ANY_HOUR.replace("40", "1"))
    _, tables = lived(drawn, one_queue("phone", window=window))
    begins = rows_of(tables, Event.DONE, "time_ms", "duration_ms")
    per_day = np.bincount((begins[:, 0] - begins[:, 1]) // DAY_MS)
    assert per_day.max() == 1  # five minutes to prepare: only the first minute of the window is soon enough
    assert tables.shifts.worked_ms.sum() <= begins[:, 1].sum()


def test_unknown_zones_and_shares_that_do_not_add_up_are_told_at_their_place() -> None:
    checked = read_scenario(SMALL + "leads:\n  zones: {Berlin: .5, UTC: .2}\n")
    assert checked.value is None
    assert {(d.code, d.span.line) for d in checked.diagnostics} == {("bad-total", 6), ("unknown-zone", 6)}


def test_hours_of_the_week_follow_the_clocks_on_the_wall() -> None:
    drawn = replace(scenario(), start=date(2026, 10, 19), zone="Europe/Amsterdam")
    hours = Clock(drawn, one_queue("phone")).week_hours()
    assert hours[:3] == [0, 1, 2]  # a Monday
    sunday = 6 * 24
    assert hours[sunday : sunday + 5] == [144, 145, 146, 146, 147]  # in summer 02:00, then in winter
    assert hours[7 * 24 + 1] == 0
