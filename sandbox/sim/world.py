"""The simulated world: leads arrive and live (`lead_life`), reps work (`rep_day`), floors open, tables come out."""

import numpy as np
from numpy.typing import NDArray

from sandbox.domain.calendar import OpenHours, open_ms_between
from sandbox.domain.decision import Rulebook
from sandbox.domain.playbook import Playbook
from sandbox.domain.tables import EventTable, ShiftTable, Tables
from sandbox.domain.units import DAY_MS
from sandbox.sim.absence import come_and_go, work_elsewhere
from sandbox.sim.accountability import hold_to_account
from sandbox.sim.floor import Desk, Floor
from sandbox.sim.kernel import Turn
from sandbox.sim.lead_life import arrivals
from sandbox.sim.lead_table import lead_table
from sandbox.sim.money import shift_cost_cents
from sandbox.sim.nature import Nature
from sandbox.sim.ownership import assign_waiting
from sandbox.sim.population import Population
from sandbox.sim.rep_day import rep
from sandbox.sim.run import Process, Run
from sandbox.sim.scenario import Scenario


def simulate(population: Population, rulebook: Rulebook, playbook: Playbook, scenario: Scenario, key: int) -> Tables:
    """Live through a scenario under a policy and return the three tables.

    Arrivals stop early once every measured lead is out of the reps' hands: from then on no other lead can change
    what is measured (docs/adr/0003-arrivals-stop-early.md).
    """
    run = Run(population, rulebook, playbook, scenario, key)
    for floor, hours, team in zip(run.floors, run.hours, run.teams.values(), strict=True):
        run.kernel.process(_shifts(run, floor, hours))
        if any(share.caps_a_day for share in floor.shares.values()):
            run.kernel.process(_days(run, floor))
        for desk in floor.desks:
            run.kernel.process(rep(run, floor, desk))
            _let_be_human(run, floor, desk, hours, team.nature)
    run.kernel.process(arrivals(run))
    run.kernel.run_until(scenario.horizon_ms)
    events = run.log.table()
    business = run.clock.hours_of(scenario.business_hours)
    return Tables(
        events=events,
        leads=lead_table(run),
        shifts=_shift_table(run, events),
        window=scenario.window,
        business_ms=_spans_ms(business),
        staffed_ms=_staffed_ms(run),
        shifts_ms=tuple(_spans_ms(hours) for hours in run.hours),
        week_hours=np.array(run.clock.week_hours(), dtype=np.int64),
        gross_margin=scenario.money.gross_margin,
    )


def _let_be_human(run: Run, floor: Floor, desk: Desk, hours: OpenHours, nature: Nature) -> None:
    """Begin what keeps a rep from leads, as far as it is that human, and what it is held to account by."""
    if nature.other_work_ms:
        run.kernel.process(work_elsewhere(run, floor, desk, hours, nature.other_work_ms))
    if nature.departures_per_year:
        run.kernel.process(come_and_go(run, floor, desk, nature))
    if run.playbook.accountability is not None:
        run.kernel.process(hold_to_account(run, floor, desk, run.playbook.accountability))


def _shifts(run: Run, floor: Floor, hours: OpenHours) -> Process:
    """Open a floor at each shift, and give out the leads of the night; reps finish what is in hand when it ends."""
    for opens_ms, closes_ms in zip(hours.opens_ms, hours.closes_ms, strict=True):
        if opens_ms > run.kernel.now:
            yield run.kernel.at(opens_ms, Turn.SHIFT)
        floor.open_until_ms = closes_ms
        for queue in floor.shares:
            assign_waiting(run, queue)
        run.request_dispatch(floor)


def _days(run: Run, floor: Floor) -> Process:
    """Let reps have as many leads again each day as their caps allow, before a shift that begins at midnight."""
    for midnight_ms in run.clock.midnights_ms():
        if midnight_ms > run.kernel.now:
            yield run.kernel.at(midnight_ms, Turn.DAY)
        for queue, share in floor.shares.items():
            share.begin_day()
            assign_waiting(run, queue)
        run.request_dispatch(floor)


def _shift_table(run: Run, events: EventTable) -> ShiftTable:
    """Return paid and worked time a rep and day, and what it cost, up to the day on which arrivals stopped."""
    rows = []
    for floor, hours in zip(run.floors, run.hours, strict=True):
        for day in range(run.stopped_ms // DAY_MS):
            paid_ms = open_ms_between(day * DAY_MS, (day + 1) * DAY_MS, hours.opens_ms, hours.closes_ms)
            rows += [
                (desk.number, floor.team, day, paid_ms - _vacant_ms(desk, day, hours), desk.worked_ms.get(day, 0))
                for desk in floor.desks
            ]
    columns = np.array(rows, dtype=np.int64).reshape(-1, 5).T
    return ShiftTable(
        rep=columns[0],
        team=columns[1],
        day=columns[2],
        paid_ms=columns[3],
        worked_ms=columns[4],
        cost_cents=shift_cost_cents(run.teams, run.scenario.money, events, *columns[:4]),
        team_names=tuple(run.teams),
    )


def _spans_ms(hours: OpenHours) -> NDArray[np.int64]:
    """Return openings and closings, shape (openings, 2)."""
    return np.array([hours.opens_ms, hours.closes_ms], dtype=np.int64).T


def _staffed_ms(run: Run) -> NDArray[np.int64]:
    """Return when the shifts of any team with reps open and close, joined where they overlap; shape (openings, 2)."""
    spans = [
        span
        for floor, hours in zip(run.floors, run.hours, strict=True)
        if floor.desks
        for span in zip(hours.opens_ms, hours.closes_ms, strict=True)
    ]
    joined: list[list[int]] = []
    for opens_ms, closes_ms in sorted(spans):
        if joined and opens_ms <= joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], closes_ms)
        else:
            joined.append([opens_ms, closes_ms])
    return np.array(joined, dtype=np.int64).reshape(-1, 2)


def _vacant_ms(desk: Desk, day: int, hours: OpenHours) -> int:
    """Return for how much of a day's shift nobody sits at a desk."""
    opens_ms, closes_ms = hours.opens_ms, hours.closes_ms
    spans = [(max(left, day * DAY_MS), min(come, (day + 1) * DAY_MS)) for left, come in desk.vacant_ms]
    return sum(open_ms_between(left, come, opens_ms, closes_ms) for left, come in spans if left < come)
