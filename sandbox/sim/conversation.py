"""Conversations, as processes: what they reveal, what the policy makes of it, and where the lead goes."""

from sandbox.domain.decision import CLOSE, KEEP, NURTURE
from sandbox.domain.facts import LAST_OUTCOMES
from sandbox.domain.luck import Purpose
from sandbox.domain.playbook import NextStep
from sandbox.domain.tables import NONE, Event, Outcome, Owner, Stage
from sandbox.sim.deals import has_authority, has_budget, open_opportunity
from sandbox.sim.floor import Desk
from sandbox.sim.journey import Journey
from sandbox.sim.kernel import Turn
from sandbox.sim.meetings import meet
from sandbox.sim.opting_out import annoys_in_conversation
from sandbox.sim.ripening import end_nurture, latent_intent, ripen_later
from sandbox.sim.run import Process, Run
from sandbox.sim.stay import begin_cadence, enter, go_on, index_of, leave_sales, stage_after

_CONNECTED = LAST_OUTCOMES.index("connected")


def converse(run: Run, journey: Journey, desk: Desk, channel: int) -> Process:
    """Talk with a lead, then do what the policy says; the first conversation shows what the lead wants."""
    kernel, handling, begun_ms = run.kernel, run.scenario.handling, run.kernel.now
    run.stop_touches(journey)
    become_sal(journey)
    is_awaited = journey.is_worked or not journey.is_contacted
    journey.is_contacted = journey.is_responded = journey.is_talking = True
    journey.last_outcome = _CONNECTED
    journey.dials_before = journey.dials
    run.write(journey, Event.CONTACTED, channel=channel, k=journey.dials)
    duration_ms = run.draw_ms(handling.conversation, journey, Purpose.TALK_TIME, journey.conversations)
    duration_ms += run.draw_ms(handling.conversation_wrap_up, journey, Purpose.TALK_WRAP_UP_TIME, journey.conversations)
    duration_ms = run.at_pace_of(desk, duration_ms)
    journey.conversations += 1
    yield kernel.at(begun_ms + duration_ms, Turn.REP, journey.number, desk.number)
    journey.is_talking = False
    if is_awaited and not journey.has_meeting and not journey.is_opted_out:
        _judge(run, journey, channel, begun_ms)


def become_sal(journey: Journey) -> None:
    """Note that a person has tried to reach the lead."""
    journey.stage = max(journey.stage, Stage.SAL)
    if journey.assignment is not None:
        journey.assignment.is_attempted = True


def _judge(run: Run, journey: Journey, channel: int, begun_ms: int) -> None:
    """Judge a lead by what the conversation revealed, and let it go where the policy says."""
    if journey.intent == NONE:
        journey.intent = latent_intent(run, journey, begun_ms - journey.inquiry_ms)
        if journey.intent == Outcome.LATER and journey.unripe is None and run.scenario.buyers.ripening.enabled:
            ripen_later(run, journey)  # it was ready when it came, and had to wait too long
    said = run.known.judgement(
        journey, run.kernel.now, budget=has_budget(run, journey), authority=has_authority(run, journey)
    )
    is_sql, row = said.is_sql, said.step
    step = _neutral_step(journey, is_sql=is_sql) if row == NONE else run.playbook.after_contact[row]
    is_done_with = step.to in (NURTURE, CLOSE)
    if is_done_with and not is_sql:
        leave_sales(
            run,
            journey,
            stage_after(step.to, Stage.DISQUALIFIED),
            Event.JUDGED,
            channel=channel,
            outcome=journey.intent,
            rule=row,
        )
        annoys_in_conversation(run, journey, channel)
        return
    journey.stage = Stage.SQL if is_sql else journey.stage
    run.write(journey, Event.JUDGED, channel=channel, outcome=journey.intent, rule=row)
    if annoys_in_conversation(run, journey, channel):
        return
    if is_done_with:
        leave_sales(run, journey, stage_after(step.to, Stage.DISQUALIFIED), Event.LEFT_SALES)
    else:
        _go_where_told(run, journey, step, is_sql=is_sql)


def _neutral_step(journey: Journey, *, is_sql: bool) -> NextStep:
    """Return what follows where the policy does not say: a deal, or back to marketing, or the end."""
    to = KEEP if is_sql else CLOSE if journey.intent == Outcome.NEVER else NURTURE
    return NextStep(id="", to=to)


def _go_where_told(run: Run, journey: Journey, step: NextStep, *, is_sql: bool) -> None:
    """Hand a lead on to another queue, or let its owner go on with it; if marketing had it, it is with sales again.

    An SQL becomes an opportunity as soon as it is with those who close it: where no meeting comes first, at once with
    its owner, after a hand-over with the conversation that the new owner has.
    """
    queue_index = journey.queue if step.to == KEEP else index_of(run, step.to)
    is_handed_on = queue_index != journey.queue
    end_nurture(run, journey)
    journey.owner = Owner.SALES
    if journey.stage != Stage.SQL:
        journey.stage = Stage.SAL
    if is_handed_on:
        enter(run, journey, queue_index, step.cadence)
        run.write(journey, Event.HANDED_ON)
    if step.meeting is not None:
        journey.has_meeting = True
        run.hold(journey)
        run.kernel.process(meet(run, journey, step.meeting))
    elif is_handed_on:
        begin_cadence(run, journey)
    elif is_sql:
        open_opportunity(run, journey)
    else:
        go_on(run, journey)
