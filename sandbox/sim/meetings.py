"""Meetings that a conversation leads to, as a process: booked, held or not, booked again."""

from bisect import insort

from sandbox.domain.luck import Purpose
from sandbox.domain.playbook import Meeting, Work
from sandbox.domain.tables import NONE, Event
from sandbox.domain.units import Wait
from sandbox.sim.buyers import no_show_probability
from sandbox.sim.clock import first_free_ms
from sandbox.sim.deals import open_opportunity
from sandbox.sim.journey import Journey
from sandbox.sim.kernel import Turn
from sandbox.sim.ownership import until_assigned
from sandbox.sim.run import Process, Run
from sandbox.sim.stay import go_on


def meet(run: Run, journey: Journey, terms: Meeting) -> Process:
    """Book meetings until one is held, which opens an opportunity; else the lead's cadence goes on."""
    is_held = False
    yield from until_assigned(journey)
    for _ in range(terms.rebook + 1):
        begins_ms = _book(run, journey, terms.within)
        if begins_ms is None:
            break
        comes = _comes(run, journey, begins_ms)
        yield run.kernel.at(begins_ms, Turn.DUE, journey.number)
        task = run.offer(journey, Work.MEETING, None, journey.bookings, comes=comes)
        yield task.finished
        if comes:
            is_held = True
            break
    journey.has_meeting = False
    if is_held:
        open_opportunity(run, journey)
    else:
        go_on(run, journey)
    run.let_go(journey)


def _book(run: Run, journey: Journey, within: Wait) -> int | None:
    """Agree on a time with the lead, in the shifts of its rep and beside the rep's other meetings; None if never."""
    now_ms, last_ms = run.kernel.now, run.over_ms(within)
    if last_ms is None:
        return None
    wanted_ms = now_ms + round(run.luck(journey, Purpose.MEETING_WAIT, journey.bookings + 1) * (last_ms - now_ms))
    length_ms = run.scenario.handling.meeting.at(0.5)
    booked_ms = _bookings(run, journey)
    begins_ms = first_free_ms(wanted_ms, length_ms, booked_ms, run.hours_of_queue[journey.queue])
    if begins_ms is not None:
        insort(booked_ms, begins_ms)
        journey.bookings += 1
        run.write(journey, Event.MEETING_BOOKED, k=journey.bookings, duration_ms=begins_ms - now_ms)
    return begins_ms


def _bookings(run: Run, journey: Journey) -> list[int]:
    """Return when the lead's rep has meetings from now on; in a shared queue whoever is free comes."""
    if journey.rep == NONE:
        return []
    desk = run.desk_of(journey.rep)
    length_ms = run.scenario.handling.meeting.at(0.5)
    desk.booked_ms[:] = [begins_ms for begins_ms in desk.booked_ms if begins_ms + length_ms > run.kernel.now]
    return desk.booked_ms


def _comes(run: Run, journey: Journey, begins_ms: int) -> bool:
    chance = no_show_probability(run.scenario.buyers.meetings, begins_ms - run.kernel.now)
    return run.luck(journey, Purpose.NO_SHOW, journey.bookings) >= chance
