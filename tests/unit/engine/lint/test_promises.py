"""Promises that some hours of the week cannot keep, against a reader who looks at the clock minute by minute."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.domain.calendar import local_time, next_pickup_ms
from sandbox.domain.diagnostics import Diagnostic
from sandbox.domain.hours import WEEKDAYS, WeeklyHours
from sandbox.domain.playbook import Pickup
from sandbox.domain.tables import Event
from sandbox.domain.units import DAY_MS, HOUR_MS, MINUTE_MS, WEEK_MS
from sandbox.engine.language.parse import parse_policy
from sandbox.engine.lint.rules import lint_policy
from sandbox.engine.lint.week import hours_text, next_looks_ms, next_open_ms, open_minutes
from sandbox.engine.policy import Policy
from sandbox.study.tasks import simulate_once
from tests import worlds

CALLS = "{touches: [{channel: phone}], then: nurture}"
NINE_TO_FIVE = WeeklyHours(spans=tuple((day, 9 * HOUR_MS, 17 * HOUR_MS) for day in range(5)))
CODE = "promise-outside-hours"


def policy(queue: str = "respond_within: 1 h", calls: str = CALLS, more: str = "") -> Policy:
    text = (
        "version: 1\nname: Promises\nrouting: [{id: rest, otherwise: true, to: sales}]\n"
        f"queues:\n  sales: {{team: sdr, cadence: calls, {queue}}}\ncadences:\n  calls: {calls}\n{more}"
    )
    checked = parse_policy(text, "promises.yaml", worlds.vocabulary())
    assert checked.value is not None, [finding.render() for finding in checked.diagnostics]
    return checked.value


def told(one: Policy, shifts: WeeklyHours | None = None) -> list[Diagnostic]:
    found = lint_policy(one, shifts=None if shifts is None else {"sdr": shifts})
    return [finding for finding in found if finding.code == CODE]


def only(one: Policy, shifts: WeeklyHours | None = None) -> Diagnostic:
    (finding,) = told(one, shifts)
    assert not finding.is_error
    assert finding.span.source[finding.span.column - 1 :].startswith("1 h")
    assert finding.help
    return finding


def test_a_promise_of_an_hour_by_a_team_from_nine_to_five() -> None:
    finding = only(policy(more="staffing: {sdr: {count: 2, shifts: {Mon-Fri: 09:00-17:00}}}\n"))
    assert "come Mon-Fri 00:00-08:00 and 17:00-24:00; Sat-Sun all day: see when team 'sdr' works" in finding.message
    assert "business time" in finding.help
    assert "staffing" in finding.help


def test_shifts_of_the_policy_count_before_those_of_the_scenario() -> None:
    round_the_clock = "staffing: {sdr: {count: 2, shifts: {Mon-Sun: 00:00-24:00}}}\n"
    assert told(policy(more=round_the_clock), NINE_TO_FIVE) == []
    assert "Sat-Sun all day" in only(policy(), NINE_TO_FIVE).message


def test_nothing_is_known_of_a_team_that_the_policy_does_not_staff() -> None:
    assert told(policy()) == []


def test_reps_who_look_twice_a_day() -> None:
    finding = only(policy('respond_within: 1 h, pickup: {at: ["09:00", "13:00"]}'))
    hours = "every day 00:00-08:00, 09:00-12:00 and 13:00-24:00"
    assert f"come {hours}: see when reps look into the queue" in finding.message
    assert "pickup" in finding.help


def test_reps_who_look_every_two_hours() -> None:
    assert "every day 00:00-01:00, 02:00-03:00 and 10 more times a day" in (
        only(policy("respond_within: 1 h, pickup: {every: 2 h}")).message
    )
    assert told(policy("respond_within: 2 h, pickup: {every: 2 h}")) == []


def test_a_window_closes_the_phone() -> None:
    calls = "{touches: [{channel: phone}], window: {days: Mon-Fri, hours: 08:00-20:00}, then: nurture}"
    message = only(policy(calls=calls)).message
    assert "come Mon-Fri 00:00-07:00 and 20:00-24:00; Sat-Sun all day: see the window of 'calls'" in message
    assert told(policy(calls=calls.replace("20:00}", "20:00, zone: Europe/Berlin}"))) == []


def test_a_window_in_which_nobody_works_keeps_no_promise() -> None:
    calls = "{touches: [{channel: phone}], window: {hours: 18:00-20:00}, then: nurture}"
    assert "come at any time" in only(policy(calls=calls), NINE_TO_FIVE).message


def test_a_first_touch_that_comes_later_than_promised() -> None:
    calls = "{touches: [{channel: email, after: 30 min, by: automation}, {channel: phone, after: 31 min}], then: close}"
    finding = only(policy(calls=calls))
    assert "the promise of 1 h is kept at no hour" in finding.message
    assert "after 1.02 h" in finding.message
    assert told(policy(calls=calls.replace("31 min", "30 min"))) == []


def test_a_cadence_without_people_keeps_no_promise() -> None:
    calls = "{touches: [{channel: email, by: automation}], then: close}"
    assert "plans no touch by a person" in only(policy(calls=calls)).message


def test_the_cadences_that_rows_give_are_looked_at() -> None:
    text = "  late: {touches: [{channel: phone, after: 2 h}], then: nurture}\n"
    one = policy(more=text + "after_contact: [{id: on, otherwise: true, to: sales, cadence: late}]\n")
    assert "in cadence 'late'" in only(one).message


@pytest.mark.parametrize("promise", ["1 business h", "1 business day", "2 weeks"])
def test_promises_that_can_be_kept_at_any_hour(promise: str) -> None:
    assert told(policy(f"respond_within: {promise}"), NINE_TO_FIVE) == []


def test_a_team_without_hours_is_told_once() -> None:
    assert told(policy(more="staffing: {sdr: {count: 1, shifts: {}}}\n")) == []


spans = st.tuples(st.integers(0, 6), st.integers(0, 23), st.integers(1, 24)).map(
    lambda drawn: (drawn[0], drawn[1] * HOUR_MS, min(24, drawn[1] + drawn[2]) * HOUR_MS)
)
weeks = st.lists(spans, min_size=1, max_size=6).map(lambda drawn: WeeklyHours(spans=tuple(sorted(set(drawn)))))
pickups = st.one_of(
    st.just(Pickup()),
    st.integers(1, 24 * 60).map(lambda minutes: Pickup(every_ms=minutes * MINUTE_MS)),
    st.sets(st.integers(0, 1439), min_size=1, max_size=4).map(
        lambda minutes: Pickup(at_ms=tuple(minute * MINUTE_MS for minute in sorted(minutes)))
    ),
)


@settings(max_examples=60)
@given(weeks, pickups, st.lists(st.integers(0, WEEK_MS - 1), max_size=10))
def test_the_next_look_and_the_next_opening_are_those_of_a_reader_who_waits(
    hours: WeeklyHours, pickup: Pickup, times: list[int]
) -> None:
    def is_open(time_ms: int) -> bool:
        day, within = divmod(time_ms % WEEK_MS, DAY_MS)
        return any(on == day and opens <= within < closes for on, opens, closes in hours.spans)

    times += [day * DAY_MS + edge_ms for day, *edges in hours.spans for edge_ms in edges]
    looks = next_looks_ms(np.array(times), pickup).tolist()
    assert looks == [next_pickup_ms(pickup, time_ms) for time_ms in times]
    for time_ms, opening_ms in zip(times, next_open_ms(np.array(times), open_minutes(hours)).tolist(), strict=True):
        # Openings lie on whole hours.
        waits = (time_ms, *range(time_ms // HOUR_MS * HOUR_MS + HOUR_MS, time_ms + 2 * WEEK_MS, HOUR_MS))
        assert opening_ms == next(moment for moment in waits if is_open(moment))


hours_of_a_week = st.lists(st.lists(st.booleans(), min_size=24, max_size=24), min_size=1, max_size=7)


@given(hours_of_a_week, st.lists(st.integers(0, 6), min_size=7, max_size=7))
def test_hours_are_said_as_a_person_reads_them(days: list[list[bool]], which: list[int]) -> None:
    """Days out of a few different ones, so that some stand beside their like."""
    minutes = np.repeat([hour for day in which for hour in days[day % len(days)]], 60)
    text = hours_text(minutes)
    if "more times" not in text and text != "at any time":
        assert said(f"leads that come {text}: see") == set(np.flatnonzero(minutes).tolist())


def said(message: str) -> set[int]:
    """Return the minutes of the week that a message names, read as a person reads it."""
    minutes = set()
    hours = message.partition("leads that come ")[2].partition(": see")[0]
    for part in filter(None, hours.split("; ")):
        first, _, last = part.removeprefix("every day").partition(" ")[0].partition("-")
        days = range(WEEKDAYS.index(first), WEEKDAYS.index(last or first) + 1) if first else range(7)
        times = re.findall(r"(\d\d):(\d\d)-(\d\d):(\d\d)", part) or [("0", "0", "24", "0")]
        for from_h, from_min, to_h, to_min in times:
            span = range(60 * int(from_h) + int(from_min), 60 * int(to_h) + int(to_min))
            minutes |= {day * 1440 + minute for day in days for minute in span}
    return minutes


def test_idle_reps_keep_the_promise_exactly_for_the_other_hours() -> None:
    """A crowd of reps who need no preparation, in weeks without a change of clocks."""
    world = worlds.scenario(
        "demand: {leads_per_week: 300}\nhandling: {preparation: {fixed: 0 s}}\n"
        "teams: {sdr: {count: 100, shifts: {Mon-Wed: ['09:00-12:00', '13:00-17:00'], Fri: 06:00-22:00}}}\n"
    )
    calls = "{touches: [{channel: phone}], window: {hours: 10:00-20:00}, then: nurture}"
    one = policy('respond_within: 1 h, pickup: {at: ["08:00", "12:30", "16:00"]}', calls)
    late = said(only(one, world.teams["sdr"].shifts).message)
    tables = simulate_once(one, world, seed=1)
    events = tables.events
    dialed = events.column("event") == Event.DIALED
    first_ms: dict[int, int] = {}
    for lead, time_ms in zip(
        events.column("lead")[dialed].tolist(), events.column("time_ms")[dialed].tolist(), strict=True
    ):
        first_ms.setdefault(lead, time_ms)
    kept = {
        created_ms: lead in first_ms and first_ms[lead] - created_ms <= HOUR_MS
        for lead, created_ms in zip(tables.leads.lead.tolist(), tables.leads.created_ms.tolist(), strict=True)
    }
    assert world.start.weekday() == 0
    assert len(local_time(world.start, world.zone, 28).since_ms) == 1
    assert len(kept) > 500
    assert 0.03 < sum(kept.values()) / len(kept) < 0.5
    assert all(is_kept != (created_ms % WEEK_MS // MINUTE_MS in late) for created_ms, is_kept in kept.items())
