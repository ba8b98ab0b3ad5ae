"""What reps do, as processes: take a task, prepare, call or write, talk, go on."""

import simpy

from sandbox.domain.luck import Purpose
from sandbox.domain.playbook import Channel
from sandbox.domain.tables import NONE, ChannelCode, Event, Outcome, Owner, Stage
from sandbox.domain.units import DAY_MS
from sandbox.sim.buyers import connect_probability, dial_hazard, ready_probability
from sandbox.sim.floor import Desk, Floor, Journey, Task, Work
from sandbox.sim.kernel import Turn
from sandbox.sim.lead_life import deal
from sandbox.sim.messages import await_reply
from sandbox.sim.run import CHANNEL_CODES, Process, Run


def rep(run: Run, floor: Floor, desk: Desk) -> Process:
    """Take a task, prepare, reach out, finish it; for ever."""
    kernel, handling = run.kernel, run.scenario.handling
    while True:
        task: Task = yield _next_task(run, floor, desk)
        journey, begun_ms = task.journey, kernel.now
        _take_over(run, journey, desk)
        journey.tasks += 1
        preparation_ms = run.draw_ms(handling.preparation, journey, Purpose.PREPARATION_TIME, journey.tasks)
        yield kernel.at(begun_ms + preparation_ms, Turn.REP, journey.number, desk.number)
        if task.work is Work.REPLY:
            yield from converse(run, journey, desk, CHANNEL_CODES[task.channel])
        elif task.channel is Channel.PHONE:
            yield from dial(run, journey, desk)
        else:
            yield from write(run, journey, desk, task.channel)
        run.write(journey, Event.DONE, k=task.k, duration_ms=kernel.now - begun_ms)
        day = begun_ms // DAY_MS
        desk.worked_ms[day] = desk.worked_ms.get(day, 0) + kernel.now - begun_ms
        task.finished.succeed()


def dial(run: Run, journey: Journey, desk: Desk) -> Process:
    """Call a lead; talk if it answers."""
    kernel, phone, handling = run.kernel, run.scenario.buyers.phone, run.scenario.handling
    journey.dials += 1
    _become_sal(journey)
    hazard = dial_hazard(phone.response, phone.decay_per_dial, journey.dials, kernel.now - journey.inquiry_ms)
    chance = connect_probability(hazard, journey.responsiveness, run.willingness_now())
    answers = journey.reachable and run.luck(journey, Purpose.CONNECT, journey.dials) < chance
    outcome = Outcome.CONNECTED if answers else Outcome.NO_ANSWER
    run.write(journey, Event.DIALED, channel=ChannelCode.PHONE, k=journey.dials, outcome=outcome)
    if answers:
        yield from converse(run, journey, desk, int(ChannelCode.PHONE))
        return
    duration_ms = run.draw_ms(handling.no_answer, journey, Purpose.NO_ANSWER_TIME, journey.dials)
    duration_ms += run.draw_ms(handling.wrap_up, journey, Purpose.WRAP_UP_TIME, journey.dials)
    yield kernel.at(kernel.now + duration_ms, Turn.REP, journey.number, desk.number)


def write(run: Run, journey: Journey, desk: Desk, channel: Channel) -> Process:
    """Write a mail or sms and send it; the lead may answer some time later."""
    kernel, handling = run.kernel, run.scenario.handling
    journey.messages += 1
    number = journey.messages
    if channel is Channel.SMS:
        duration_ms = run.draw_ms(handling.sms, journey, Purpose.SMS_TIME, number)
    else:
        duration_ms = run.draw_ms(handling.mail, journey, Purpose.MAIL_TIME, number)
    yield kernel.at(kernel.now + duration_ms, Turn.REP, journey.number, desk.number)
    _become_sal(journey)
    run.write(journey, Event.MAILED, channel=CHANNEL_CODES[channel], k=number)
    await_reply(run, journey, channel)


def converse(run: Run, journey: Journey, desk: Desk, channel: int) -> Process:
    """Talk with a lead; the first conversation shows whether it is ready to buy, will be later, or never."""
    kernel, handling, begun_ms = run.kernel, run.scenario.handling, run.kernel.now
    run.stop_touches(journey)
    _become_sal(journey)
    is_first = not journey.is_contacted
    journey.is_contacted = True
    run.write(journey, Event.CONTACTED, channel=channel, k=journey.dials)
    duration_ms = run.draw_ms(handling.conversation, journey, Purpose.TALK_TIME)
    duration_ms += run.draw_ms(handling.conversation_wrap_up, journey, Purpose.TALK_WRAP_UP_TIME)
    yield kernel.at(begun_ms + duration_ms, Turn.REP, journey.number, desk.number)
    if is_first:
        _judge(run, journey, channel, begun_ms)


def _judge(run: Run, journey: Journey, channel: int, begun_ms: int) -> None:
    """Find out what a lead wants; one that is ready becomes an opportunity."""
    intent = run.scenario.buyers.intent
    chance = ready_probability(intent, journey.quality_group, begun_ms - journey.inquiry_ms, journey.dials)
    if run.luck(journey, Purpose.READY) < chance:
        journey.stage = Stage.SQL
        run.write(journey, Event.JUDGED, channel=channel, outcome=Outcome.READY)
        journey.stage = Stage.OPPORTUNITY
        run.write(journey, Event.OPENED)
        run.kernel.process(deal(run, journey))
        return
    later = run.luck(journey, Purpose.LATER) < intent.later
    journey.stage = Stage.NURTURE if later else Stage.DISQUALIFIED
    journey.owner = Owner.MARKETING
    run.write(journey, Event.JUDGED, channel=channel, outcome=Outcome.LATER if later else Outcome.NEVER)


def _next_task(run: Run, floor: Floor, desk: Desk) -> simpy.Event:
    wakes = run.kernel.event()
    floor.rest(desk, wakes)
    run.request_dispatch(floor)
    return wakes


def _take_over(run: Run, journey: Journey, desk: Desk) -> None:
    """Make the rep who touches a lead first its owner."""
    if journey.rep == NONE:
        journey.rep = desk.number
        run.write(journey, Event.ASSIGNED)


def _become_sal(journey: Journey) -> None:
    journey.stage = max(journey.stage, Stage.SAL)
