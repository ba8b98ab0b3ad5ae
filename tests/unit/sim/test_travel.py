"""Field travel: who is on the way does nothing else, and meetings wait for who has to come. By hand."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from sandbox.analysis.cohort import follow_cohort
from sandbox.domain.tables import Event, Tables
from sandbox.domain.units import DAY_MS, HOUR_MS, MINUTE_MS
from tests.unit.sim.by_hand import ANSWERS, NO_REPLY, READY, live, policy_text, said
from tests.worlds import rows_of

AE = 20
"""The number of the first closer."""


def met(
    folder: Path, inquiries: list[str], travel: str, *, within: str = "1 h", no_show: str = "0", deals: str = ""
) -> Tables:
    """Return a run in which everybody answers, is ready, and is to meet a closer who travels."""
    policy = policy_text(
        queues="  closers: {team: ae, assign: round_robin, cadence: once}",
        extra=f"after_contact: [{{id: sql, otherwise: true, to: closers, meeting: {{within: {within}}}}}]",
    )
    buyers = f"{ANSWERS}{NO_REPLY}{READY}\n  meetings: {{no_show: {no_show}, no_show_per_day: 0}}{deals}"
    ae = f"ae: {{count: 1, shifts: {{Mon-Fri: 09:00-17:00}}, travel: {travel}}}"
    teams = f"sdr: {{count: 20, shifts: {{Mon-Fri: 09:00-17:00}}}}\n  {ae}"
    return live(folder, inquiries, policy, buyers=buyers, teams=teams)


def begins_ms(tables: Tables) -> list[int]:
    """Return when booked meetings were to begin, in order."""
    return sorted((rows_of(tables, Event.MEETING_BOOKED, "time_ms", "duration_ms").sum(axis=1)).tolist())


def spans_of_closer(tables: Tables) -> list[tuple[int, int]]:
    """Return when the closer was busy, from and to."""
    done = rows_of(tables, Event.DONE, "rep", "time_ms", "duration_ms").tolist()
    return sorted((time_ms - length_ms, time_ms) for rep, time_ms, length_ms in done if rep == AE)


def test_without_travel_a_meeting_takes_its_own_time(tmp_path: Path) -> None:
    tables = met(tmp_path, ["10:00"], "0 min", within="5 h")
    (begin_ms,) = begins_ms(tables)
    assert spans_of_closer(tables) == [(begin_ms, begin_ms + 45 * MINUTE_MS)]


def test_the_way_comes_before_the_meeting_which_begins_at_the_time_that_was_agreed_on(tmp_path: Path) -> None:
    near, far = (met(tmp_path, ["10:00"], travel, within="5 h") for travel in ("0 min", "30 min"))
    (begin_ms,) = begins_ms(near)
    assert begins_ms(far) == [begin_ms]
    assert spans_of_closer(far) == [(begin_ms - 30 * MINUTE_MS, begin_ms + 45 * MINUTE_MS)]
    assert said(far, Event.MEETING_HELD) == said(near, Event.MEETING_HELD)


def test_nobody_is_at_a_meeting_before_there_was_time_to_go(tmp_path: Path) -> None:
    # The call ends at 10:15, and the lead would like to meet within a quarter of an hour: it takes two hours to come.
    tables = met(tmp_path, ["10:00"], "2 h", within="15 min")
    assert begins_ms(tables) == [12 * HOUR_MS + 15 * MINUTE_MS]


def test_a_meeting_is_in_the_shift_and_so_is_the_way(tmp_path: Path) -> None:
    tables = met(tmp_path, ["16:00", "16:10", "16:20"], "50 min", within="1 h")
    for begin_ms in begins_ms(tables):
        assert 9 * HOUR_MS + 50 * MINUTE_MS <= begin_ms % DAY_MS < 17 * HOUR_MS
    assert begins_ms(tables)[-1] // DAY_MS == 1


@pytest.mark.parametrize("travel_min", [10, 40, 120])
def test_two_meetings_leave_time_for_the_way_between_them(tmp_path: Path, travel_min: int) -> None:
    tables = met(tmp_path, [f"09:{minute:02}" for minute in range(0, 60, 6)], f"{travel_min} min", within="2 days")
    begins = begins_ms(tables)
    assert len(begins) == 10
    assert all(later - earlier >= (45 + travel_min) * MINUTE_MS for earlier, later in pairwise(begins))
    spans = spans_of_closer(tables)
    assert [to_ms - from_ms for from_ms, to_ms in spans] == [(45 + travel_min) * MINUTE_MS] * 10
    assert [from_ms + travel_min * MINUTE_MS for from_ms, _ in spans] == begins


def test_who_does_not_come_costs_the_way(tmp_path: Path) -> None:
    tables = met(tmp_path, ["10:00"], "30 min", within="5 h", no_show="1")
    begin_ms = begins_ms(tables)[0]
    assert spans_of_closer(tables)[0] == (begin_ms - 30 * MINUTE_MS, begin_ms + 10 * MINUTE_MS)


def test_the_meetings_of_a_deal_take_the_way_too(tmp_path: Path) -> None:
    deals = "\n  deals: {meetings: {count: 3}, time_to_close: {fixed: 10 days}}"
    tables = met(tmp_path, ["10:00"], "30 min", within="5 h", deals=deals)
    spans = spans_of_closer(tables)
    assert [to_ms - from_ms for from_ms, to_ms in spans] == [75 * MINUTE_MS] * 3
    assert [from_ms + 30 * MINUTE_MS for from_ms, _ in spans] == begins_ms(tables)


def test_a_team_that_travels_works_longer_and_meets_later(tmp_path: Path) -> None:
    inquiries = [f"+{day} 09:{minute:02}" for day in range(3) for minute in range(0, 60, 5)]
    near, far = (met(tmp_path, inquiries, travel, within="1 day") for travel in ("0 min", "1 h"))
    hours = [sum(to_ms - from_ms for from_ms, to_ms in spans_of_closer(tables)) for tables in (near, far)]
    assert hours[1] - hours[0] == len(inquiries) * HOUR_MS
    held = [np.mean(rows_of(tables, Event.MEETING_HELD, "time_ms")) for tables in (near, far)]
    assert held[1] > held[0] + DAY_MS
    assert follow_cohort(far).meetings_held.sum() == follow_cohort(near).meetings_held.sum() == len(inquiries)
