"""Leads that are not ready yet, as processes: ripening in silence or in touch, coming back, buying elsewhere.

A lead that will buy later has a threshold, and a hazard that adds up until it is reached: faster while somebody keeps
in touch. A lead that is ready buys elsewhere in time unless somebody talks with it.
"""

from sandbox.domain.luck import Purpose, exponential
from sandbox.domain.tables import Event, Outcome, Stage
from sandbox.domain.units import WEEK_MS
from sandbox.sim.buyers import ready_probability
from sandbox.sim.journey import Journey
from sandbox.sim.kernel import Turn
from sandbox.sim.run import Process, Run


def latent_intent(run: Run, journey: Journey, elapsed_ms: int = 0) -> Outcome:
    """Return what a lead wants, were somebody to ask it `elapsed_ms` after its inquiry."""
    intent = run.scenario.buyers.intent
    chance = ready_probability(intent, journey.quality_group, elapsed_ms, journey.dials, odds=journey.ready_odds)
    if run.luck(journey, Purpose.READY) < chance:
        return Outcome.READY
    return Outcome.LATER if run.luck(journey, Purpose.LATER) < intent.later else Outcome.NEVER


def begin_to_ripen(run: Run, journey: Journey) -> None:
    """Let a cycle of a lead take its course, whether or not anybody talks with it."""
    ripening = run.scenario.buyers.ripening
    journey.unripe = None
    journey.ripening += 1
    if not ripening.enabled:
        return
    match latent_intent(run, journey):
        case Outcome.READY:
            patience_ms = round(exponential(run.luck(journey, Purpose.BUYS_ELSEWHERE), ripening.patience_ms))
            _plan(run, journey, run.kernel.now + patience_ms)
        case Outcome.LATER:
            ripen_later(run, journey)


def ripen_later(run: Run, journey: Journey) -> None:
    """Let a lead ripen from now on that buys later; it draws its threshold once a cycle."""
    journey.unripe = exponential(run.luck(journey, Purpose.RIPENS), 1.0)
    journey.ripened_ms = run.kernel.now
    _plan_ripening(run, journey)


def set_nurtured(run: Run, journey: Journey, *, is_nurtured: bool) -> None:
    """Note that somebody keeps in touch with a lead from now on, or no longer."""
    if journey.is_nurtured == is_nurtured:
        return
    if journey.unripe is not None:
        journey.unripe -= _hazard(run, journey) * (run.kernel.now - journey.ripened_ms)
        journey.ripened_ms = run.kernel.now
    journey.is_nurtured = is_nurtured
    if journey.unripe is not None:
        _plan_ripening(run, journey)


def end_nurture(run: Run, journey: Journey) -> None:
    """Take a lead out of its program: it has come back, wants no more, or the program is over."""
    if not journey.is_nurtured:
        return
    journey.program += 1
    if journey.touch is not None:
        run.stop_touches(journey)
    set_nurtured(run, journey, is_nurtured=False)


def _hazard(run: Run, journey: Journey) -> float:
    """Return the hazard of ripening in a ms."""
    ripening = run.scenario.buyers.ripening
    return (ripening.nurtured_per_week if journey.is_nurtured else ripening.alone_per_week) / WEEK_MS


def _plan_ripening(run: Run, journey: Journey) -> None:
    hazard = _hazard(run, journey)
    journey.ripening += 1
    if hazard > 0 and journey.unripe is not None:
        _plan(run, journey, run.kernel.now + round(max(journey.unripe, 0.0) / hazard))


def _plan(run: Run, journey: Journey, at_ms: int) -> None:
    if at_ms < run.horizon_ms:
        run.hold(journey)
        # A process begins only after the event that plans it, which may plan once more.
        run.kernel.process(_turn(run, journey, at_ms, (journey.ripening, journey.cycle)))


def _turn(run: Run, journey: Journey, at_ms: int, plan: tuple[int, int]) -> Process:
    """Let a lead act at last, if nothing has changed its mind meanwhile."""
    yield run.kernel.at(at_ms, Turn.ARRIVAL, journey.number)
    is_settled = journey.stage in (Stage.OPPORTUNITY, Stage.CUSTOMER) or journey.has_meeting
    if (journey.ripening, journey.cycle) == plan and not is_settled:
        if journey.unripe is not None:
            _ripen(run, journey)
        elif not journey.is_contacted:
            buy_elsewhere(run, journey)
    run.let_go(journey)


def _ripen(run: Run, journey: Journey) -> None:
    """Let a lead that is ripe come back, likelier to who kept in touch with it, or buy elsewhere."""
    ripening = run.scenario.buyers.ripening
    journey.unripe = None
    is_in_touch = journey.is_nurtured or journey.is_worked
    if run.luck(journey, Purpose.RETURNS) < (ripening.returns_in_touch if is_in_touch else ripening.returns_alone):
        run.inquire(journey, is_ripe=True)
    else:
        buy_elsewhere(run, journey)


def buy_elsewhere(run: Run, journey: Journey) -> None:
    """Let a lead buy from somebody else; whoever calls it from now on is too late."""
    journey.intent = Outcome.NEVER
    run.write(journey, Event.BOUGHT_ELSEWHERE)
