"""Whose lead it is: finding a rep for a lead in a queue, passing it on, giving it up, taking it out."""

from sandbox.domain.playbook import Work
from sandbox.domain.tables import NONE, Event
from sandbox.sim.distribution import Distribution
from sandbox.sim.journey import Journey
from sandbox.sim.kernel import Turn
from sandbox.sim.run import Process, Run


def give(run: Run, journey: Journey, rep: int, event: Event = Event.ASSIGNED) -> None:
    """Make a rep the owner of a lead; while sales works it, it counts among the rep's open leads."""
    journey.rep = rep
    if journey.is_worked:
        run.floor_of_queue[journey.queue].give(rep, journey.queue)
        journey.is_held = True
    run.write(journey, event)


def give_up(run: Run, journey: Journey) -> None:
    """Take a lead off its rep's open leads, so that those who wait for a rep below the cap get theirs."""
    if not journey.is_held:
        return
    journey.is_held = False
    floor = run.floor_of_queue[journey.queue]
    floor.release(journey.rep, journey.queue)
    assign_waiting(run, floor.shares[journey.queue])
    run.request_dispatch(floor)


def leave(run: Run, journey: Journey) -> None:
    """Take a lead out of its queue; its rep has one open lead less."""
    give_up(run, journey)
    journey.is_worked = False
    if journey.assigned is not None and not journey.assigned.triggered:
        journey.assigned.succeed()


def seek_owner(run: Run, journey: Journey) -> Process:
    """Give a lead to the rep whose turn it is, in an immediate queue once the team is on shift."""
    stay, kernel, floor = journey.stay, run.kernel, run.floor_of_queue[journey.queue]
    is_immediate = run.queue_of(journey).pickup.is_immediate
    assign_ms = run.next_shift_ms(journey.queue) if is_immediate else kernel.now
    if assign_ms is None or not floor.desks:
        return  # nobody will ever be on shift: the lead waits unowned
    if assign_ms > kernel.now:
        yield kernel.at(assign_ms, Turn.ASSIGN, journey.number)
    if journey.stay == stay and journey.is_worked and not _assign(run, journey):
        floor.shares[journey.queue].wait(run.key_of(journey, Work.FIRST_TOUCH), journey)


def assign_waiting(run: Run, share: Distribution) -> None:
    """Give the leads that wait unowned to reps who may have more again, best first."""
    passed_over = []
    while share.has_waiting:
        key, journey = share.next_waiting()
        if journey is None or _assign(run, journey):
            continue
        passed_over.append((key, journey))
        if not share.is_by_account:
            break  # where nobody may have this one, nobody may have the next
    for key, journey in passed_over:
        share.wait(key, journey)


def _assign(run: Run, journey: Journey) -> bool:
    """Give a lead to whose turn it is, and return whether somebody may have it."""
    floor = run.floor_of_queue[journey.queue]
    place = floor.shares[journey.queue].choose(journey.account_owner, floor.loads)
    if place is None:
        return False
    give(run, journey, floor.first_rep + place)
    if journey.assigned is not None and not journey.assigned.triggered:
        journey.assigned.succeed()
    return True


def until_assigned(journey: Journey) -> Process:
    """Wait for the rep whose turn it is, in a queue that gives leads to reps, or until the lead has left it."""
    if journey.assigned is not None and not journey.assigned.triggered:
        yield journey.assigned


def pass_on(run: Run, journey: Journey, tried: int) -> int:
    """Give a lead to a rep who has not had it yet, and return who has had it by now.

    Once everybody was tried, or the others are at their caps, it belongs to nobody and is open to the team.
    """
    floor = run.floor_of_queue[journey.queue]
    tried |= 1 << (journey.rep - floor.first_rep)
    place = floor.shares[journey.queue].choose(journey.account_owner, floor.loads, tried)
    give_up(run, journey)
    if place is None:
        journey.rep = NONE
        run.write(journey, Event.REASSIGNED)
    else:
        give(run, journey, floor.first_rep + place, Event.REASSIGNED)
    if journey.touch is not None:
        floor.reassign(journey.touch, journey.rep)
        run.request_dispatch(floor)
    return tried
