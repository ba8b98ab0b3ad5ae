"""Meetings that a conversation leads to, as a process: booked, held or not, booked again."""

from sandbox.domain.luck import Purpose
from sandbox.domain.playbook import Meeting, Work
from sandbox.domain.units import Wait
from sandbox.sim.bookings import book
from sandbox.sim.buyers import no_show_probability
from sandbox.sim.deals import open_opportunity
from sandbox.sim.journey import Journey
from sandbox.sim.kernel import Turn
from sandbox.sim.ownership import until_assigned
from sandbox.sim.run import Process, Run
from sandbox.sim.stay import begin_time, go_on


def meet(run: Run, journey: Journey, terms: Meeting) -> Process:
    """Book meetings until one is held, which opens an opportunity; else the lead's cadence goes on.

    A lead that opts out meanwhile comes to none.
    """
    is_held = False
    yield from until_assigned(journey)
    for _ in range(terms.rebook + 1):
        begins_ms = _book(run, journey, terms.within)
        if begins_ms is None:
            break
        comes = _comes(run, journey, begins_ms)
        yield run.kernel.at(begins_ms - run.travel_ms(journey.queue), Turn.DUE, journey.number)
        if not journey.is_opted_out:
            journey.meeting = run.offer(journey, Work.MEETING, None, journey.bookings, comes=comes)
            yield journey.meeting.finished
        if journey.is_opted_out:
            break
        if comes:
            is_held = True
            break
    journey.has_meeting = False
    if is_held:
        open_opportunity(run, journey, meetings_held=1)
    elif not journey.is_opted_out:
        if not journey.made:
            begin_time(run, journey)
        go_on(run, journey)
    run.let_go(journey)


def _book(run: Run, journey: Journey, within: Wait) -> int | None:
    """Agree on a time that suits the lead, and return when the meeting begins; None if never.

    Where nothing is free from that time to the end of `within`, it is the first free time.
    """
    now_ms, last_ms = run.kernel.now, run.over_ms(within)
    if last_ms is None:
        return None
    share = run.luck(journey, Purpose.MEETING_WAIT, journey.bookings + 1)
    return book(run, journey, now_ms + round(share * (last_ms - now_ms)), last_ms)


def _comes(run: Run, journey: Journey, begins_ms: int) -> bool:
    chance = no_show_probability(run.scenario.buyers.meetings, begins_ms - run.kernel.now)
    return run.luck(journey, Purpose.NO_SHOW, journey.bookings) >= chance
