"""What leads live through, as processes: arriving, being routed, buying. What comes between is `cadence_life`."""

from collections.abc import Iterator

from sandbox.domain.decision import CLOSE, NURTURE
from sandbox.domain.luck import Purpose, lognormal
from sandbox.domain.tables import NONE, Event, Owner, Stage
from sandbox.sim.buyers import win_probability
from sandbox.sim.cadence_life import enter, leave_sales
from sandbox.sim.floor import Journey
from sandbox.sim.kernel import Turn
from sandbox.sim.run import Process, Run


def arrivals(run: Run) -> Process:
    """Let every lead in at its time; stop once no measured lead can need a rep any more."""
    kernel, window = run.kernel, run.scenario.window
    for journey in _journeys(run):
        if journey.created_ms >= window.arrivals_to_ms and not run.measured_in_hand:
            run.stopped_ms = journey.created_ms
            return
        if journey.created_ms > kernel.now:
            yield kernel.at(journey.created_ms, Turn.ARRIVAL, journey.number)
        run.arrived = journey.number + 1
        run.write(journey, Event.INQUIRY)
        _route(run, journey)


def _journeys(run: Run) -> Iterator[Journey]:
    """Yield what is known of each lead before it arrives, in order of arrival."""
    people = run.population
    columns = (
        people.visitor,
        people.created_ms,
        run.in_cohort,
        people.reachable,
        people.responsiveness,
        people.has_number,
        people.quality_group,
        run.decisions.score,
    )
    rows = zip(*(column.tolist() for column in columns), strict=True)
    for number, (visitor, created_ms, in_cohort, reachable, responsiveness, has_number, group, score) in enumerate(
        rows
    ):
        yield Journey(
            number=number,
            visitor=visitor,
            created_ms=created_ms,
            inquiry_ms=created_ms,
            in_cohort=in_cohort,
            score=score,
            reachable=reachable,
            responsiveness=responsiveness,
            has_number=has_number,
            quality_group=group,
        )


def deal(run: Run, journey: Journey) -> Process:
    """Bring an opportunity to its end when its time has come: won or lost."""
    kernel, deals = run.kernel, run.scenario.buyers.deals
    delay_ms = run.draw_ms(deals.time_to_close, journey, Purpose.CLOSE_TIME)
    yield kernel.at(kernel.now + delay_ms, Turn.CLOSE, journey.number)
    if run.luck(journey, Purpose.WIN) < win_probability(float(run.population.win_logit[journey.number])):
        size = lognormal(run.luck(journey, Purpose.DEAL_SIZE), 0.0, deals.size_sigma)
        usd = size * float(run.population.deal_median_usd[journey.number])
        journey.stage = Stage.CUSTOMER
        run.write(journey, Event.WON, amount_cents=round(usd * 100))
    else:
        journey.stage = Stage.LOST
        run.write(journey, Event.LOST)


def _route(run: Run, journey: Journey) -> None:
    """Send a new lead where the policy says."""
    decisions, number = run.decisions, journey.number
    queue_index = int(decisions.queue[number])
    destination = decisions.queue_names[queue_index]
    is_queued = destination not in (NURTURE, CLOSE)
    journey.stage = Stage.MQL if decisions.mql[number] else Stage.INQUIRY
    journey.queue = queue_index if is_queued else NONE
    journey.owner = Owner.SALES if is_queued else Owner.MARKETING
    run.write(journey, Event.ROUTED, rule=int(decisions.route[number]))
    if is_queued:
        enter(run, journey, queue_index, decisions.cadence_names[decisions.cadence[number]])
    else:
        leave_sales(run, journey, destination, Event.PARKED, Stage.DISQUALIFIED)
