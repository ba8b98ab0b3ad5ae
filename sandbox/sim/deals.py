"""Opportunities, as processes: opened with the people who close, won or lost in their time."""

from sandbox.domain.facts import LAST_OUTCOMES
from sandbox.domain.luck import Purpose, lognormal
from sandbox.domain.tables import Event, Outcome, Stage
from sandbox.sim.buyers import deal_logit, win_probability
from sandbox.sim.journey import Journey
from sandbox.sim.kernel import Turn
from sandbox.sim.ownership import leave
from sandbox.sim.run import Process, Run

_LOST = LAST_OUTCOMES.index("lost")


def has_budget(run: Run, journey: Journey) -> bool:
    """Return whether a conversation confirms that the lead has the budget."""
    share = run.scenario.buyers.intent.budget_confirmed[journey.quality_group]
    return run.luck(journey, Purpose.BUDGET) < share


def has_authority(run: Run, journey: Journey) -> bool:
    """Return whether a conversation finds the lead to be the one who decides."""
    share = run.scenario.buyers.intent.authority[journey.quality_group]
    return run.luck(journey, Purpose.AUTHORITY) < share


def open_opportunity(run: Run, journey: Journey) -> None:
    """Open an opportunity with the lead's owner; from now on it is a deal, and no touch is planned."""
    run.stop_touches(journey)
    leave(run, journey)
    journey.stage = Stage.OPPORTUNITY
    run.write(journey, Event.OPENED)
    run.kernel.process(deal(run, journey))


def deal(run: Run, journey: Journey) -> Process:
    """Bring an opportunity to its end when its time has come: won or lost."""
    kernel, deals, cycle, stay = run.kernel, run.scenario.buyers.deals, journey.cycle, journey.stay
    delay_ms = run.draw_ms(deals.time_to_close, journey, Purpose.CLOSE_TIME)
    yield kernel.at(kernel.now + delay_ms, Turn.CLOSE, journey.number)
    if journey.stage is not Stage.OPPORTUNITY or (journey.cycle, journey.stay) != (cycle, stay):
        return  # it was recycled
    if run.luck(journey, Purpose.WIN) < win_probability(_logit(run, journey)):
        size = lognormal(run.luck(journey, Purpose.DEAL_SIZE), 0.0, deals.size_sigma)
        usd = size * float(run.population.deal_median_usd[journey.number])
        journey.stage = Stage.CUSTOMER
        run.write(journey, Event.WON, amount_cents=round(usd * 100))
    else:
        journey.stage, journey.last_outcome = Stage.LOST, _LOST
        run.write(journey, Event.LOST)


def _logit(run: Run, journey: Journey) -> float:
    """Return the log odds of winning, given what the conversation revealed."""
    buyers = run.scenario.buyers
    return deal_logit(
        float(run.population.win_logit[journey.number]),
        buyers.deals,
        buyers.intent,
        journey.quality_group,
        outcome=Outcome(journey.intent),
        budget=has_budget(run, journey),
        authority=has_authority(run, journey),
    )
