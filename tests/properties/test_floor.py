"""What holds of clocks and owners on every run, whatever the queues, the promises and what follows a conversation."""

from collections import Counter, defaultdict
from typing import Any

import numpy as np
from hypothesis import given, settings

from sandbox.domain.calendar import next_open_ms, open_hours
from sandbox.domain.playbook import Playbook
from sandbox.domain.tables import EVENT_COLUMNS, NONE, Event, Stage, Tables
from sandbox.domain.units import DAY_MS, MINUTE_MS
from sandbox.sim.scenario import Scenario
from sandbox.sim.staffing import queues_of
from tests.floors import FLOORS, lived_on
from tests.worlds import rows_of

TAKEN = (Event.ASSIGNED, Event.REASSIGNED)
GONE = {Event.CADENCE_ENDED, Event.PARKED, Event.LEFT_SALES, Event.OPENED, Event.HANDED_ON}
GONE |= {Event.RECYCLED, Event.OPTED_OUT}
Row = dict[str, int]


def rows(tables: Tables) -> list[Row]:
    """Return the log as dictionaries."""
    return [dict(zip(EVENT_COLUMNS, row, strict=True)) for row in tables.events.rows.tolist()]


@settings(max_examples=40)
@given(floor=FLOORS)
def test_clocks_and_owners(floor: dict[str, Any]) -> None:
    drawn, tables = lived_on(floor)
    log = rows(tables)
    check_tasks(tables)
    check_reps(drawn, floor["playbook"], tables)
    check_owners(log)
    check_caps(floor["playbook"], log, drawn)
    check_promises(floor["playbook"], log)
    check_meetings(drawn, floor["playbook"], log)


def check_tasks(tables: Tables) -> None:
    """Every arrival inquires; every task that fell due is done, dropped or still open, and none ends twice."""
    first = rows_of(tables, Event.INQUIRY, "lead")[:, 0]
    np.testing.assert_array_equal(np.unique(first), tables.leads.lead)
    due, done, dropped = (
        rows_of(tables, event, "lead", "k").tolist() for event in (Event.DUE, Event.DONE, Event.DROPPED)
    )
    open_at_end = Counter(map(tuple, due)) - Counter(map(tuple, done)) - Counter(map(tuple, dropped))
    assert len(due) == len(done) + len(dropped) + open_at_end.total()
    assert max(Counter(lead for lead, _ in open_at_end.elements()).values(), default=0) <= 2  # one in hand, one waiting


def check_reps(drawn: Scenario, playbook: Playbook, tables: Tables) -> None:
    """No rep does two things at once or begins anything out of shift; each works for its own team only."""
    done = rows_of(tables, Event.DONE, "rep", "queue", "time_ms", "duration_ms")
    heads = drawn.teams["sdr"].count
    ae = playbook.staffing["ae"].shifts
    assert ae is not None
    for rep in np.unique(done[:, 0]):
        its = done[done[:, 0] == rep]
        begins = its[:, 2] - its[:, 3]
        assert (begins[1:] >= its[:-1, 2]).all()
        shifts = drawn.teams["sdr"].shifts if rep < heads else ae
        hours = open_hours(shifts, drawn.start, drawn.zone, drawn.days, closed=drawn.holidays)
        assert all(next_open_ms(b, hours.opens_ms, hours.closes_ms) == b for b in begins.tolist())
        assert {queues_of(playbook)[queue].team for queue in its[:, 1].tolist()} == {"sdr" if rep < heads else "ae"}


def check_owners(log: list[Row]) -> None:
    """A lead changes its owner only when it is given or passed on, and has none after it was moved to another queue."""
    owner: dict[int, int] = defaultdict(lambda: NONE)
    for row in log:
        event, lead = Event(row["event"]), row["lead"]
        if event in TAKEN:
            owner[lead] = row["rep"]
        elif event is Event.HANDED_ON or row["rep"] == NONE:
            owner[lead] = NONE
        elif event is not Event.DONE:
            assert row["rep"] == owner[lead], (event.name, row)
        if event is Event.DONE:
            assert row["rep"] != NONE


