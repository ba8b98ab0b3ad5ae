"""Clocks and owners: the promise of a response, what meets it, and what happens when it is broken."""

from pathlib import Path

import pytest

from sandbox.analysis.cohort import follow_cohort
from sandbox.analysis.fold import fold_run
from sandbox.domain.tables import Event, Tables
from tests.unit.sim.by_hand import ANSWERS, NO_REPLY, SILENT, UNSURE, live, policy_text, replies, said, sdrs

TURNS = "assign: round_robin, respond_within: 30 min, on_breach: reassign"


def attainment(tables: Tables) -> float:
    fold = fold_run(tables, follow_cohort(tables))
    column = fold.measures.index("sla_attainment")
    return float(fold.numerators[0, column] / fold.denominators[0, column])


def test_a_promise_delays_nobody_idle_reps_act_at_once(tmp_path: Path) -> None:
    for promise in ("respond_within: 5 min", "respond_within: 8 h", ""):
        assert said(live(tmp_path, ["10:00"], policy_text(promise)), Event.DIALED) == ["0 dialed by 0 at 10:05"]


@pytest.mark.parametrize(
    ("touch", "event"),
    [("channel: phone", Event.DIALED), ("channel: email", Event.MAILED), ("channel: sms", Event.MAILED)],
)
def test_a_call_a_mail_or_an_sms_by_a_person_meets_the_promise(tmp_path: Path, touch: str, event: Event) -> None:
    queue = "respond_within: 10 min, on_breach: reassign, assign: round_robin"
    tables = live(tmp_path, ["10:00"], policy_text(queue, f"{{{touch}}}"), teams=sdrs(2))
    assert len(said(tables, event)) == 1
    assert attainment(tables) == 1
    assert not said(tables, Event.BREACHED, Event.REASSIGNED)


def test_automation_does_not_meet_the_promise(tmp_path: Path) -> None:
    touches = "{channel: email, by: automation}, {channel: phone, after: 2 h}"
    tables = live(tmp_path, ["10:00"], policy_text(TURNS, touches), teams=sdrs(2))
    assert said(tables, Event.BREACHED)[0] == "0 breached by 0 at 10:30"
    assert attainment(tables) == 0


def test_a_reassignment_starts_a_new_clock_tries_each_rep_once_then_opens_the_lead_to_the_team(tmp_path: Path) -> None:
    touches = "{channel: phone, after: 4 h}"
    tables = live(tmp_path, ["10:00"], policy_text(TURNS, touches), teams=sdrs(3))
    assert said(tables, Event.ASSIGNED, Event.BREACHED, Event.REASSIGNED) == [
        "0 assigned by 0 at 10:00",
        "0 breached by 0 at 10:30",
        "0 reassigned by 1 at 10:30",
        "0 breached by 1 at 11:00",
        "0 reassigned by 2 at 11:00",
        "0 breached by 2 at 11:30",
        "0 reassigned at 11:30",
        "0 assigned by 0 at 14:00",  # whoever is free takes it
    ]
    assert said(tables, Event.DIALED) == ["0 dialed by 0 at 14:05"]


def test_attainment_counts_the_first_promise(tmp_path: Path) -> None:
    # Called at 10:45: within the second clock, which began at 10:30, and too late for the first.
    tables = live(tmp_path, ["10:00"], policy_text(TURNS, "{channel: phone, after: 40 min}"), teams=sdrs(2))
    assert said(tables, Event.BREACHED, Event.REASSIGNED, Event.DIALED) == [
        "0 breached by 0 at 10:30",
        "0 reassigned by 1 at 10:30",
        "0 dialed by 1 at 10:45",
    ]
    assert attainment(tables) == 0


def test_a_touch_already_in_hand_is_not_taken_away(tmp_path: Path) -> None:
    queue = "assign: round_robin, respond_within: 4 min, on_breach: reassign"
    tables = live(tmp_path, ["10:00"], policy_text(queue), teams=sdrs(2))
    assert said(tables, Event.BREACHED, Event.REASSIGNED, Event.DIALED) == [
        "0 breached by 0 at 10:04",
        "0 dialed by 0 at 10:05",
    ]


