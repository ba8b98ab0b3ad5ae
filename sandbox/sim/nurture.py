"""How marketing keeps in touch with leads that are not ready, as processes: messages, signals, the way back."""

from sandbox.domain.luck import Purpose, exponential
from sandbox.domain.playbook import By, Channel, NurtureProgram, Work
from sandbox.domain.tables import NONE, Event, Outcome, Owner
from sandbox.domain.units import DAY_MS, WEEK_MS
from sandbox.sim.journey import Journey, Task
from sandbox.sim.kernel import Turn
from sandbox.sim.known import SIGNAL_DAYS
from sandbox.sim.messages import is_out_of_reach
from sandbox.sim.opting_out import annoys_by_message, note_touch
from sandbox.sim.ripening import end_nurture, latent_intent, set_nurtured
from sandbox.sim.run import CHANNEL_CODES, Process, Run

_INTENTS = (Outcome.READY, Outcome.LATER, Outcome.NEVER)


def begin_nurture(run: Run, journey: Journey) -> None:
    """Put a lead into the program that the policy has for it, if any."""
    if not run.playbook.nurture:
        return
    row = run.known.ruling(journey, run.kernel.now).program
    if row == NONE:
        return
    program = run.playbook.nurture[row]
    journey.program += 1
    if journey.queue == NONE and run.playbook.queues:
        journey.queue = 0  # who was never in sales is nurtured by the first team
    journey.owner = Owner.SHARED if program.by is By.REP else Owner.MARKETING
    set_nurtured(run, journey, is_nurtured=True)
    run.hold(journey)
    run.kernel.process(_keep_in_touch(run, journey, program, journey.program))
    if run.scenario.buyers.ripening.enabled:
        run.hold(journey)
        run.kernel.process(_signals(run, journey, journey.program))


def _keep_in_touch(run: Run, journey: Journey, program: NurtureProgram, number: int) -> Process:
    """Send a message every so often until the program is over; the lead may have opted out before it begins."""
    kernel = run.kernel
    ends_ms = None if program.stop_after is None else run.over_ms(program.stop_after)
    while True:
        due_ms = run.over_ms(program.every)
        is_last = due_ms is None or (ends_ms is not None and due_ms > ends_ms)
        next_ms = ends_ms if is_last else due_ms
        if next_ms is None or next_ms >= run.horizon_ms:
            break
        if next_ms > kernel.now:
            yield kernel.at(next_ms, Turn.DUE, journey.number)
        if journey.program != number:
            break
        if is_last:
            end_nurture(run, journey)
            break
        if is_out_of_reach(journey, program.channel):
            run.write(journey, Event.SKIPPED, channel=CHANNEL_CODES[program.channel])
        elif program.by is By.AUTOMATION:
            note_nurture(run, journey, program.channel)
        elif program.team is not None:
            journey.touch = run.offer_nurture(journey, program.channel, program.team)
            yield journey.touch.finished
        elif journey.queue != NONE:
            journey.touch = run.offer(journey, Work.NURTURE, program.channel, 0)
            yield journey.touch.finished
    run.let_go(journey)


def note_nurture(run: Run, journey: Journey, channel: Channel, task: Task | None = None) -> None:
    """Note that marketing has kept in touch, by a rep's task or by automation, and what the lead thinks of it."""
    note_touch(run, journey)
    run.write(journey, Event.NURTURED, channel=CHANNEL_CODES[channel], task=task)
    if channel is not Channel.PHONE:
        journey.messages += 1
        annoys_by_message(run, journey)


def _signals(run: Run, journey: Journey, number: int) -> Process:
    """Let a lead in a program visit, download or reply now and then, until it has come back."""
    kernel = run.kernel
    rate_per_week = _signal_rate(run, journey)
    while rate_per_week > 0 and journey.program == number:
        journey.signals += 1
        wait_ms = exponential(run.luck(journey, Purpose.SIGNAL, journey.signals), WEEK_MS / rate_per_week)
        at_ms = kernel.now + round(wait_ms)
        if at_ms >= run.horizon_ms:
            break
        yield kernel.at(at_ms, Turn.REPLY, journey.number)
        if journey.program == number:
            show_interest(run, journey)
    run.let_go(journey)


def _signal_rate(run: Run, journey: Journey) -> float:
    """Return signals a week of a lead that somebody keeps in touch with, by what it wants."""
    ripening = run.scenario.buyers.ripening
    wants = latent_intent(run, journey) if journey.intent == NONE else journey.intent
    return ripening.signals_per_week[_INTENTS.index(wants)]


def show_interest(run: Run, journey: Journey) -> None:
    """Note a signal; where the policy's condition holds on fresh facts, the lead is routed again."""
    now_ms = run.kernel.now
    journey.signalled_ms = [at_ms for at_ms in journey.signalled_ms if at_ms > now_ms - SIGNAL_DAYS * DAY_MS]
    journey.signalled_ms.append(now_ms)
    run.write(journey, Event.SIGNAL)
    if run.known.ruling(journey, now_ms).promotes:
        run.promote(journey)
