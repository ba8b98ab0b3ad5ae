"""What a lead lives through in a queue, as processes: assignment, planned touches, the end of them."""

import simpy

from sandbox.domain.calendar import OpenHours, next_close_ms, next_open_ms
from sandbox.domain.decision import CLOSE, NURTURE
from sandbox.domain.playbook import Assign, By, Cadence, Queue, Touch
from sandbox.domain.tables import NONE, Event, Owner, Stage
from sandbox.sim.floor import Journey, Task, Work
from sandbox.sim.kernel import Turn
from sandbox.sim.messages import send_by_automation
from sandbox.sim.run import CHANNEL_CODES, Process, Run


def enter(run: Run, journey: Journey, queue_index: int, cadence: str) -> None:
    """Let a lead into a queue, owned by nobody yet."""
    journey.queue, journey.rep, journey.assigned = queue_index, NONE, None
    run.hold(journey)
    if run.playbook.queues[queue_index].assign is Assign.ROUND_ROBIN:
        journey.assigned = run.kernel.event()
        run.kernel.process(assignment(run, journey, queue_index, journey.assigned))
    run.kernel.process(cadence_of(run, journey, queue_index, run.playbook.cadences[cadence]))


def leave_sales(run: Run, journey: Journey, destination: str, event: Event, stage_if_closed: Stage) -> None:
    """Hand a lead back to marketing, or close it."""
    journey.stage = Stage.NURTURE if destination == NURTURE else stage_if_closed
    journey.owner = Owner.MARKETING
    run.write(journey, event)


def assignment(run: Run, journey: Journey, queue_index: int, assigned: simpy.Event) -> Process:
    """Give a lead to the rep whose turn it is, in an immediate queue once the team is on shift."""
    kernel, floor = run.kernel, run.floor_of_queue[queue_index]
    is_immediate = run.playbook.queues[queue_index].pickup.is_immediate
    assign_ms = run.next_shift_ms(queue_index) if is_immediate else kernel.now
    if assign_ms is None or not floor.desks:
        return  # nobody will ever be on shift: the lead waits unowned
    if assign_ms > kernel.now:
        yield kernel.at(assign_ms, Turn.ASSIGN, journey.number)
    if journey.assigned is assigned:  # else the lead has gone to another queue meanwhile
        journey.rep = floor.next_in_turn()
        run.write(journey, Event.ASSIGNED)
        assigned.succeed()


def cadence_of(run: Run, journey: Journey, queue_index: int, cadence: Cadence) -> Process:
    """Work a lead touch by touch from entering a queue, until it is reached, or touches or time are used up."""
    kernel, queue, window = run.kernel, run.playbook.queues[queue_index], run.window_of[cadence.name]
    ends_ms = None if cadence.within is None else run.over_ms(cadence.within)
    is_first = True
    for number, touch in enumerate(cadence.touches, 1):
        due_ms = _due_ms(run, journey, touch, window, queue if is_first else None)
        if due_ms is None or (ends_ms is not None and due_ms > ends_ms):
            yield from _out_of_time(run, journey, cadence.then, ends_ms)
            return
        if due_ms > kernel.now:
            yield kernel.at(due_ms, Turn.DUE, journey.number)
        if not journey.is_cadence_over:
            if _is_skipped(journey, touch):
                run.write(journey, Event.SKIPPED, channel=CHANNEL_CODES[touch.channel], k=number)
            elif touch.by is By.AUTOMATION:
                send_by_automation(run, journey, touch.channel)
            else:
                yield from _by_rep(
                    run, journey, touch, number, Work.FIRST_TOUCH if is_first else Work.FOLLOW_UP, window
                )
                is_first = False
        if journey.is_cadence_over:
            run.let_go(journey)
            return
    _end_cadence(run, journey, cadence.then)


def _due_ms(run: Run, journey: Journey, touch: Touch, window: OpenHours | None, queue: Queue | None) -> int | None:
    """Return when a touch falls due, None for never.

    `queue` is given for a first touch by a person: it is due when reps next look there.
    """
    due_ms = run.over_ms(touch.after)
    if due_ms is None or _is_skipped(journey, touch):
        return due_ms
    if queue is not None and touch.by is By.REP:
        due_ms = run.pickup_ms(queue.pickup, due_ms)
    return due_ms if window is None else next_open_ms(due_ms, window.opens_ms, window.closes_ms)


def _is_skipped(journey: Journey, touch: Touch) -> bool:
    return not journey.has_number and touch.channel.needs_number


def _by_rep(run: Run, journey: Journey, touch: Touch, number: int, work: Work, window: OpenHours | None) -> Process:
    """Let a touch wait for a rep until it is done or dropped."""
    yield from run.until_assigned(journey)
    if journey.is_cadence_over:
        return
    journey.touch = run.offer(run.floor_of_queue[journey.queue], journey, work, touch.channel, number)
    if window is not None:
        run.kernel.process(_keep_to_window(run, journey.touch, window))
    yield journey.touch.finished
    journey.touch = None


def _keep_to_window(run: Run, task: Task, window: OpenHours) -> Process:
    """Take a waiting touch out of the reps' sight whenever its window closes, until it opens again."""
    kernel, floor, lead = run.kernel, run.floor_of_queue[task.queue], task.journey.number
    while True:
        yield kernel.at(next_close_ms(kernel.now, window.opens_ms, window.closes_ms), Turn.DUE, lead)
        opens_ms = next_open_ms(kernel.now, window.opens_ms, window.closes_ms)
        if not floor.postpone(task) or opens_ms is None:
            return  # the touch is done, or the window never opens again
        yield kernel.at(opens_ms, Turn.DUE, lead)
        if not floor.resume(task):
            return  # dropped meanwhile
        run.request_dispatch(floor)


def _out_of_time(run: Run, journey: Journey, then: str, ends_ms: int | None) -> Process:
    """Wait for the end of a cadence in which nothing falls due any more; without an end the lead stays open."""
    if ends_ms is not None and ends_ms > run.kernel.now:
        yield run.kernel.at(ends_ms, Turn.DUE, journey.number)
    if ends_ms is None or journey.is_cadence_over:
        run.let_go(journey)
    else:
        _end_cadence(run, journey, then)


def _end_cadence(run: Run, journey: Journey, then: str) -> None:
    """Send a lead whose touches are used up where its cadence says."""
    if then in (NURTURE, CLOSE):
        leave_sales(run, journey, then, Event.CADENCE_ENDED, Stage.LOST)
    else:
        run.write(journey, Event.CADENCE_ENDED)
        queue_index = [queue.name for queue in run.playbook.queues].index(then)
        enter(run, journey, queue_index, run.playbook.queues[queue_index].cadence)
    run.let_go(journey)
