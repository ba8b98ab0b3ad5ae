"""Clocks and owners: conversations, what ends a cadence, and where a lead goes then."""

from pathlib import Path

import pytest

from sandbox.analysis.cohort import follow_cohort
from sandbox.domain.tables import Event, Stage
from sandbox.domain.units import MINUTE_MS
from tests.unit.sim.by_hand import ANSWERS, NO_REPLY, READY, SILENT, UNSURE, live, policy_text, replies, said
from tests.worlds import rows_of

TALKS = ANSWERS + NO_REPLY + UNSURE
DEALS = ANSWERS + NO_REPLY + READY
THREE_CALLS = "{channel: phone}, {channel: phone, after: 1 h}, {channel: phone, after: 2 h}"
KEEP = "after_contact: [{id: keep, otherwise: true, to: keep}]"
TO_CLOSERS = "after_contact: [{id: sql, when: sql, to: closers}, {id: rest, otherwise: true, to: nurture}]"
CLOSERS = "  closers: {team: ae, cadence: once}"


def test_a_connect_ends_a_cadence(tmp_path: Path) -> None:
    tables = live(tmp_path, ["10:00"], policy_text(touches=THREE_CALLS), buyers=TALKS)
    assert said(tables, Event.DIALED, Event.CONTACTED) == ["0 dialed by 0 at 10:05", "0 contacted by 0 at 10:05"]


def test_with_keep_the_cadence_goes_on_with_the_next_touch_from_the_end_of_the_conversation(tmp_path: Path) -> None:
    tables = live(tmp_path, ["10:00"], policy_text(touches=THREE_CALLS, extra=KEEP), buyers=TALKS)
    # Every call is answered and takes until a quarter past; the third is followed by nothing.
    assert said(tables, Event.DIALED, Event.CADENCE_ENDED) == [
        "0 dialed by 0 at 10:05",
        "0 dialed by 0 at 11:20",
        "0 dialed by 0 at 13:35",
        "0 cadence_ended by 0 at 13:45",
    ]
    assert rows_of(tables, Event.DUE, "k")[:, 0].tolist() == [1, 2, 3]


def test_keep_after_a_reply_goes_on_with_the_next_touch(tmp_path: Path) -> None:
    policy = policy_text(touches="{channel: email}, {channel: phone, after: 1 h}", extra=KEEP)
    tables = live(tmp_path, ["10:00"], policy, buyers=SILENT + UNSURE + replies("20 min"))
    assert said(tables, Event.MAILED, Event.REPLIED, Event.CONTACTED, Event.DIALED) == [
        "0 mailed by 0 at 10:10",
        "0 replied at 10:30".replace("replied", "replied by 0"),
        "0 contacted by 0 at 10:35",
        "0 dialed by 0 at 11:50",  # the conversation ends at 10:45
    ]


def test_what_is_kept_does_not_get_more_time(tmp_path: Path) -> None:
    # The lead answers the auto reply before its first touch; two hours after it came its cadence is over all the same.
    policy = policy_text(touches="{channel: phone, after: 90 min}", extra=f"{KEEP}\nauto_reply: {{channel: email}}")
    policy = policy.replace("then: nurture}", "then: nurture, within: 2 h}")
    tables = live(tmp_path, ["10:00"], policy, buyers=SILENT + UNSURE + replies("40 min"))
    assert said(tables, Event.CONTACTED, Event.DIALED, Event.CADENCE_ENDED) == [
        "0 contacted by 0 at 10:45",
        "0 cadence_ended by 0 at 12:00",
    ]


def test_a_lead_that_replies_after_its_cadence_and_is_kept_is_with_sales_again(tmp_path: Path) -> None:
    meet = "after_contact: [{id: keep, otherwise: true, to: keep, meeting: {within: 1 h}}]"
    policy = policy_text(touches="{channel: email}", extra=meet)
    buyers = SILENT + READY + replies("3 h") + "\n  meetings: {no_show: 1}"
    tables = live(tmp_path, ["10:00"], policy, buyers=buyers)
    ended, left = rows_of(tables, Event.CADENCE_ENDED, "stage")[:, 0].tolist()
    assert (ended, left) == (Stage.NURTURE, Stage.NURTURE)
    assert rows_of(tables, Event.NO_SHOW, "stage")[0, 0] != Stage.NURTURE


