"""What reps do, as processes: take a task, prepare, call or write or meet, go on."""

import simpy

from sandbox.domain.calendar import next_open_ms
from sandbox.domain.facts import LAST_OUTCOMES
from sandbox.domain.luck import Purpose
from sandbox.domain.playbook import Channel, Work
from sandbox.domain.tables import NONE, ChannelCode, Event, Outcome
from sandbox.domain.units import DAY_MS
from sandbox.sim.buyers import connect_probability, dial_hazard
from sandbox.sim.conversation import become_sal, converse
from sandbox.sim.floor import Desk, Floor
from sandbox.sim.journey import Journey, Task
from sandbox.sim.kernel import Moment, Turn
from sandbox.sim.messages import await_reply
from sandbox.sim.nurture import note_nurture
from sandbox.sim.opting_out import annoys_by_call, note_touch
from sandbox.sim.ownership import give
from sandbox.sim.run import CHANNEL_CODES, Process, Run

_NO_ANSWER, _MEETING_HELD, _NO_SHOW = (LAST_OUTCOMES.index(word) for word in ("no_answer", "meeting_held", "no_show"))


def rep(run: Run, floor: Floor, desk: Desk) -> Process:
    """Take a task, do it, finish it; for ever."""
    kernel = run.kernel
    while True:
        task: Task = yield _next_task(run, floor, desk)
        if _is_too_late(run, task, desk):
            floor.put_back(task)
            continue
        desk.in_hand, journey, begun_ms = task, task.journey, kernel.now
        if task.work is not Work.NURTURE:
            _take_over(run, journey, desk)
        if task.work is Work.MEETING:
            yield from sit_in_meeting(run, task, desk)
        else:
            yield _prepare(run, task, desk)
            yield from _reach_out(run, task, desk)
        run.write(journey, Event.DONE, k=task.k, duration_ms=kernel.now - begun_ms, task=task)
        day = begun_ms // DAY_MS
        desk.worked_ms[day] = desk.worked_ms.get(day, 0) + kernel.now - begun_ms
        desk.in_hand = None
        run.finish(task)


def _is_too_late(run: Run, task: Task, desk: Desk) -> bool:
    """Whether the window of a task is closed by the time that the phone would ring, or the message go out."""
    window = task.window
    if window is None:
        return False
    reaches_ms = run.kernel.now + run.at_pace_of(desk, _preparation_ms(run, task, task.journey.tasks + 1))
    if task.channel is not None and task.channel is not Channel.PHONE:
        writing_ms = _writing_ms(run, task.journey, task.channel, task.journey.messages + 1)
        reaches_ms += run.at_pace_of(desk, writing_ms)
    return next_open_ms(reaches_ms, window.opens_ms, window.closes_ms) != reaches_ms


def _prepare(run: Run, task: Task, desk: Desk) -> Moment:
    """Read what is known of a lead, and return when that is done."""
    journey = task.journey
    journey.tasks += 1
    duration_ms = run.at_pace_of(desk, _preparation_ms(run, task, journey.tasks))
    return run.kernel.at(run.kernel.now + duration_ms, Turn.REP, journey.number, desk.number)


def _preparation_ms(run: Run, task: Task, number: int) -> int:
    """Return how long the lead's task of that number is prepared; a dialer brings the next call up faster."""
    handling = run.scenario.handling
    has_dialer = run.queues[task.queue].dialer and task.channel is Channel.PHONE
    duration = handling.dialer_preparation if has_dialer else handling.preparation
    return run.draw_ms(duration, task.journey, Purpose.PREPARATION_TIME, number)


def _reach_out(run: Run, task: Task, desk: Desk) -> Process:
    """Do what a task is for, unless the lead has opted out while the rep prepared."""
    if task.journey.is_opted_out:
        return
    if task.work is Work.NURTURE:
        yield from keep_in_touch(run, task, desk)
    elif task.work is Work.REPLY:
        yield from converse(run, task.journey, desk, CHANNEL_CODES[task.channel])
    elif task.channel is Channel.PHONE:
        yield from dial(run, task.journey, desk)
    elif task.channel is not None:
        yield from write(run, task.journey, desk, task.channel)


