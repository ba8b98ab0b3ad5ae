"""The calendars of reps: when a meeting can begin, and the time that is kept free for it."""

from bisect import insort

from sandbox.domain.tables import NONE, Event
from sandbox.sim.clock import first_free_ms
from sandbox.sim.journey import Journey
from sandbox.sim.run import Run


def book(run: Run, journey: Journey, wanted_ms: int, last_ms: int | None = None) -> int | None:
    """Agree on a meeting with a lead, and return when it begins; None if its team never has time again.

    It begins at `wanted_ms` or later, in the shifts of the lead's rep and beside the rep's other meetings, with the way
    to it; where that would be after `last_ms`, at the first free time from now on.
    """
    travel_ms = run.travel_ms(journey.queue)
    length_ms, soonest_ms = travel_ms + run.scenario.handling.meeting.at(0.5), run.kernel.now + travel_ms
    booked_ms = _booked_ms(run, journey)
    hours = run.meeting_hours_of_queue[journey.queue]
    begins_ms = first_free_ms(max(wanted_ms, soonest_ms), length_ms, booked_ms, hours)
    if last_ms is not None and (begins_ms is None or begins_ms > last_ms):
        begins_ms = first_free_ms(soonest_ms, length_ms, booked_ms, hours)
    if begins_ms is not None:
        insort(booked_ms, begins_ms)
        journey.bookings += 1
        run.write(journey, Event.MEETING_BOOKED, k=journey.bookings, duration_ms=begins_ms - run.kernel.now)
    return begins_ms


def cancel(run: Run, journey: Journey, begins_ms: int) -> None:
    """Give the time of a meeting back that will not take place."""
    booked_ms = _booked_ms(run, journey)
    if begins_ms in booked_ms:
        booked_ms.remove(begins_ms)


def _booked_ms(run: Run, journey: Journey) -> list[int]:
    """Return when the lead's rep has meetings from now on; in a shared queue whoever is free comes."""
    if journey.rep == NONE:
        return []
    desk = run.desk_of(journey.rep)
    length_ms = run.scenario.handling.meeting.at(0.5)
    desk.booked_ms[:] = [begins_ms for begins_ms in desk.booked_ms if begins_ms + length_ms > run.kernel.now]
    return desk.booked_ms