def test_contacted_is_a_connected_call_or_a_reply_that_a_person_answered(tmp_path: Path) -> None:
    called = live(tmp_path, ["10:00"], policy_text(), buyers=TALKS)
    replied = live(tmp_path, ["10:00"], policy_text(touches="{channel: email}"), buyers=SILENT + replies("1 h"))
    alone = live(
        tmp_path,
        ["10:00"],
        policy_text(touches="{channel: email, by: automation}"),
        buyers=SILENT + replies("1 h"),
        teams="sdr: {count: 0}",
    )
    assert [len(said(tables, Event.CONTACTED)) for tables in (called, replied, alone)] == [1, 1, 0]
    assert len(said(alone, Event.REPLIED)) == 1


@pytest.mark.parametrize(
    ("touch", "is_sal"),
    [
        ("channel: phone", True),
        ("channel: email", True),
        ("channel: sms", True),
        ("channel: email, by: automation", False),
    ],
)
def test_a_sal_is_a_lead_that_a_person_has_tried(tmp_path: Path, touch: str, is_sal: bool) -> None:
    stages = live(tmp_path, ["10:00"], policy_text(touches=f"{{{touch}}}")).events.column("stage").tolist()
    assert (Stage.SAL in stages) is is_sal


@pytest.mark.parametrize(
    ("sql", "is_sql"),
    [
        ("need", True),
        ("need and timing", True),
        ("need and timing and budget_confirmed", True),
        ("need and timing and budget_confirmed and authority", False),
        ("not need", False),
    ],
)
def test_sql_is_what_the_policy_calls_one_strict_or_loose(tmp_path: Path, sql: str, is_sql: bool) -> None:
    buyers = ANSWERS + NO_REPLY + READY.replace("}", ", authority: [0, 0, 0, 0]}")
    tables = live(tmp_path, ["10:00"], policy_text(extra=f"definitions: {{sql: {sql}}}"), buyers=buyers)
    assert bool(rows_of(tables, Event.JUDGED, "stage")[0, 0] == Stage.SQL) is is_sql
    assert (len(said(tables, Event.OPENED)) == 1) is is_sql


def test_an_sql_whose_owner_keeps_it_is_an_opportunity_at_once(tmp_path: Path) -> None:
    tables = live(tmp_path, ["10:00"], policy_text(touches=THREE_CALLS, extra=KEEP), buyers=DEALS)
    assert said(tables, Event.DIALED, Event.OPENED) == ["0 dialed by 0 at 10:05", "0 opened by 0 at 10:15"]


def test_handed_on_without_a_meeting_it_opens_at_the_first_conversation_of_the_new_owner(tmp_path: Path) -> None:
    tables = live(tmp_path, ["09:00"], policy_text(queues=CLOSERS, extra=TO_CLOSERS), buyers=DEALS)
    assert said(tables, Event.DIALED, Event.HANDED_ON, Event.OPENED) == [
        "0 dialed by 0 at 09:05",
        "0 handed_on at 09:15",
        "0 dialed by 1 at 10:05",  # the closer's shift
        "0 opened by 1 at 10:15",
    ]


@pytest.mark.parametrize(("inquiry", "wait_min"), [("09:00", 50.0), ("11:00", 5.0)])
def test_a_hand_off_lets_the_lead_wait_until_the_closer_calls(tmp_path: Path, inquiry: str, wait_min: float) -> None:
    # The first call ends a quarter past; closers come at ten, and take five minutes before they call.
    tables = live(tmp_path, [inquiry], policy_text(queues=CLOSERS, extra=TO_CLOSERS), buyers=DEALS)
    (wait_ms,) = follow_cohort(tables).hand_offs.wait_ms.tolist()
    assert wait_ms == wait_min * MINUTE_MS