def test_a_waiting_touch_goes_to_the_next_rep_and_is_made_once(tmp_path: Path) -> None:
    # Rep 0 has 0, 2 and 4 to call from 10:00 on, rep 1 only 1 and 3: what rep 0 cannot begin in time is passed on.
    queue = "assign: round_robin, respond_within: 8 min, on_breach: reassign"
    tables = live(tmp_path, ["10:00", "10:00", "10:01"], policy_text(queue), teams=sdrs(2))
    assert said(tables, Event.REASSIGNED) == ["2 reassigned by 1 at 10:09"]
    assert said(tables, Event.DIALED) == ["0 dialed by 0 at 10:05", "1 dialed by 1 at 10:05", "2 dialed by 1 at 10:15"]


def test_a_reassignment_continues_the_cadence(tmp_path: Path) -> None:
    # The mail by automation at 10:00 is touch 1; the call follows two hours after it, whoever owns the lead by then.
    touches = "{channel: email, by: automation}, {channel: phone, after: 2 h}"
    tables = live(tmp_path, ["10:00"], policy_text(TURNS, touches), teams=sdrs(2))
    assert said(tables, Event.AUTOMATED, Event.DIALED) == ["0 automated at 10:00", "0 dialed by 0 at 12:05"]


def test_off_shift_nobody_is_given_a_lead_a_broken_promise_of_the_evening_moves_it_in_the_morning(
    tmp_path: Path,
) -> None:
    touches = "{channel: phone, after: 1 day}"
    tables = live(tmp_path, ["16:45"], policy_text(TURNS, touches), teams=sdrs(3))
    assert said(tables, Event.BREACHED, Event.REASSIGNED)[:3] == [
        "0 breached by 0 at 17:15",
        "0 reassigned by 1 at +1 09:00",
        "0 breached by 1 at +1 09:30",
    ]


def test_a_broken_promise_sends_a_lead_to_another_queue_with_a_promise_and_a_cadence_of_its_own(
    tmp_path: Path,
) -> None:
    queues = "  second: {team: ae, cadence: once, respond_within: 1 h}"
    policy = policy_text("respond_within: 30 min, on_breach: second", "{channel: phone, after: 6 h}", queues=queues)
    tables = live(tmp_path, ["11:00"], policy)
    assert said(tables, Event.BREACHED, Event.REASSIGNED, Event.DIALED, Event.CADENCE_ENDED) == [
        "0 breached at 11:30",
        "0 reassigned at 11:30",
        "0 dialed by 1 at 11:35",
        "0 cadence_ended by 1 at 11:40",
    ]


def test_a_reply_that_nobody_answers_in_time_is_answered_in_the_queue_to_which_it_moves(tmp_path: Path) -> None:
    queues = "  second: {team: ae, cadence: once}"
    touches = "{channel: email, by: automation}, {channel: phone, after: 6 h}"
    policy = policy_text("respond_within: 30 min, on_breach: second", touches, queues=queues)
    tables = live(
        tmp_path, ["11:00"], policy, buyers=SILENT + replies("5 min"), teams="sdr: {count: 0}\n  ae: {count: 1}"
    )
    assert said(tables, Event.REPLIED, Event.REASSIGNED, Event.CONTACTED) == [
        "0 replied at 11:05",
        "0 reassigned at 11:30",
        "0 contacted by 0 at 11:35",
    ]


def test_a_promise_of_business_time_does_not_run_out_over_night(tmp_path: Path) -> None:
    queue = "assign: round_robin, respond_within: 1 business h, on_breach: reassign"
    tables = live(tmp_path, ["16:45"], policy_text(queue, "{channel: phone, after: 1 day}"), teams=sdrs(2))
    assert said(tables, Event.BREACHED)[0] == "0 breached by 0 at +1 09:45"


def test_a_lead_in_conversation_has_had_its_response(tmp_path: Path) -> None:
    queue = "assign: round_robin, respond_within: 6 min, on_breach: reassign"
    tables = live(tmp_path, ["10:00"], policy_text(queue), buyers=ANSWERS + UNSURE + NO_REPLY, teams=sdrs(2))
    assert said(tables, Event.CONTACTED) == ["0 contacted by 0 at 10:05"]
    assert not said(tables, Event.BREACHED)
