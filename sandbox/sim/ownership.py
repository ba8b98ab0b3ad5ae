"""Whose lead it is: finding a rep for a lead in a queue, passing it on, giving it up."""

from sandbox.domain.playbook import Work
from sandbox.domain.tables import NONE, Event
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
    _request_assignment(run, journey.queue)
    run.request_dispatch(floor)


def seek_owner(run: Run, journey: Journey) -> None:
    """Let a lead wait for the rep whose turn it is; where somebody may have it, that is the same instant."""
    queue = journey.queue
    journey.assigned = run.kernel.event()
    run.floor_of_queue[queue].shares[queue].wait(run.key_of(journey, Work.FIRST_TOUCH), journey)
    _request_assignment(run, queue)


def renew_place(run: Run, journey: Journey) -> None:
    """Let a lead that waits for an owner and has inquired again wait where its last inquiry belongs."""
    key = run.key_of(journey, Work.FIRST_TOUCH)
    if journey.place is not None and journey.place != key:
        run.floor_of_queue[journey.queue].shares[journey.queue].wait(key, journey)


def _request_assignment(run: Run, queue: int) -> None:
    """Give out the leads of a queue that wait unowned once who frees a rep at this instant is gone."""
    if run.floor_of_queue[queue].shares[queue].has_waiting:
        run.kernel.call_at(run.kernel.now, Turn.ASSIGN, lambda: assign_waiting(run, queue))


def assign_waiting(run: Run, queue: int) -> None:
    """Give the leads of a queue that wait unowned to reps who may have them, best first; if immediate, on shift."""
    floor = run.floor_of_queue[queue]
    if run.playbook.queues[queue].pickup.is_immediate and run.kernel.now >= floor.open_until_ms:
        return
    share = floor.shares[queue]
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
    journey.place = None
    give(run, journey, floor.first_rep + place)
    if journey.assigned is not None and not journey.assigned.triggered:
        journey.assigned.succeed()
    return True


def until_assigned(journey: Journey) -> Process:
    """Wait for the rep whose turn it is, in a queue that gives leads to reps, or until the lead has left it."""
    if journey.assigned is not None and not journey.assigned.triggered:
        yield journey.assigned


def until_on_shift(run: Run, journey: Journey) -> Process:
    """Wait until reps may be given the lead: in an immediate queue, until its team is on shift."""
    shift_ms = run.next_shift_ms(journey.queue) if run.queue_of(journey).pickup.is_immediate else None
    if shift_ms is not None and shift_ms > run.kernel.now:
        yield run.kernel.at(shift_ms, Turn.ASSIGN, journey.number)


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
    for task in (journey.touch, journey.answer):
        if task is not None:
            floor.reassign(task, journey.rep)
    run.request_dispatch(floor)
    return tried
