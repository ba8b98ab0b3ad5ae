"""Clocks and owners: what a free rep does first."""

from itertools import permutations
from pathlib import Path

import pytest

from sandbox.domain.tables import Event
from tests.unit.sim.by_hand import ANSWERS, NO_REPLY, READY, SILENT, live, policy_text, replies, said


@pytest.mark.parametrize("order", list(permutations(["first_touch", "follow_up"])))
def test_first_touches_and_follow_ups_go_as_work_order_says(tmp_path: Path, order: tuple[str, str]) -> None:
    # At 10:25 the rep is done with lead 1; the second call of 0 is due since 10:20, the first of 2 since 10:16.
    policy = policy_text(
        touches="{channel: phone}, {channel: phone, after: 10 min}", extra=f"work_order: [{', '.join(order)}]"
    )
    tables = live(tmp_path, ["10:00", "10:12", "10:16"], policy)
    third = said(tables, Event.DIALED)[2]
    assert third.startswith("2 " if order[0] == "first_touch" else "0 ")


@pytest.mark.parametrize("order", list(permutations(["first_touch", "reply"])))
def test_first_touches_and_replies_go_as_work_order_says(tmp_path: Path, order: tuple[str, str]) -> None:
    # 0 replies at 10:14 and 2 inquires at 10:12, both while the rep writes to 1, until 10:20.
    policy = policy_text(touches="{channel: email}", extra=f"work_order: [{', '.join(order)}]")
    tables = live(tmp_path, ["10:00", "10:05", "10:12"], policy, buyers=SILENT + replies("4 min"))
    done = said(tables, Event.DONE)[2]
    assert done.startswith("2 " if order[0] == "first_touch" else "0 ")


@pytest.mark.parametrize("order", list(permutations(["first_touch", "meeting"])))
def test_first_touches_and_meetings_go_as_work_order_says(tmp_path: Path, order: tuple[str, str]) -> None:
    # The conversation with 0 ends at 10:15 with a meeting within a minute; it is due while the rep talks with 1.
    extra = "after_contact: [{id: meet, otherwise: true, to: keep, meeting: {within: 1 min}}]\n"
    policy = policy_text(extra=f"{extra}work_order: [{', '.join(order)}]")
    tables = live(
        tmp_path, ["10:00", "10:01", "10:02"], policy, buyers=ANSWERS + READY + NO_REPLY + "\n  meetings: {no_show: 0}"
    )
    third = said(tables, Event.DIALED, Event.MEETING_HELD)[2]
    assert third.startswith("2 dialed" if order[0] == "first_touch" else "0 meeting_held")


@pytest.mark.parametrize("order", list(permutations(["follow_up", "reply"])))
def test_follow_ups_and_replies_go_as_work_order_says(tmp_path: Path, order: tuple[str, str]) -> None:
    # 0 and 1 are mailed by 10:20, then 0 gets its sms; when that is sent at 10:26, 0 has replied to the mail (10:22)
    # and the sms to 1 is due (10:21).
    policy = policy_text(
        touches="{channel: email}, {channel: sms, after: 1 min}", extra=f"work_order: [{', '.join(order)}]"
    )
    tables = live(tmp_path, ["10:00", "10:01", "10:02"], policy, buyers=SILENT + replies("12 min"))
    fourth = said(tables, Event.CONTACTED, Event.MAILED)[3]
    assert fourth.startswith("0 contacted" if order[0] == "reply" else "1 mailed")


def test_best_grade_newest_is_the_newest_of_the_best_grade(tmp_path: Path) -> None:
    extra = """
scoring: [{id: size, when: employees >= 100, points: 5}]
grades: {A: 5, B: below}
"""
    inquiries = ["06:00 employees=200", "06:30 employees=5", "07:00 employees=200", "07:30 employees=5"]
    tables = live(tmp_path, inquiries, policy_text("order: best_grade_newest", extra=extra))
    assert [line[0] for line in said(tables, Event.DIALED)] == ["2", "0", "3", "1"]


def test_earliest_due_is_the_lead_whose_promise_ends_first(tmp_path: Path) -> None:
    # A further inquiry makes a lead newer, and leaves the promise of its stay in the queue as it was.
    queue = "order: earliest_due, respond_within: 1 h"
    inquiries = ["a@06:00", "b@07:00", "a@08:00"]
    assert [line[0] for line in said(live(tmp_path, inquiries, policy_text(queue)), Event.DIALED)] == ["0", "1"]
    oldest = policy_text("order: oldest_first, respond_within: 1 h")
    assert [line[0] for line in said(live(tmp_path, inquiries, oldest), Event.DIALED)] == ["1", "0"]


def test_queues_are_worked_in_the_order_in_which_they_are_written_whichever_lead_came_first(tmp_path: Path) -> None:
    second = "  second: {team: sdr, cadence: once}"
    routing = "  - {id: second, when: employees == 1, to: second}"
    tables = live(tmp_path, ["07:00 employees=1", "08:00"], policy_text(routing=routing, queues=second))
    assert [line[0] for line in said(tables, Event.DIALED)] == ["1", "0"]


def test_ties_go_by_arrival_then_by_lead_number(tmp_path: Path) -> None:
    tables = live(tmp_path, ["08:00", "08:00", "07:00"], policy_text("order: best_score"))
    dialed = [line.split()[0] for line in said(tables, Event.DIALED)]
    created = tables.leads.created_ms.tolist()
    assert dialed == ["0", "1", "2"]
    assert created == sorted(created)
