"""What holds of every lead and rep, whatever marketing does, whatever reps are like, and whatever buyers do."""

from collections import defaultdict
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, given, settings

from sandbox.analysis.cohort import follow_cohort
from sandbox.domain.calendar import next_open_ms, open_hours
from sandbox.domain.playbook import Accountability, Channel, NurtureProgram, RecyclingRule, TouchWindow
from sandbox.domain.tables import NONE, Event, Owner, Stage, Tables
from sandbox.domain.units import DAY_MS, HOUR_MS, Wait
from sandbox.sim.scenario import Scenario
from tests.floors import FLOORS, SWITCHED_OFF, lived_on
from tests.lives import LIVES, Life, lived_through
from tests.properties.test_floor import Row, check_caps, check_reps, check_tasks, rows
from tests.properties.test_world import check_absent, measured_events

IN_SALES = {Stage.INQUIRY, Stage.MQL, Stage.SAL, Stage.SQL, Stage.OPPORTUNITY, Stage.CUSTOMER, Stage.LOST}
ENDS = {
    Owner.SALES: IN_SALES,
    Owner.SHARED: {Stage.NURTURE},
    Owner.MARKETING: {Stage.NURTURE, Stage.LOST, Stage.DISQUALIFIED, Stage.OPTED_OUT},
}
REACHES_OUT = {Event.DIALED, Event.MAILED, Event.AUTOMATED, Event.NURTURED, Event.CONTACTED}
REACHES_OUT |= {Event.MEETING_BOOKED, Event.MEETING_HELD, Event.NO_SHOW, Event.ASSIGNED, Event.DUE, Event.ROUTED}


@settings(max_examples=200, phases=[Phase.generate])  # to shrink a whole life takes minutes
@given(life=LIVES)
def test_every_lead_task_and_rep_is_accounted_for(life: dict[str, Any]) -> None:
    check_life(life)


def check_life(life: dict[str, Any]) -> None:
    """Live through a life and fail unless all that must hold of it does."""
    lived = lived_through(life)
    log = rows(lived.tables)
    check_tasks(lived.tables)
    check_reps(lived.scenario, lived.playbook, lived.tables)
    check_absent(lived.tables)
    check_ends(log)
    check_opted_out(log)
    check_windows(lived, log)
    check_at_work(log)
    check_drops(log)
    check_deals(lived.scenario, log)
    check_leaks(lived.tables)
    if life["terms"] is None:  # the log does not say which leads of a paused rep go to the team
        check_caps(lived.playbook, log, lived.scenario)


def check_ends(log: list[Row]) -> None:
    """Every lead ends in one stage, with whom that stage belongs to; who has bought is a customer for ever."""
    last: dict[int, Row] = {}
    for row in log:
        if row["lead"] != NONE:
            before = last.get(row["lead"])
            if before is not None and before["stage"] == Stage.CUSTOMER:
                assert row["stage"] == Stage.CUSTOMER, row
            last[row["lead"]] = row
    for row in last.values():
        assert row["stage"] in ENDS[Owner(row["owner"])], row


def check_opted_out(log: list[Row]) -> None:
    """Nothing reaches a lead that wants no further contact, and nobody works it."""
    gone: set[int] = set()
    for row in log:
        if row["lead"] in gone:
            assert row["event"] not in REACHES_OUT, row
            assert row["stage"] == Stage.OPTED_OUT, row
        elif row["event"] == Event.OPTED_OUT:
            gone.add(row["lead"])


def check_windows(lived: Life, log: list[Row]) -> None:
    """No call rings and no message goes out outside the window of its queue's cadence, in the hours of its zone."""
    routed: dict[int, int] = {}
    for row in log:
        event, lead, time_ms = Event(row["event"]), row["lead"], row["time_ms"]
        if event is Event.ROUTED:
            routed[lead] = time_ms
        is_auto_reply = event is Event.AUTOMATED and lived.playbook.auto_reply and routed[lead] == time_ms
        if event in {Event.DIALED, Event.MAILED, Event.AUTOMATED} and not is_auto_reply:
            window = lived.playbook.cadences[lived.playbook.queues[row["queue"]].cadence].window
            assert window is None or is_open(lived, window, lead, time_ms), row


def is_open(lived: Life, window: TouchWindow, lead: int, time_ms: int) -> bool:
    """Whether a window is open at a time, for a lead."""
    drawn = lived.scenario
    zones = list(drawn.zones)
    zone = window.zone or zones[lived.people.zone[lead]]
    hours = open_hours(window.hours, drawn.start, zone, drawn.days, clock_zone=drawn.zone)
    return next_open_ms(time_ms, hours.opens_ms, hours.closes_ms) == time_ms


