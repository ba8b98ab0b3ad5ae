"""When reps are not there for leads, as processes: other work each day, departures, and who comes after."""

from collections.abc import Iterator
from itertools import pairwise

from sandbox.domain.calendar import OpenHours, next_close_ms, next_open_ms
from sandbox.domain.luck import COUNTS, Purpose
from sandbox.domain.tables import Event
from sandbox.sim.accountability import hold_to_account, restore
from sandbox.sim.floor import Desk, Floor
from sandbox.sim.kernel import Turn
from sandbox.sim.nature import Nature, novice, other_work, stays_ms
from sandbox.sim.ownership import open_to_team
from sandbox.sim.run import Process, Run


def work_elsewhere(run: Run, floor: Floor, desk: Desk, hours: OpenHours, length_ms: int) -> Process:
    """Keep a rep from new tasks for a while of each day's shift; what is in hand is finished."""
    for day, spans in _days(hours, run.clock.midnights_ms()):
        begins_ms, ends_ms = other_work(run.rep_luck(desk.number, Purpose.OTHER_WORK, day), spans, length_ms)
        yield run.kernel.at(begins_ms, Turn.SHIFT, 0, desk.number)
        floor.turn_to_other_work(desk)
        yield run.kernel.at(ends_ms, Turn.SHIFT, 0, desk.number)
        floor.turn_back(desk)
        run.request_dispatch(floor)


def _days(hours: OpenHours, midnights_ms: list[int]) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Yield each local day on which it is open, by number, with its spans."""
    for day, (from_ms, to_ms) in enumerate(pairwise(midnights_ms)):
        spans = []
        opens_ms = next_open_ms(from_ms, hours.opens_ms, hours.closes_ms)
        while opens_ms is not None and opens_ms < to_ms:
            closes_ms = next_close_ms(opens_ms, hours.opens_ms, hours.closes_ms)
            spans.append((opens_ms, min(closes_ms, to_ms)))
            opens_ms = next_open_ms(closes_ms, hours.opens_ms, hours.closes_ms)
        if spans:
            yield day, spans


def come_and_go(run: Run, floor: Floor, desk: Desk, nature: Nature) -> Process:
    """Let people leave a desk when their time has come, and novices take their place."""
    kernel = run.kernel
    while True:
        u = run.rep_luck(desk.number, Purpose.DEPARTS, min(desk.occupant, COUNTS - 1))
        leaves_ms = kernel.now + stays_ms(u, nature.departures_per_year)
        if leaves_ms >= run.horizon_ms:
            return
        yield kernel.at(leaves_ms, Turn.SHIFT, 0, desk.number)
        if desk.in_hand is not None:
            yield desk.in_hand.finished
        _depart(run, floor, desk)
        if nature.replaced_after_ms is None:
            return
        yield kernel.at(kernel.now + nature.replaced_after_ms, Turn.SHIFT, 0, desk.number)
        _follow(run, floor, desk, nature)


def _depart(run: Run, floor: Floor, desk: Desk) -> None:
    """Empty a desk: whatever is to be done for its leads may be done by anybody of the team."""
    desk.is_vacant, desk.ledger = True, None
    desk.vacant_ms.append((run.kernel.now, run.horizon_ms))
    for share in floor.shares.values():
        share.bar(desk.place)
    run.write_of_rep(desk, Event.DEPARTED)
    for journey in list(desk.leads.values()):
        open_to_team(run, journey)
    floor.clear(desk)
    desk.booked_ms.clear()
    run.request_dispatch(floor)


def _follow(run: Run, floor: Floor, desk: Desk, nature: Nature) -> None:
    """Let a novice sit down at an empty desk."""
    left_ms, _ = desk.vacant_ms.pop()
    desk.vacant_ms.append((left_ms, run.kernel.now))
    desk.occupant += 1
    u = run.rep_luck(desk.number, Purpose.REP_NATURE, min(desk.occupant, COUNTS - 1))
    desk.person = novice(nature, u, is_tracked=run.is_tracked, since_ms=run.kernel.now)
    desk.is_vacant, desk.ledger = False, run.new_ledger()
    for share in floor.shares.values():
        share.begin_novice(desk.place)
    if run.playbook.accountability is not None:
        run.kernel.process(hold_to_account(run, floor, desk, run.playbook.accountability))
    restore(run, floor, desk)
