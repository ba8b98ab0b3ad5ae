"""Mails and sms between a lead and the team, as processes: what automation sends, and what leads answer."""

from sandbox.domain.luck import Purpose
from sandbox.domain.playbook import Channel
from sandbox.domain.tables import Event
from sandbox.sim.buyers import reply_probability
from sandbox.sim.floor import Journey, Work
from sandbox.sim.kernel import Turn
from sandbox.sim.run import CHANNEL_CODES, Process, Run


def send_by_automation(run: Run, journey: Journey, channel: Channel) -> None:
    """Send a mail or sms without a rep: it takes no time and is no attempt by a person."""
    journey.messages += 1
    run.write(journey, Event.AUTOMATED, channel=CHANNEL_CODES[channel], k=journey.messages)
    await_reply(run, journey, channel, is_automated=True)


def await_reply(run: Run, journey: Journey, channel: Channel, *, is_automated: bool = False) -> None:
    """Let the lead answer its last message some time later, if it is going to."""
    response, number = run.scenario.buyers.mail, journey.messages
    chance = reply_probability(response, number, run.kernel.now - journey.inquiry_ms, is_automated=is_automated)
    if run.luck(journey, Purpose.REPLY, number) < chance:
        delay_ms = run.draw_ms(response.delay, journey, Purpose.REPLY_DELAY, number)
        run.hold(journey)
        run.kernel.process(reply(run, journey, channel, delay_ms))


def reply(run: Run, journey: Journey, channel: Channel, delay_ms: int) -> Process:
    """Answer a message after a while: the touches end, and the lead's owner answers back.

    Where nobody owns the lead yet, the queue's team does: its first free rep or, in a queue that gives leads to reps
    in turn, the rep whose turn it is.
    """
    kernel = run.kernel
    yield kernel.at(kernel.now + delay_ms, Turn.REPLY, journey.number)
    run.write(journey, Event.REPLIED, channel=CHANNEL_CODES[channel])
    if not journey.is_contacted and journey.answer is None:
        run.stop_touches(journey)
        yield from run.until_assigned(journey)
    if not journey.is_contacted and journey.answer is None:
        journey.answer = run.offer(run.floor_of_queue[journey.queue], journey, Work.REPLY, channel, 0)
        yield journey.answer.finished
        journey.answer = None
    run.let_go(journey)