def check_at_work(log: list[Row]) -> None:
    """Whatever a person does for a lead is part of a task of that rep, from its beginning to its end."""
    done: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for row in log:
        if row["event"] == Event.DONE:
            done[row["lead"], row["rep"]].append((row["time_ms"] - row["duration_ms"], row["time_ms"]))
    end_ms = log[-1]["time_ms"] if log else 0
    for row in log:
        if row["event"] in {Event.DIALED, Event.MAILED, Event.CONTACTED, Event.MEETING_HELD, Event.NO_SHOW}:
            spans = done[row["lead"], row["rep"]]
            is_in_hand = row["time_ms"] > end_ms - 3 * HOUR_MS  # at the end of the clock it is not finished
            assert is_in_hand or any(begin <= row["time_ms"] <= end for begin, end in spans), row


WHY = {Event.REPLIED, Event.CONTACTED, Event.INQUIRY, Event.ROUTED, Event.RECYCLED, Event.OPTED_OUT, Event.REASSIGNED}
WHY |= {Event.OPENED, Event.PARKED, Event.SIGNAL, Event.HANDED_ON, Event.JUDGED, Event.ASSIGNED}


def check_drops(log: list[Row]) -> None:
    """Whatever is dropped is dropped because of something that happens to the lead then, or with its program."""
    happened: dict[tuple[int, int], set[int]] = defaultdict(set)
    for row in log:
        happened[row["lead"], row["time_ms"]].add(row["event"])
    for row in log:
        if row["event"] == Event.DROPPED:
            is_program = row["stage"] == Stage.NURTURE
            assert is_program or happened[row["lead"], row["time_ms"]] & WHY, row


def check_deals(drawn: Scenario, log: list[Row]) -> None:
    """A deal is won, lost, frozen, given up or still open; it ends once at most, and only deals end so.

    One that takes no meetings is open no longer than its time, which is the same for all.
    """
    opened_ms: dict[int, int] = {}
    deals = drawn.buyers.deals
    longest_ms = drawn.horizon_ms if deals.meetings else deals.time_to_close.at(0.5)
    for row in log:
        event, lead, time_ms = Event(row["event"]), row["lead"], row["time_ms"]
        if event in {Event.WON, Event.LOST, Event.FROZEN}:
            assert lead in opened_ms, row
        if event in {Event.WON, Event.LOST, Event.FROZEN, Event.RECYCLED}:
            assert time_ms - opened_ms.pop(lead, time_ms) <= longest_ms, row
        if event is Event.OPENED:
            assert lead not in opened_ms, row
            opened_ms[lead] = time_ms
    assert all(drawn.horizon_ms - time_ms <= longest_ms for time_ms in opened_ms.values()), opened_ms


def check_leaks(tables: Tables) -> None:
    """A lead is open or has ended, never both; what is stalled is open, and nobody hands on what nobody had."""
    cohort = follow_cohort(tables)
    ended = np.isin(cohort.final_stage, [*ENDS[Owner.MARKETING], Stage.CUSTOMER])
    np.testing.assert_array_equal(cohort.open, ~ended)
    assert not (cohort.stalled & ended).any()
    assert cohort.queued[cohort.hand_offs.lead].all()
    assert (cohort.hand_offs.wait_ms >= 0).all()


NEVER = Wait(elapsed_ms=3650 * DAY_MS)
IDLE = tuple(
    RecyclingRule(id=stage.name, stage=stage, idle_for=NEVER, to="nurture") for stage in (Stage.MQL, Stage.SAL)
)
LENIENT = Accountability(attempt_within=NEVER, at_least=0.1, over_leads=10_000, pause_for=None)
DRIP = (NurtureProgram(id="n", channel=Channel.EMAIL, every=NEVER),)


@settings(max_examples=15)
@given(floor=FLOORS)
def test_what_is_switched_off_changes_nothing(floor: dict[str, Any]) -> None:
    """Blocks that say no, and rules whose time never comes, leave the very log of a world without them."""
    drawn, plain = lived_on(floor)
    playbook = replace(floor["playbook"], recycling=IDLE, accountability=LENIENT, nurture=DRIP)
    idle = {**floor, "playbook": playbook}
    np.testing.assert_array_equal(lived_on(idle, base=SWITCHED_OFF)[1].events.rows, plain.events.rows)
    assert drawn.buyers.ripening != SWITCHED_OFF.buyers.ripening


@settings(max_examples=20)
@given(life=LIVES)
def test_a_life_is_the_same_every_time_and_arrivals_that_stop_early_change_nothing(life: dict[str, Any]) -> None:
    first, second = lived_through(life).tables, lived_through(life).tables
    np.testing.assert_array_equal(first.events.rows, second.events.rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sandbox.sim.run.Run.let_go", lambda run, journey: None)
        full = lived_through(life).tables
    np.testing.assert_array_equal(measured_events(first), measured_events(full))
