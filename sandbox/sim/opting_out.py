"""Leads who want no further contact: which touch was one too many, and what ends with it."""

from sandbox.domain.luck import Purpose
from sandbox.domain.tables import ChannelCode, Event, Outcome, Owner, Stage
from sandbox.sim.annoyance import call_chance, message_chance
from sandbox.sim.journey import Journey
from sandbox.sim.ownership import leave
from sandbox.sim.ripening import end_nurture
from sandbox.sim.run import Run

_BEARS_WITH_IT = (Stage.OPPORTUNITY, Stage.CUSTOMER)


def note_touch(run: Run, journey: Journey) -> None:
    """Count a call, mail or sms that reaches out now, whoever makes it."""
    journey.touches_ever += 1
    if run.scenario.buyers.opt_out is not None:
        journey.touched_ms.append(run.kernel.now)


def annoys_by_message(run: Run, journey: Journey) -> bool:
    """Return whether the mail or sms that goes out now was one too many: then the lead has opted out."""
    opt_out, now_ms = run.scenario.buyers.opt_out, run.kernel.now
    if opt_out is None:
        return False
    journey.messaged_ms.append(now_ms)
    chance = message_chance(opt_out, _lately(journey.messaged_ms, now_ms - opt_out.messages_within_ms))
    return _opts_out(run, journey, chance, run.luck(journey, Purpose.OPTS_OUT_OF_MAIL, journey.messages))


def annoys_by_call(run: Run, journey: Journey, *, is_answered: bool) -> bool:
    """Return whether the call made last, which was not wanted, was one too many: then the lead has opted out."""
    opt_out = run.scenario.buyers.opt_out
    if opt_out is None:
        return False
    touches = _lately(journey.touched_ms, run.kernel.now - opt_out.touches_within_ms)
    chance = call_chance(opt_out, touches, is_answered=is_answered)
    return _opts_out(run, journey, chance, run.luck(journey, Purpose.OPTS_OUT_OF_CALLS, journey.dials))


def annoys_in_conversation(run: Run, journey: Journey, channel: int) -> bool:
    """Return whether a conversation was a call too many: one that a lead who is not ready to buy did not want."""
    is_unwanted = channel == ChannelCode.PHONE and journey.intent != Outcome.READY
    return is_unwanted and annoys_by_call(run, journey, is_answered=True)


def _lately(times_ms: list[int], since_ms: int) -> int:
    """Return how many of some times lie after another one, and forget the others."""
    times_ms[:] = [time_ms for time_ms in times_ms if time_ms > since_ms]
    return len(times_ms)


def _opts_out(run: Run, journey: Journey, chance: float, luck: float) -> bool:
    """Let a lead opt out by its luck: whatever waits for it is dropped, and nobody touches it again.

    Who is about to buy, or has bought, bears with one touch more.
    """
    if luck >= chance or journey.stage in _BEARS_WITH_IT or journey.is_opted_out:
        return False
    run.stop_touches(journey)
    run.stop_meeting(journey)
    leave(run, journey)
    end_nurture(run, journey)
    journey.stage, journey.owner = Stage.OPTED_OUT, Owner.MARKETING
    run.write(journey, Event.OPTED_OUT)
    return True