def test_a_policy_that_leaves_leads_with_their_rep_hands_nothing_on(tmp_path: Path) -> None:
    tables = live(tmp_path, ["11:00", "12:00"], policy_text(touches=THREE_CALLS, extra=KEEP), buyers=DEALS)
    assert not len(follow_cohort(tables).hand_offs.lead)


def test_the_call_that_leads_to_a_hand_over_is_the_work_of_who_made_it(tmp_path: Path) -> None:
    tables = live(tmp_path, ["11:00"], policy_text(queues=CLOSERS, extra=TO_CLOSERS), buyers=DEALS)
    assert said(tables, Event.DONE) == ["0 done by 0 at 11:15", "0 done by 1 at 11:30"]


def test_what_is_no_sql_goes_where_its_row_says(tmp_path: Path) -> None:
    tables = live(tmp_path, ["11:00"], policy_text(queues=CLOSERS, extra=TO_CLOSERS), buyers=TALKS)
    assert rows_of(tables, Event.JUDGED, "stage", "rule").tolist() == [[Stage.NURTURE, 1]]
    assert not said(tables, Event.HANDED_ON, Event.OPENED)


def test_a_reply_during_a_conversation_is_part_of_it(tmp_path: Path) -> None:
    # Mailed at 10:10, called at 10:20 and on the phone until 10:30; the reply of 10:24 asks for no second conversation.
    policy = policy_text(touches="{channel: email}, {channel: phone, after: 5 min}", queues=CLOSERS, extra=TO_CLOSERS)
    tables = live(tmp_path, ["10:00"], policy, buyers=ANSWERS + READY + replies("14 min"))
    assert said(tables, Event.REPLIED, Event.CONTACTED) == [
        "0 contacted by 0 at 10:20",
        "0 replied by 0 at 10:24",
        "0 contacted by 1 at 10:35",  # by the closer
    ]


# Auto reply


@pytest.mark.parametrize("time", ["10:00", "22:00"])
def test_an_auto_reply_answers_the_inquiry_after_its_time_whoever_is_there(tmp_path: Path, time: str) -> None:
    tables = live(tmp_path, [time], policy_text(extra="auto_reply: {channel: email, after: 1 min}"))
    assert said(tables, Event.AUTOMATED)[0].endswith(f"at {time[:3]}01")


def test_an_auto_reply_is_no_response_and_no_attempt(tmp_path: Path) -> None:
    policy = policy_text(
        "assign: round_robin, respond_within: 30 min, on_breach: reassign",
        "{channel: phone, after: 1 h}",
        extra="auto_reply: {channel: email}",
    )
    tables = live(tmp_path, ["10:00"], policy)
    assert said(tables, Event.BREACHED)[0] == "0 breached by 0 at 10:30"
    assert rows_of(tables, Event.AUTOMATED, "stage")[0, 0] == Stage.MQL


def test_an_auto_reply_by_sms_needs_a_number(tmp_path: Path) -> None:
    policy = policy_text(extra="auto_reply: {channel: sms, after: 1 min}")
    tables = live(tmp_path, ["10:00 phone=no", "10:00 phone=yes"], policy)
    assert [line.split()[0] for line in said(tables, Event.AUTOMATED)] == ["1"]
    assert "0 skipped" in " ".join(said(tables, Event.SKIPPED))


def test_a_lead_that_somebody_has_talked_with_gets_no_auto_reply(tmp_path: Path) -> None:
    policy = policy_text(extra="auto_reply: {channel: email, after: 10 min}")
    assert not said(live(tmp_path, ["10:00"], policy, buyers=TALKS), Event.AUTOMATED)


def test_leads_that_are_parked_get_no_auto_reply(tmp_path: Path) -> None:
    policy = policy_text(routing="  - {id: out, when: phone, to: close}", extra="auto_reply: {channel: email}")
    assert not said(live(tmp_path, ["10:00 phone=yes"], policy), Event.AUTOMATED)
