"""Leads and deals in which nothing moves, as a process: found by the policy's rows, and sent where they say."""

from sandbox.domain.decision import CLOSE, NURTURE
from sandbox.domain.playbook import RecyclingRule
from sandbox.domain.tables import Event, Owner, Stage
from sandbox.sim.journey import Journey
from sandbox.sim.kernel import Turn
from sandbox.sim.run import Process, Run
from sandbox.sim.stay import begin_cadence, enter, index_of, leave_sales, stage_after

MOST_RECYCLINGS = 10
"""How often a lead is sent elsewhere, so that none goes round for ever."""

_SETTLED = frozenset({Stage.CUSTOMER, Stage.LOST, Stage.DISQUALIFIED, Stage.OPTED_OUT, Stage.NURTURE})


def watch_idle(run: Run, journey: Journey) -> Process:
    """Find a lead once it has been idle too long for its stage, as long as it is neither settled nor in nurture."""
    shortest = min((rule.idle_for for rule in run.playbook.recycling), key=lambda wait: run.over_ms(wait) or 0)
    watch = journey.watch
    while journey.watch == watch and journey.stage not in _SETTLED and journey.recyclings < MOST_RECYCLINGS:
        rule = _rule_for(run, journey)
        due_ms = run.over_ms(shortest) if rule is None else _idle_until_ms(run, journey, rule)
        if due_ms is None or due_ms >= run.horizon_ms:
            break
        if rule is not None and due_ms <= run.kernel.now:
            _send(run, journey, rule)
            continue
        yield run.kernel.at(max(due_ms, run.kernel.now + 1), Turn.DUE, journey.number)
    run.let_go(journey)


def _rule_for(run: Run, journey: Journey) -> RecyclingRule | None:
    """Return the first row for the stage that a lead is in."""
    for rule in run.playbook.recycling:
        if rule.stage == journey.stage:
            return rule
    return None


def _idle_until_ms(run: Run, journey: Journey, rule: RecyclingRule) -> int | None:
    """Return when a lead will have been idle too long; one that is to be met, or is in hand, is not idle yet."""
    is_busy = journey.has_meeting or journey.is_in_hand
    return run.clock.over_ms(run.kernel.now if is_busy else journey.moved_ms, rule.idle_for)


def _send(run: Run, journey: Journey, rule: RecyclingRule) -> None:
    row = run.playbook.recycling.index(rule)
    journey.recyclings += 1
    journey.moved_ms = run.kernel.now  # elsewhere it is given as much time again
    run.stop_touches(journey)
    run.stop_meeting(journey)
    if rule.to in (NURTURE, CLOSE):
        leave_sales(run, journey, stage_after(rule.to, Stage.LOST), Event.RECYCLED, rule=row)
        return
    journey.stage, journey.owner = min(journey.stage, Stage.SAL), Owner.SALES
    run.write(journey, Event.RECYCLED, rule=row)
    enter(run, journey, index_of(run, rule.to))
    begin_cadence(run, journey)