def check_caps(playbook: Playbook, log: list[Row], drawn: Scenario) -> None:
    """Nobody is given a lead above a cap: of leads held open, and of leads given in a local day.

    Who meets the deal of somebody who has left is not given a lead to work.
    """
    assert drawn.zone == "UTC"
    held: dict[int, tuple[int, int]] = {}
    given: Counter[tuple[int, int, int]] = Counter()
    for row in log:
        event, lead, at = Event(row["event"]), row["lead"], (row["rep"], row["queue"])
        if event in GONE or (event is Event.JUDGED and row["owner"] == 0) or event is Event.REASSIGNED:
            held.pop(lead, None)
        if event is Event.DEPARTED:
            held = {lead: where for lead, where in held.items() if where[0] != row["rep"]}
        if event in TAKEN and row["rep"] != NONE and row["owner"] == 1 and row["stage"] != Stage.OPPORTUNITY:
            held[lead] = at
            cap, day = playbook.queues[at[1]].cap, row["time_ms"] // DAY_MS
            given[*at, day] += 1
            assert cap.open is None or sum(where == at for where in held.values()) <= cap.open, row
            assert cap.per_day is None or given[*at, day] <= cap.per_day, row


def check_promises(playbook: Playbook, log: list[Row]) -> None:
    """Only a queue that does something about it breaks a promise aloud; passing on tries each rep once."""
    tried: dict[int, set[int]] = defaultdict(set)
    for row in log:
        event, lead = Event(row["event"]), row["lead"]
        if event in {Event.ROUTED, Event.HANDED_ON, Event.CADENCE_ENDED}:
            tried[lead] = set()
        if event is Event.BREACHED:
            assert playbook.queues[row["queue"]].on_breach != "nothing"
            tried[lead].add(row["rep"])
        if event is Event.REASSIGNED and row["rep"] != NONE:
            assert row["rep"] not in tried[lead]
        elif event is Event.REASSIGNED:
            tried[lead] = set()


def check_meetings(drawn: Scenario, playbook: Playbook, log: list[Row]) -> None:
    """Every booking is held, a no-show or open at the end; none begins off shift, and no rep has two at once."""
    booked: dict[int, Row] = {}
    begins: dict[int, list[int]] = defaultdict(list)
    for row in log:
        event, lead = Event(row["event"]), row["lead"]
        if event is Event.MEETING_BOOKED:
            assert lead not in booked
            booked[lead] = row
            begin_ms = row["time_ms"] + row["duration_ms"]
            team = playbook.queues[row["queue"]].team
            shifts = drawn.teams["sdr"].shifts if team == "sdr" else playbook.staffing["ae"].shifts
            assert shifts is not None
            hours = open_hours(shifts, drawn.start, drawn.zone, drawn.days, closed=drawn.holidays)
            assert next_open_ms(begin_ms, hours.opens_ms, hours.closes_ms) == begin_ms
            if row["rep"] != NONE:
                begins[row["rep"]].append(begin_ms)
        elif event in {Event.MEETING_HELD, Event.NO_SHOW}:
            assert booked.pop(lead)["k"] == row["k"]
        elif event is Event.OPENED:
            assert lead not in booked
    for its in begins.values():
        held = np.sort(its)
        assert (np.diff(held) >= 10 * MINUTE_MS).all()  # after a no-show the rest of the time is free again


@settings(max_examples=15)
@given(floor=FLOORS)
def test_more_reps_change_nobodys_luck(floor: dict[str, Any]) -> None:
    few, many = (inquiries(lived_on(floor, more)[1]) for more in (0, 2))
    shared = few.keys() & many.keys()
    assert shared
    assert all(few[lead] == many[lead] for lead in shared)


def inquiries(tables: Tables) -> dict[int, list[int]]:
    """Return when each lead inquires."""
    found: dict[int, list[int]] = defaultdict(list)
    for lead, time_ms in rows_of(tables, Event.INQUIRY, "lead", "time_ms").tolist():
        found[lead].append(time_ms)
    return found
