"""Mails and sms between a lead and the team, as processes: what automation sends, and what leads answer."""

from sandbox.domain.facts import LAST_OUTCOMES
from sandbox.domain.luck import Purpose
from sandbox.domain.playbook import AutoReply, Channel, Work
from sandbox.domain.tables import NONE, Event
from sandbox.sim.buyers import reply_probability
from sandbox.sim.journey import Journey
from sandbox.sim.kernel import Turn
from sandbox.sim.opting_out import annoys_by_message, note_touch
from sandbox.sim.ownership import until_assigned
from sandbox.sim.run import CHANNEL_CODES, Process, Run

_REPLIED = LAST_OUTCOMES.index("replied")


def is_out_of_reach(journey: Journey, channel: Channel) -> bool:
    """Whether a lead cannot be reached this way, because there is no number."""
    return not journey.has_number and channel.needs_number


def auto_reply(run: Run, journey: Journey, planned: AutoReply) -> Process:
    """Answer an inquiry by automation after a moment, unless somebody has talked with the lead by then."""
    due_ms, cycle = run.over_ms(planned.after), journey.cycle
    if due_ms is not None:
        if due_ms > run.kernel.now:
            yield run.kernel.at(due_ms, Turn.DUE, journey.number)
        if journey.is_opted_out:
            run.let_go(journey)
            return
        if is_out_of_reach(journey, planned.channel):
            run.write(journey, Event.SKIPPED, channel=CHANNEL_CODES[planned.channel])
        elif journey.cycle == cycle and not journey.is_contacted:
            send_by_automation(run, journey, planned.channel)
    run.let_go(journey)


def send_by_automation(run: Run, journey: Journey, channel: Channel) -> None:
    """Send a mail or sms without a rep: it takes no time and is no attempt by a person."""
    journey.messages += 1
    note_touch(run, journey)
    run.write(journey, Event.AUTOMATED, channel=CHANNEL_CODES[channel], k=journey.messages)
    await_reply(run, journey, channel, is_automated=True)


def await_reply(run: Run, journey: Journey, channel: Channel, *, is_automated: bool = False) -> None:
    """Let the lead answer its last message some time later, if it is going to, unless that was one too many."""
    if annoys_by_message(run, journey):
        return
    response, number = run.scenario.buyers.mail, journey.messages
    chance = reply_probability(response, number, run.kernel.now - journey.inquiry_ms, is_automated=is_automated)
    if run.luck(journey, Purpose.REPLY, number) < chance:
        delay_ms = run.draw_ms(response.delay, journey, Purpose.REPLY_DELAY, number)
        run.hold(journey)
        run.kernel.process(reply(run, journey, channel, delay_ms))


def reply(run: Run, journey: Journey, channel: Channel, delay_ms: int) -> Process:
    """Answer a message after a while: the touches end, and the lead's owner answers back."""
    kernel = run.kernel
    yield kernel.at(kernel.now + delay_ms, Turn.REPLY, journey.number)
    if journey.is_opted_out:
        run.let_go(journey)
        return
    run.write(journey, Event.REPLIED, channel=CHANNEL_CODES[channel])
    journey.last_outcome = _REPLIED
    if _wants_an_answer(journey):
        run.stop_touches(journey)
        yield from _be_answered(run, journey, channel)
    run.let_go(journey)


def answer(run: Run, journey: Journey, channel: Channel | None) -> Process:
    """Let a lead that waits for an answer get it in the queue to which it was moved."""
    yield from _be_answered(run, journey, channel)
    run.let_go(journey)


def _be_answered(run: Run, journey: Journey, channel: Channel | None) -> Process:
    """Wait until the lead's owner has answered it, if it still wants an answer when there is an owner.

    Where nobody owns the lead yet, the queue's team does: its first free rep or, in a queue that gives leads to reps,
    the rep whose turn it is.
    """
    yield from until_assigned(journey)
    if _wants_an_answer(journey):
        run.stop_touches(journey)  # an inquiry may have begun a cadence anew while nobody owned the lead
        task = journey.answer = run.offer(journey, Work.REPLY, channel, 0)
        yield task.finished


def _wants_an_answer(journey: Journey) -> bool:
    """Whether nobody answers the lead yet or talks with it, and it is neither beyond the cadence nor marketing's."""
    if journey.answer is not None or journey.is_talking or journey.has_meeting or journey.is_opted_out:
        return False
    return journey.is_worked or (journey.queue != NONE and not journey.is_contacted)
