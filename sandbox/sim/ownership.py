"""Whose lead it is: finding a rep for a lead in a queue, passing it on, giving it up, taking it out."""

from sandbox.domain.luck import COUNTS, Purpose
from sandbox.domain.playbook import Work
from sandbox.domain.tables import NONE, Event
from sandbox.sim.journey import Journey
from sandbox.sim.kernel import Turn
from sandbox.sim.ledger import Assignment
from sandbox.sim.run import Process, Run


def give(run: Run, journey: Journey, rep: int, event: Event = Event.ASSIGNED) -> None:
    """Make a rep the owner of a lead; while sales works it, it counts among the rep's open leads."""
    journey.rep, journey.assignment = rep, None
    journey.dials_before = journey.dials
    if journey.is_worked:
        run.floor_of_queue[journey.queue].give(journey)
    run.write(journey, event)


def entrust(run: Run, journey: Journey, rep: int, event: Event = Event.ASSIGNED) -> None:
    """Give a lead to a rep whose turn it is, who may be about to ignore it, and may be held to account for it.

    Nobody ignores a lead with a meeting.
    """
    give(run, journey, rep, event)
    journey.assignments = min(journey.assignments + 1, COUNTS - 1)
    desk, terms = run.desk_of(rep), run.playbook.accountability
    if desk.person.ignores > 0.0 and not journey.has_meeting:
        journey.is_ignored = run.luck(journey, Purpose.IS_IGNORED, journey.assignments) < desk.person.ignores
        if journey.is_ignored:
            run.write(journey, Event.IGNORED)
    judged_ms = None if terms is None else run.over_ms(terms.attempt_within)
    if desk.ledger is not None and judged_ms is not None:
        is_asked = journey.touch is not None or journey.answer is not None
        journey.assignment = Assignment(judged_ms=judged_ms, is_asked=is_asked)
        desk.ledger.add(journey.assignment)


def give_up(run: Run, journey: Journey) -> None:
    """Take a lead off its rep's open leads, so that those who wait for a rep below the cap get theirs."""
    journey.is_ignored = False
    if not journey.is_held:
        return
    floor = run.floor_of_queue[journey.queue]
    floor.release(journey)
    _request_assignment(run, journey.queue)
    run.request_dispatch(floor)


def leave(run: Run, journey: Journey) -> None:
    """Take a lead out of its queue; its rep has one open lead less."""
    give_up(run, journey)
    journey.is_worked = False
    journey.place = None
    _wait_no_longer(journey)


def _wait_no_longer(journey: Journey) -> None:
    """Let go on who waits for the lead's owner: it has one, or has left its queue."""
    if journey.assigned is not None and not journey.assigned.triggered:
        journey.assigned.succeed()


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
    if run.queues[queue].pickup.is_immediate and run.kernel.now >= floor.open_until_ms:
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
    entrust(run, journey, floor.first_rep + place)
    _wait_no_longer(journey)
    return True


def until_assigned(journey: Journey) -> Process:
    """Wait for the rep whose turn it is, in the queues that give leads to reps, or until the lead has left them."""
    while journey.assigned is not None and not journey.assigned.triggered:
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
        entrust(run, journey, floor.first_rep + place, Event.REASSIGNED)
    _move_tasks(run, journey)
    return tried


def open_to_team(run: Run, journey: Journey) -> None:
    """Take a lead from its rep, so that anybody of the team may work it."""
    give_up(run, journey)
    journey.rep = NONE
    _move_tasks(run, journey)


def _move_tasks(run: Run, journey: Journey) -> None:
    """Let what is to be done for a lead wait for whoever it belongs to now."""
    floor = run.floor_of_queue[journey.queue]
    for task in (journey.touch, journey.answer):
        if task is not None:
            floor.reassign(task, journey.rep)
    run.request_dispatch(floor)


def has_lost_patience(run: Run, journey: Journey) -> bool:
    """Whether a lead's rep has dialled it in vain so often that it drops the lead."""
    if journey.rep == NONE:
        return False
    most = run.desk_of(journey.rep).person.gives_up_after
    return most is not None and journey.dials - journey.dials_before >= most
