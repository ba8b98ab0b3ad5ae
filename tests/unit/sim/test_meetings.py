"""Clocks and owners: meetings that a conversation leads to."""

from itertools import pairwise
from pathlib import Path

import pytest

from sandbox.domain.tables import Event, Tables
from sandbox.domain.units import DAY_MS, HOUR_MS, MINUTE_MS
from tests.unit.sim.by_hand import ANSWERS, NO_REPLY, READY, live, policy_text, said
from tests.worlds import rows_of

MORNING = [f"{9 + n // 60:02}:{n % 60:02}" for n in range(40)]
LENGTH_MS = 45 * MINUTE_MS


def met(folder: Path, inquiries: list[str], meeting: str, no_show: str = "{no_show: 0}", closers: str = "") -> Tables:
    """Return a run in which everybody answers, is ready and gets a meeting with the closers."""
    policy = policy_text(
        queues=f"  closers: {{team: ae, assign: round_robin, cadence: once{closers}}}",
        extra=f"after_contact: [{{id: sql, otherwise: true, to: closers, meeting: {{{meeting}}}}}]",
    )
    buyers = f"{ANSWERS}{NO_REPLY}{READY}\n  meetings: {no_show}"
    return live(
        folder,
        inquiries,
        policy,
        buyers=buyers,
        teams=("sdr: {count: 20, shifts: {Mon-Fri: 09:00-17:00}}\n  ae: {count: 2, shifts: {Mon-Fri: 10:00-16:00}}"),
    )


def bookings(tables: Tables) -> list[tuple[int, int, int, int]]:
    """Return rep, time of booking, beginning and number of every booked meeting."""
    booked = rows_of(tables, Event.MEETING_BOOKED, "rep", "time_ms", "duration_ms", "k").tolist()
    return [(rep, time, time + wait, k) for rep, time, wait, k in booked]


def test_meetings_are_booked_in_time_and_in_the_shift_of_who_holds_them(tmp_path: Path) -> None:
    found = bookings(met(tmp_path, MORNING[:12], "within: 3 days"))
    assert len(found) == 12
    for rep, booked_ms, begins_ms, _ in found:
        assert rep in {20, 21}
        assert booked_ms <= begins_ms <= booked_ms + 3 * DAY_MS
        assert 10 * HOUR_MS <= begins_ms % DAY_MS < 16 * HOUR_MS
    assert len({begins // DAY_MS for _, _, begins, _ in found}) >= 3  # and not all at once


def test_where_only_the_first_hours_are_free_the_meeting_takes_place_then_and_not_too_late(tmp_path: Path) -> None:
    # Five hours from 10:15 on; three meetings keep a fourth from beginning in at most three times 90 minutes of them.
    found = bookings(met(tmp_path, [f"+{day} 10:00" for day in range(5) for _ in range(8)], "within: 5 h"))
    assert len(found) == 40
    assert all(begins_ms <= booked_ms + 5 * HOUR_MS for _, booked_ms, begins_ms, _ in found)


def test_where_nothing_is_free_in_time_it_is_the_first_free_time(tmp_path: Path) -> None:
    found = bookings(met(tmp_path, ["10:00"] * 20, "within: 1 h"))
    days = sorted(begins_ms // DAY_MS for _, _, begins_ms, _ in found)
    assert days.count(0) == 16  # from 10:15 to before 16:00 there are eight of 45 minutes for each of two
    assert days.count(1) == 4


def test_no_two_meetings_of_one_rep_overlap(tmp_path: Path) -> None:
    found = bookings(met(tmp_path, MORNING, "within: 2 days"))
    for rep in (20, 21):
        begins = sorted(begin for who, _, begin, _ in found if who == rep)
        assert len(begins) == 20
        assert all(later - earlier >= LENGTH_MS for earlier, later in pairwise(begins))


def test_the_stated_share_stays_away(tmp_path: Path) -> None:
    # 900 meetings and more; the standard error of a share of .2 is .013. Who stays away is called, and booked again.
    inquiries = [f"+{day} {9 + n // 60:02}:{n % 60:02}" for day in (0, 7, 14) for n in range(300)]
    tables = met(tmp_path, inquiries, "within: 5 days", "{no_show: .2, no_show_per_day: 0}")
    held, away = (len(rows_of(tables, event, "lead")) for event in (Event.MEETING_HELD, Event.NO_SHOW))
    assert held + away >= 900
    assert away / (held + away) == pytest.approx(0.2, abs=0.045)


def test_an_opportunity_opens_when_the_meeting_is_held(tmp_path: Path) -> None:
    tables = met(tmp_path, ["11:00"], "within: 1 min")
    assert said(tables, Event.HANDED_ON, Event.MEETING_HELD, Event.OPENED) == [
        "0 handed_on at 11:15",
        "0 meeting_held by 20 at 12:00",
        "0 opened by 20 at 12:00",
    ]
    assert said(tables, Event.DIALED) == ["0 dialed by 0 at 11:05"]


@pytest.mark.parametrize("rebook", [0, 1, 3])
def test_a_meeting_is_booked_again_so_many_times_then_the_cadence_of_the_queue_begins(
    tmp_path: Path, rebook: int
) -> None:
    tables = met(tmp_path, ["11:00"], f"within: 1 min, rebook: {rebook}", "{no_show: 1}")
    story = [line.split()[1] for line in said(tables, Event.DIALED, Event.MEETING_BOOKED, Event.NO_SHOW)]
    turns = ["meeting_booked", "no_show"] * (rebook + 1)
    assert story[: len(turns) + 2] == ["dialed", *turns, "dialed"]
    assert said(tables, Event.DIALED)[1].startswith("0 dialed by 20 ")
    assert not said(tables, Event.MEETING_HELD, Event.OPENED)


def test_a_cap_of_the_closers_lets_a_lead_wait_for_its_meeting(tmp_path: Path) -> None:
    tables = met(tmp_path, ["11:00", "11:01", "11:02"], "within: 1 min", closers=", cap: {open: 1}")
    assert [line.split()[-1] for line in said(tables, Event.MEETING_BOOKED)] == ["11:15", "11:16", "12:00"]
    assert said(tables, Event.ASSIGNED)[-1] == "2 assigned by 20 at 12:00"
