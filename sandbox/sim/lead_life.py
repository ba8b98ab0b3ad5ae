"""How leads come in, as processes: arriving, inquiring again, being routed. What comes then is `stay`."""

from collections.abc import Iterator
from functools import partial

from sandbox.domain.decision import CLOSE, NURTURE, Decisions
from sandbox.domain.luck import CYCLES
from sandbox.domain.tables import NONE, Event, Owner, Stage
from sandbox.sim.journey import Journey
from sandbox.sim.kernel import Turn
from sandbox.sim.messages import auto_reply
from sandbox.sim.recycling import watch_idle
from sandbox.sim.ripening import begin_to_ripen
from sandbox.sim.run import Process, Run
from sandbox.sim.stay import begin_cadence, enter, leave_sales, restart_cadence, stage_after

_BEYOND = (Stage.OPPORTUNITY, Stage.CUSTOMER, Stage.OPTED_OUT)
"""Stages in which one more inquiry changes nothing."""


def arrivals(run: Run) -> Process:
    """Let every lead in at its time; stop once no measured lead can need a rep any more."""
    kernel, window = run.kernel, run.scenario.window
    run.inquire, run.promote = partial(inquire, run), partial(promote, run)
    again = _further_inquiries(run)
    for journey in journeys(run):
        if journey.created_ms >= window.arrivals_to_ms and not run.measured_in_hand:
            run.stopped_ms = journey.created_ms
            return
        if journey.created_ms > kernel.now:
            yield kernel.at(journey.created_ms, Turn.ARRIVAL, journey.number)
        run.arrived = journey.number + 1
        run.write(journey, Event.INQUIRY)
        begin_to_ripen(run, journey)
        _route(run, journey, run.decisions, journey.number)
        for at_ms in again.get(journey.number, ()):
            run.hold(journey)
            kernel.process(inquire_again(run, journey, at_ms))


def _further_inquiries(run: Run) -> dict[int, list[int]]:
    """Return when known leads inquire again, by lead."""
    found: dict[int, list[int]] = {}
    people = run.population
    for lead, at_ms in zip(people.again_lead.tolist(), people.again_ms.tolist(), strict=True):
        found.setdefault(lead, []).append(at_ms)
    return found


def journeys(run: Run) -> Iterator[Journey]:
    """Yield what is known of each lead before it arrives, in order of arrival."""
    people = run.population
    names = (
        *("visitor", "created_ms", "in_cohort", "score", "grade", "reachable", "responsiveness", "response"),
        *("has_number", "quality_group", "account_owner", "zone"),
    )
    columns = (
        *(people.visitor, people.created_ms, run.in_cohort, run.decisions.score, run.decisions.grade),
        *(people.reachable, people.responsiveness, people.response),
        *(people.has_number, people.quality_group, people.account_owner, people.zone),
    )
    rows = zip(*(column.tolist() for column in columns), strict=True)
    for number, row in enumerate(rows):
        known = dict(zip(names, row, strict=True))
        yield Journey(number=number, inquiry_ms=known["created_ms"], **known)


def inquire_again(run: Run, journey: Journey, at_ms: int) -> Process:
    """Let a known lead inquire once more."""
    yield run.kernel.at(at_ms, Turn.ARRIVAL, journey.number)
    inquire(run, journey)
    run.let_go(journey)


def inquire(run: Run, journey: Journey, *, is_ripe: bool = False) -> None:
    """Take in an inquiry of a known lead.

    Whoever works it starts its cadence anew; a lead that sales does not work is decided on again, on fresh facts. It
    changes nothing while somebody talks with the lead or answers its reply, while a meeting or a deal is under way,
    after it was won, or once the lead wants no further contact.
    """
    is_in_talks = journey.is_talking or (journey.answer is not None and journey.answer.is_begun)
    is_beyond = is_in_talks or journey.has_meeting or journey.stage in _BEYOND
    if not is_beyond:
        _begin_cycle(run, journey, is_ripe=is_ripe)
    run.write(journey, Event.INQUIRY)
    if is_beyond:
        return
    if journey.is_worked:
        restart_cadence(run, journey)
    else:
        _decide_again(run, journey)


def promote(run: Run, journey: Journey) -> None:
    """Route a lead again that marketing found to be interested."""
    _begin_cycle(run, journey, is_ripe=False)
    _decide_again(run, journey)


def _decide_again(run: Run, journey: Journey) -> None:
    """Decide on a lead that sales does not work, on fresh facts."""
    run.stop_touches(journey)
    ruling = run.known.ruling(journey, run.kernel.now)
    run.known.learn(journey, ruling)
    decisions, row = ruling.decisions, ruling.row
    journey.score, journey.grade = float(decisions.score[row]), int(decisions.grade[row])
    _route(run, journey, decisions, row)


def _begin_cycle(run: Run, journey: Journey, *, is_ripe: bool) -> None:
    """Begin anew with a lead: it has fresh luck, and nobody has tried to reach it yet."""
    journey.ready_odds = run.scenario.buyers.ripening.ready_odds if is_ripe else 1.0
    journey.is_urgent = journey.is_urgent or is_ripe
    journey.cycle = min(journey.cycle + 1, CYCLES - 1)
    journey.inquiry_ms = run.kernel.now
    journey.dials = journey.messages = journey.tasks = journey.conversations = journey.bookings = 0
    journey.dials_before = 0
    journey.intent = NONE
    journey.is_contacted = False
    begin_to_ripen(run, journey)


def _route(run: Run, journey: Journey, decisions: Decisions, row: int) -> None:
    """Send a lead where the policy says; `row` is its place among the decisions."""
    queue_index = int(decisions.queue[row])
    destination = decisions.queue_names[queue_index]
    is_queued = destination not in (NURTURE, CLOSE)
    journey.stage = Stage.MQL if decisions.mql[row] else Stage.INQUIRY
    journey.queue = queue_index if is_queued else NONE
    journey.owner = Owner.SALES if is_queued else Owner.MARKETING
    run.write(journey, Event.ROUTED, rule=int(decisions.route[row]))
    if not is_queued:
        leave_sales(run, journey, stage_after(destination, Stage.DISQUALIFIED), Event.PARKED)
        return
    enter(run, journey, queue_index, decisions.cadence_names[decisions.cadence[row]])
    begin_cadence(run, journey)
    if run.playbook.recycling:
        journey.watch += 1
        run.hold(journey)
        run.kernel.process(watch_idle(run, journey))
    if run.playbook.auto_reply is not None:
        run.hold(journey)
        run.kernel.process(auto_reply(run, journey, run.playbook.auto_reply))