def dial(run: Run, journey: Journey, desk: Desk) -> Process:
    """Call a lead; talk if it answers."""
    kernel, scenario, handling = run.kernel, run.scenario, run.scenario.handling
    journey.dials += 1
    _reach(run, journey)
    response, decay = scenario.phone_responses[journey.response], scenario.buyers.phone.decay_per_dial
    hazard = dial_hazard(response, decay, journey.dials, kernel.now - journey.inquiry_ms)
    chance = connect_probability(hazard, journey.responsiveness, run.clock.willingness(kernel.now, journey.zone))
    answers = journey.reachable and run.luck(journey, Purpose.CONNECT, journey.dials) < chance
    outcome = Outcome.CONNECTED if answers else Outcome.NO_ANSWER
    run.write(journey, Event.DIALED, channel=ChannelCode.PHONE, k=journey.dials, outcome=outcome)
    if answers:
        yield from converse(run, journey, desk, int(ChannelCode.PHONE))
        return
    journey.last_outcome = _NO_ANSWER
    duration_ms = run.draw_ms(handling.no_answer, journey, Purpose.NO_ANSWER_TIME, journey.dials)
    duration_ms += run.draw_ms(handling.wrap_up, journey, Purpose.WRAP_UP_TIME, journey.dials)
    yield kernel.at(kernel.now + run.at_pace_of(desk, duration_ms), Turn.REP, journey.number, desk.number)
    annoys_by_call(run, journey, is_answered=False)


def write(run: Run, journey: Journey, desk: Desk, channel: Channel) -> Process:
    """Write a mail or sms and send it; the lead may answer some time later."""
    journey.messages += 1
    number = journey.messages
    duration_ms = run.at_pace_of(desk, _writing_ms(run, journey, channel, number))
    yield run.kernel.at(run.kernel.now + duration_ms, Turn.REP, journey.number, desk.number)
    if journey.is_opted_out:
        return  # while it was being written
    _reach(run, journey)
    run.write(journey, Event.MAILED, channel=CHANNEL_CODES[channel], k=number)
    await_reply(run, journey, channel)


def _writing_ms(run: Run, journey: Journey, channel: Channel, number: int) -> int:
    """Return how long the lead's message of that number takes to write."""
    handling = run.scenario.handling
    if channel is Channel.SMS:
        return run.draw_ms(handling.sms, journey, Purpose.SMS_TIME, number)
    return run.draw_ms(handling.mail, journey, Purpose.MAIL_TIME, number)


def keep_in_touch(run: Run, task: Task, desk: Desk) -> Process:
    """Write to a lead in nurture, or call it; who sells nothing asks nothing."""
    journey, handling = task.journey, run.scenario.handling
    by_channel = {Channel.PHONE: handling.no_answer, Channel.SMS: handling.sms, Channel.EMAIL: handling.mail}
    duration_ms = run.draw_ms(by_channel[task.channel or Channel.EMAIL], journey, Purpose.NURTURE_TIME, journey.tasks)
    yield run.kernel.at(run.kernel.now + run.at_pace_of(desk, duration_ms), Turn.REP, journey.number, desk.number)
    note_nurture(run, journey, task.channel or Channel.EMAIL, task)


def sit_in_meeting(run: Run, task: Task, desk: Desk) -> Process:
    """Go to a lead and meet it, or wait for one who does not come."""
    journey, handling = task.journey, run.scenario.handling
    if task.comes:
        duration_ms = run.draw_ms(handling.meeting, journey, Purpose.MEETING_TIME, task.k)
    else:
        duration_ms = run.draw_ms(handling.no_show, journey, Purpose.NO_SHOW_TIME, task.k)
    duration_ms += run.travel_ms(task.queue)
    yield run.kernel.at(run.kernel.now + duration_ms, Turn.REP, journey.number, desk.number)
    if journey.is_opted_out:
        return
    journey.is_responded = True
    journey.last_outcome = _MEETING_HELD if task.comes else _NO_SHOW
    run.write(journey, Event.MEETING_HELD if task.comes else Event.NO_SHOW, k=task.k)


def _next_task(run: Run, floor: Floor, desk: Desk) -> simpy.Event:
    wakes = run.kernel.event()
    floor.rest(desk, wakes)
    run.request_dispatch(floor)
    return wakes


def _take_over(run: Run, journey: Journey, desk: Desk) -> None:
    """Make the rep who touches a lead first its owner."""
    journey.is_touched = True
    if journey.rep == NONE:
        give(run, journey, desk.number)


def _reach(run: Run, journey: Journey) -> None:
    """Note that a person has reached out, whether or not the lead was there."""
    note_touch(run, journey)
    journey.is_responded = True
    become_sal(journey)
