"""A lead's stays in queues: entering, following a cadence, a promise that is kept or broken, leaving."""

from sandbox.domain.decision import CLOSE, NURTURE
from sandbox.domain.playbook import NOTHING, REASSIGN, Assign
from sandbox.domain.tables import NONE, Event, Owner, Stage
from sandbox.sim.cadence_life import cadence_of
from sandbox.sim.journey import Journey
from sandbox.sim.kernel import Turn
from sandbox.sim.messages import answer
from sandbox.sim.nurture import begin_nurture
from sandbox.sim.ownership import leave, pass_on, renew_place, seek_owner, until_assigned, until_on_shift
from sandbox.sim.ripening import end_nurture
from sandbox.sim.run import Process, Run


def enter(run: Run, journey: Journey, queue_index: int, cadence: str | None = None) -> None:
    """Let a lead into a queue, owned by nobody yet; by default it gets the queue's own cadence."""
    leave(run, journey)
    end_nurture(run, journey)
    queue = run.playbook.queues[queue_index]
    journey.stay += 1
    journey.queue, journey.rep = queue_index, NONE
    journey.is_worked, journey.is_touched, journey.is_responded = True, False, False
    journey.cadence, journey.made = cadence or queue.cadence, 0
    journey.assigned = None
    begin_time(run, journey)
    journey.promise_ms = None if queue.respond_within is None else run.over_ms(queue.respond_within)
    if queue.assign is not Assign.SHARED:
        seek_owner(run, journey)
    if queue.on_breach != NOTHING and journey.promise_ms is not None:
        run.hold(journey)
        run.kernel.process(keep_promise(run, journey))


def leave_sales(
    run: Run,
    journey: Journey,
    stage: Stage,
    event: Event,
    *,
    channel: int = NONE,
    outcome: int = NONE,
    rule: int = NONE,
) -> None:
    """Hand a lead back to marketing, or close it, and log the event that does it."""
    leave(run, journey)
    end_nurture(run, journey)
    journey.stage, journey.owner = stage, Owner.MARKETING
    run.write(journey, event, channel=channel, outcome=outcome, rule=rule)
    if stage is Stage.NURTURE:
        begin_nurture(run, journey)


def stage_after(destination: str, stage_if_closed: Stage) -> Stage:
    """Return the stage of a lead that leaves sales."""
    return Stage.NURTURE if destination == NURTURE else stage_if_closed


def begin_cadence(run: Run, journey: Journey) -> None:
    """Let a lead follow its cadence from the touch after the one made last."""
    journey.leg += 1
    run.hold(journey)
    run.kernel.process(_follow(run, journey, journey.leg))


def begin_time(run: Run, journey: Journey) -> None:
    """Let the time that a lead's cadence may take begin now."""
    within = run.playbook.cadences[journey.cadence].within
    journey.ends_ms = None if within is None else run.over_ms(within)


def restart_cadence(run: Run, journey: Journey) -> None:
    """Let a lead that has inquired again follow its cadence from the beginning; its owner stays the same."""
    run.stop_touches(journey)
    journey.made, journey.is_touched = 0, False
    begin_time(run, journey)
    renew_place(run, journey)
    begin_cadence(run, journey)


def go_on(run: Run, journey: Journey) -> None:
    """Let a lead that its owner keeps follow the rest of its cadence."""
    if not journey.is_worked:
        journey.is_worked = True
        run.forget_departed(journey)
        if journey.rep != NONE:
            run.floor_of_queue[journey.queue].give(journey)
    begin_cadence(run, journey)


def _follow(run: Run, journey: Journey, leg: int) -> Process:
    if journey.leg == leg:  # nothing at this very instant has ended it
        then = yield from cadence_of(run, journey, run.playbook.cadences[journey.cadence])
        if then is not None:
            _move_on(run, journey, then)
    run.let_go(journey)


def _move_on(run: Run, journey: Journey, then: str) -> None:
    """Send a lead whose touches are used up where its cadence says."""
    if then in (NURTURE, CLOSE):
        leave_sales(run, journey, stage_after(then, Stage.LOST), Event.CADENCE_ENDED)
        return
    run.write(journey, Event.CADENCE_ENDED)
    enter(run, journey, index_of(run, then))
    begin_cadence(run, journey)


def index_of(run: Run, queue: str) -> int:
    """Return the place of a queue in the playbook."""
    return [known.name for known in run.playbook.queues].index(queue)


def keep_promise(run: Run, journey: Journey) -> Process:
    """Wait for the promised response, and do what the policy says when it does not come.

    A reassignment begins a new clock; every rep gets the lead once, then it is open to the team.
    """
    stay, queue, tried = journey.stay, run.queue_of(journey), 0
    while journey.promise_ms is not None:
        if journey.promise_ms > run.kernel.now:
            yield run.kernel.at(journey.promise_ms, Turn.PROMISE, journey.number)
        if journey.stay != stay or _is_answered(journey):
            break
        run.write(journey, Event.BREACHED)
        if journey.is_in_hand:
            break
        if queue.on_breach != REASSIGN:
            _move_to(run, journey, queue.on_breach)
            break
        was_owned = journey.rep != NONE
        yield from (until_on_shift(run, journey) if was_owned else until_assigned(journey))
        if journey.stay != stay or _is_answered(journey) or journey.is_in_hand:
            break
        if was_owned and journey.rep != NONE:  # its rep may be paused by now, or gone
            tried = pass_on(run, journey, tried)
        if journey.rep == NONE:
            break  # everybody sees it already
        journey.promise_ms = None if queue.respond_within is None else run.over_ms(queue.respond_within)
    run.let_go(journey)


def _move_to(run: Run, journey: Journey, queue: str) -> None:
    """Move a lead whose promise was broken to another queue, with a promise and a cadence of its own.

    A lead that waits for an answer gets it there, in place of the cadence.
    """
    waiting = journey.answer
    run.stop_touches(journey)
    enter(run, journey, index_of(run, queue))
    run.write(journey, Event.REASSIGNED)
    if waiting is None:
        begin_cadence(run, journey)
    else:
        run.hold(journey)
        run.kernel.process(answer(run, journey, waiting.channel))


def _is_answered(journey: Journey) -> bool:
    return journey.is_responded or journey.has_meeting or not journey.is_worked
