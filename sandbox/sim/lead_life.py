"""What leads live through, as processes: arriving, the cadence a policy plans for them, replying, buying."""

from sandbox.domain.decision import CLOSE, NURTURE
from sandbox.domain.luck import Purpose, lognormal
from sandbox.domain.playbook import Assign, Cadence, Channel
from sandbox.domain.tables import NONE, ChannelCode, Event, Owner, Stage
from sandbox.sim.buyers import win_probability
from sandbox.sim.floor import Journey, Work
from sandbox.sim.kernel import Turn
from sandbox.sim.run import Process, Run


def arrivals(run: Run) -> Process:
    """Let every lead in at its time; stop once no measured lead can need a rep any more."""
    kernel, window, people = run.kernel, run.scenario.window, run.population
    rows = zip(
        people.visitor.tolist(),
        people.created_ms.tolist(),
        people.reachable.tolist(),
        people.responsiveness.tolist(),
        people.quality_group.tolist(),
        run.decisions.score.tolist(),
        strict=True,
    )
    for number, (visitor, created_ms, reachable, responsiveness, group, score) in enumerate(rows):
        if created_ms >= window.arrivals_to_ms and not run.measured_in_hand:
            run.stopped_ms = created_ms
            return
        if created_ms > kernel.now:
            yield kernel.at(created_ms, Turn.ARRIVAL, number)
        journey = Journey(
            number=number,
            visitor=visitor,
            created_ms=created_ms,
            inquiry_ms=created_ms,
            in_cohort=window.arrivals_from_ms <= created_ms < window.arrivals_to_ms,
            score=score,
            reachable=reachable,
            responsiveness=responsiveness,
            quality_group=group,
        )
        run.arrived = number + 1
        run.write(journey, Event.INQUIRY)
        _route(run, journey)


def cadence_of(run: Run, journey: Journey, queue_index: int, cadence: Cadence) -> Process:
    """Work a lead touch by touch from entering a queue, until it is reached or the touches are used up."""
    kernel, queue, floor = run.kernel, run.playbook.queues[queue_index], run.floor_of_queue[queue_index]
    due_ms = run.pickup_ms(queue.pickup, kernel.now + cadence.touches[0].after_ms)
    if queue.assign is Assign.ROUND_ROBIN:
        assign_ms = run.next_shift_ms(queue_index) if queue.pickup.is_immediate else kernel.now
        if assign_ms is None or not floor.desks:
            return  # nobody will ever be on shift: the lead waits unowned
        if assign_ms > kernel.now:
            yield kernel.at(assign_ms, Turn.ASSIGN, journey.number)
        journey.rep = floor.next_in_turn()
        run.write(journey, Event.ASSIGNED)
    for number, touch in enumerate(cadence.touches):
        if number:
            due_ms = kernel.now + touch.after_ms
        if due_ms > kernel.now:
            yield kernel.at(due_ms, Turn.DUE, journey.number)
        if not journey.is_cadence_over:
            work = Work.FOLLOW_UP if number else Work.FIRST_TOUCH
            journey.touch = run.offer(floor, journey, work, touch.channel, number + 1)
            yield journey.touch.finished
            journey.touch = None
        if journey.is_cadence_over:
            run.let_go(journey)
            return
    _end_cadence(run, journey, cadence.then)


def reply(run: Run, journey: Journey, delay_ms: int) -> Process:
    """Answer a mail after a while: the touches end, and the rep who owns the lead answers back."""
    kernel = run.kernel
    yield kernel.at(kernel.now + delay_ms, Turn.REPLY, journey.number)
    run.write(journey, Event.REPLIED, channel=ChannelCode.EMAIL)
    if not journey.is_contacted and journey.answer is None:
        run.stop_touches(journey)
        journey.answer = run.offer(run.floor_of_rep[journey.rep], journey, Work.REPLY, Channel.EMAIL, 0)
        yield journey.answer.finished
        journey.answer = None
    run.let_go(journey)


def deal(run: Run, journey: Journey) -> Process:
    """Bring an opportunity to its end when its time has come: won or lost."""
    kernel, deals = run.kernel, run.scenario.buyers.deals
    delay_ms = run.draw_ms(deals.time_to_close, journey, Purpose.CLOSE_TIME)
    yield kernel.at(kernel.now + delay_ms, Turn.CLOSE, journey.number)
    if run.luck(journey, Purpose.WIN) < win_probability(float(run.population.win_logit[journey.number])):
        size = lognormal(run.luck(journey, Purpose.DEAL_SIZE), 0.0, deals.size_sigma)
        usd = size * float(run.population.deal_median_usd[journey.number])
        journey.stage = Stage.CUSTOMER
        run.write(journey, Event.WON, amount_cents=round(usd * 100))
    else:
        journey.stage = Stage.LOST
        run.write(journey, Event.LOST)


def _route(run: Run, journey: Journey) -> None:
    """Send a new lead where the policy says."""
    decisions, number = run.decisions, journey.number
    queue_index = int(decisions.queue[number])
    destination = decisions.queue_names[queue_index]
    is_queued = destination not in (NURTURE, CLOSE)
    journey.stage = Stage.MQL if decisions.mql[number] else Stage.INQUIRY
    journey.queue = queue_index if is_queued else NONE
    journey.owner = Owner.SALES if is_queued else Owner.MARKETING
    run.write(journey, Event.ROUTED, rule=int(decisions.route[number]))
    if is_queued:
        _enter(run, journey, queue_index, decisions.cadence_names[decisions.cadence[number]])
    else:
        _leave_sales(run, journey, destination, Event.PARKED, Stage.DISQUALIFIED)


def _enter(run: Run, journey: Journey, queue_index: int, cadence: str) -> None:
    """Let a lead into a queue, owned by nobody yet."""
    journey.queue, journey.rep = queue_index, NONE
    run.hold(journey)
    run.kernel.process(cadence_of(run, journey, queue_index, run.playbook.cadences[cadence]))


def _end_cadence(run: Run, journey: Journey, then: str) -> None:
    """Send a lead whose touches are used up where its cadence says."""
    if then in (NURTURE, CLOSE):
        _leave_sales(run, journey, then, Event.CADENCE_ENDED, Stage.LOST)
    else:
        run.write(journey, Event.CADENCE_ENDED)
        queue_index = [queue.name for queue in run.playbook.queues].index(then)
        _enter(run, journey, queue_index, run.playbook.queues[queue_index].cadence)
    run.let_go(journey)


def _leave_sales(run: Run, journey: Journey, destination: str, event: Event, stage_if_closed: Stage) -> None:
    journey.stage = Stage.NURTURE if destination == NURTURE else stage_if_closed
    journey.owner = Owner.MARKETING
    run.write(journey, event)
