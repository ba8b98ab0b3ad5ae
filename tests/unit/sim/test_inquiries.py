"""Clocks and owners: leads that inquire again."""

from pathlib import Path

import pytest

from sandbox.domain.tables import Event, Stage
from tests.unit.sim.by_hand import ANSWERS, NO_REPLY, READY, SILENT, UNSURE, live, policy_text, replies, said, sdrs
from tests.worlds import rows_of

TWO_CALLS = "{channel: phone}, {channel: phone, after: 3 h}"
BACK = "  - {id: back, when: times_recycled >= 1, to: again}"
AGAIN = "  again: {team: ae, cadence: once}"


def test_a_known_lead_is_a_new_inquiry_of_that_lead_and_not_a_new_lead(tmp_path: Path) -> None:
    tables = live(tmp_path, ["ann@10:00", "bob@10:30", "ann@11:00"], policy_text(touches=TWO_CALLS))
    assert len(tables.leads) == 2
    assert rows_of(tables, Event.INQUIRY, "lead", "cycle").tolist() == [[0, 0], [1, 0], [0, 1]]


def test_a_new_inquiry_restarts_the_cadence_with_the_same_owner(tmp_path: Path) -> None:
    # Rep 0 is free as well at 11:00, and would be first in line.
    tables = live(tmp_path, ["bob@10:00", "ann@10:01", "ann@11:00"], policy_text(touches=TWO_CALLS), teams=sdrs(2))
    calls = [line for line in said(tables, Event.DIALED) if line.startswith("1 ")]
    assert calls == ["1 dialed by 1 at 10:06", "1 dialed by 1 at 11:05", "1 dialed by 1 at 14:15"]


def test_a_new_inquiry_gives_the_cadence_its_full_time_again(tmp_path: Path) -> None:
    policy = policy_text(touches=TWO_CALLS).replace("then: nurture}", "then: nurture, within: 4 h}")
    tables = live(tmp_path, ["ann@09:00", "ann@11:00"], policy)
    assert said(tables, Event.DIALED) == [
        "0 dialed by 0 at 09:05",
        "0 dialed by 0 at 11:05",
        "0 dialed by 0 at 14:15",  # after 13:00
    ]


def test_routing_never_moves_an_owned_lead(tmp_path: Path) -> None:
    policy = policy_text(touches=TWO_CALLS, routing=BACK, queues=AGAIN)
    tables = live(tmp_path, ["ann@10:00", "ann@11:00"], policy)
    assert len(said(tables, Event.ROUTED)) == 1
    assert {line.split()[3] for line in said(tables, Event.DIALED)} == {"0"}


def test_a_lead_whose_cadence_ran_out_is_decided_again_on_a_new_inquiry_and_has_come_back_once(tmp_path: Path) -> None:
    policy = policy_text(routing=BACK, queues=AGAIN)
    tables = live(tmp_path, ["ann@10:00", "ann@12:00"], policy)
    assert said(tables, Event.ROUTED, Event.DIALED, Event.CADENCE_ENDED) == [
        "0 routed at 10:00",
        "0 dialed by 0 at 10:05",
        "0 cadence_ended by 0 at 10:10",
        "0 routed by 0 at 12:00",
        "0 dialed by 1 at 12:05",
        "0 cadence_ended by 1 at 12:10",
    ]


def test_the_whole_chain_runs_again_scoring_and_mql_included(tmp_path: Path) -> None:
    extra = """
scoring: [{id: back, when: times_recycled >= 1, points: 7}]
definitions: {mql: score < 5}
"""
    policy = policy_text(routing="  - {id: early, when: not mql, to: nurture}", extra=extra)
    tables = live(tmp_path, ["ann@10:00", "ann@12:00"], policy)
    assert rows_of(tables, Event.ROUTED, "stage").ravel().tolist() == [Stage.MQL, Stage.INQUIRY]
    assert len(said(tables, Event.PARKED)) == 1
    assert len(said(tables, Event.DIALED)) == 1


def test_the_same_facts_return_nobody(tmp_path: Path) -> None:
    tables = live(tmp_path, ["ann@10:00"], policy_text())
    assert len(said(tables, Event.ROUTED)) == len(said(tables, Event.DIALED)) == 1


@pytest.mark.parametrize("time", ["10:06", "10:14"])
def test_who_inquires_again_while_somebody_talks_with_it_is_being_talked_with(tmp_path: Path, time: str) -> None:
    tables = live(tmp_path, ["ann@10:00", f"ann@{time}"], policy_text(), buyers=ANSWERS + NO_REPLY + READY)
    assert said(tables, Event.CONTACTED, Event.INQUIRY, Event.OPENED) == [
        "0 inquiry at 10:00",
        "0 contacted by 0 at 10:05",
        f"0 inquiry by 0 at {time}",
        "0 opened by 0 at 10:15",
    ]


def test_a_deal_or_a_meeting_under_way_goes_on_when_the_lead_inquires_again(tmp_path: Path) -> None:
    meet = "after_contact: [{id: meet, otherwise: true, to: keep, meeting: {within: 3 days}}]"
    buyers = ANSWERS + NO_REPLY + READY + "\n  meetings: {no_show: 0}"
    for extra in ("", meet):
        tables = live(tmp_path, ["ann@10:00", "ann@10:30"], policy_text(extra=extra), buyers=buyers)
        assert len(said(tables, Event.DIALED)) == len(said(tables, Event.OPENED)) == 1


def test_a_late_reply_of_a_lead_that_came_back_and_was_parked_is_nobodys_work(tmp_path: Path) -> None:
    routing = "  - {id: back, when: times_recycled >= 1, to: nurture}"
    policy = policy_text(touches="{channel: email}", routing=routing)
    tables = live(tmp_path, ["ann@10:00", "ann@12:00"], policy, buyers=SILENT + replies("4 h"))
    assert said(tables, Event.REPLIED) == ["0 replied by 0 at 14:10"]
    assert not said(tables, Event.CONTACTED)


def test_a_reply_that_waits_is_dropped_when_the_lead_comes_back_to_another_team(tmp_path: Path) -> None:
    # The reply of 18:10 waits for rep 0 until tomorrow; at 20:00 the lead inquires again and belongs to the closers.
    policy = policy_text(touches="{channel: email}", routing=BACK, queues=AGAIN)
    tables = live(tmp_path, ["ann@16:00", "ann@20:00"], policy, buyers=SILENT + UNSURE + replies("2 h"))
    assert said(tables, Event.DROPPED) == ["0 dropped by 0 at 20:00"]
    assert said(tables, Event.DIALED) == ["0 dialed by 1 at +1 10:05"]
    assert not said(tables, Event.CONTACTED)
