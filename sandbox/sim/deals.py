"""Opportunities, as processes: opened with the people who close, met, frozen, won or lost in their time."""

from collections.abc import Generator
from typing import Any

import simpy

from sandbox.domain.facts import LAST_OUTCOMES
from sandbox.domain.luck import Purpose, exponential, lognormal
from sandbox.domain.playbook import Work
from sandbox.domain.tables import NONE, Event, Outcome, Stage
from sandbox.domain.units import WEEK_MS
from sandbox.sim.bookings import book, cancel
from sandbox.sim.buyers import deal_logit, is_confirmed, win_probability
from sandbox.sim.journey import Journey
from sandbox.sim.kernel import Turn
from sandbox.sim.ownership import leave
from sandbox.sim.reasons import lost_reason, picked_reason
from sandbox.sim.run import Process, Run

_LOST = LAST_OUTCOMES.index("lost")


def has_budget(run: Run, journey: Journey) -> bool:
    """Return whether a conversation confirms that the lead has the budget."""
    shares = run.scenario.buyers.intent.budget_confirmed
    return is_confirmed(shares, journey.quality_group, run.luck(journey, Purpose.BUDGET))


def has_authority(run: Run, journey: Journey) -> bool:
    """Return whether a conversation finds the lead to be the one who decides."""
    shares = run.scenario.buyers.intent.authority
    return is_confirmed(shares, journey.quality_group, run.luck(journey, Purpose.AUTHORITY))


def open_opportunity(run: Run, journey: Journey, meetings_held: int = 0) -> None:
    """Open an opportunity with the lead's owner; from now on it is a deal, and no touch is planned.

    `meetings_held` are the meetings that led to it: they count among those that the deal takes.
    """
    run.stop_touches(journey)
    leave(run, journey)
    journey.stage = Stage.OPPORTUNITY
    journey.deal += 1
    run.win_chance[journey.number] = win_probability(_logit(run, journey))
    run.write(journey, Event.OPENED)
    run.kernel.process(deal(run, journey, run.scenario.buyers.deals.meetings - meetings_held))


def deal(run: Run, journey: Journey, meetings: int) -> Process:
    """Bring an opportunity to its end when its time has come, after `meetings` more meetings: won or lost.

    A deal that freezes first, or for whose meetings nobody ever has time, stays an opportunity.
    """
    kernel, opened_ms, number = run.kernel, run.kernel.now, journey.deal
    close_ms = opened_ms + run.draw_ms(run.scenario.buyers.deals.time_to_close, journey, Purpose.CLOSE_TIME)
    freezes_ms = _freezes_ms(run, journey)
    if meetings > 0:
        run.hold(journey)
        is_done = yield from _meet(run, journey, meetings, close_ms - opened_ms, freezes_ms)
        run.let_go(journey)
        if not is_done:
            return
        close_ms = max(close_ms, kernel.now)
    if freezes_ms is not None and freezes_ms < close_ms:
        yield from _freeze(run, journey, freezes_ms)
        return
    yield kernel.at(close_ms, Turn.CLOSE, journey.number)
    if _is_alive(journey, number):
        _close(run, journey)


def _is_alive(journey: Journey, number: int) -> bool:
    """Whether a deal has not been given up: recycled, or followed by another one."""
    return journey.stage is Stage.OPPORTUNITY and journey.deal == number


def _meet(
    run: Run, journey: Journey, meetings: int, over_ms: int, freezes_ms: int | None
) -> Generator[simpy.Event, Any, bool]:
    """Hold the meetings of a deal, one in each even part of `over_ms` or later; return whether all took place.

    The next one is booked when the last one is over.
    """
    kernel, opened_ms, deal_number = run.kernel, run.kernel.now, journey.deal
    for number in range(1, meetings + 1):
        part = (number - run.luck(journey, Purpose.DEAL_MEETING_WAIT, number)) / meetings
        begins_ms = book(run, journey, max(opened_ms + round(part * over_ms), kernel.now))
        if freezes_ms is not None and (begins_ms is None or freezes_ms < begins_ms):
            yield from _freeze(run, journey, freezes_ms)
            if begins_ms is not None:
                cancel(run, journey, begins_ms)
            return False
        if begins_ms is None:
            return False
        yield kernel.at(begins_ms - run.travel_ms(journey.queue), Turn.DUE, journey.number)
        if _is_alive(journey, deal_number):
            task = journey.meeting = run.offer(journey, Work.MEETING, None, journey.bookings)
            yield task.finished
        if not _is_alive(journey, deal_number):
            return False
    return True


def _freezes_ms(run: Run, journey: Journey) -> int | None:
    """Return when a deal that is opened now would freeze, None for never."""
    hazard = run.scenario.buyers.deals.freeze_per_week
    if not hazard:
        return None
    return run.kernel.now + round(exponential(run.luck(journey, Purpose.FREEZES), WEEK_MS / hazard))


def _freeze(run: Run, journey: Journey, freezes_ms: int) -> Process:
    """Let a deal stop moving; one whose meeting was still going on freezes when it is over."""
    number = journey.deal
    yield run.kernel.at(max(freezes_ms, run.kernel.now), Turn.CLOSE, journey.number)
    if _is_alive(journey, number):
        run.write(journey, Event.FROZEN)


def _close(run: Run, journey: Journey) -> None:
    """Win a deal, for a drawn amount, or lose it; for a reason where the scenario states reasons."""
    deals = run.scenario.buyers.deals
    if run.luck(journey, Purpose.WIN) < run.win_chance[journey.number]:
        size = lognormal(run.luck(journey, Purpose.DEAL_SIZE), 0.0, deals.size_sigma)
        usd = size * float(run.population.deal_median_usd[journey.number])
        journey.stage = Stage.CUSTOMER
        why = picked_reason(deals.won_reasons, run.luck(journey, Purpose.WON_REASON))
        run.write(journey, Event.WON, outcome=NONE if why is None else why, amount_cents=round(usd * 100))
        return
    journey.stage, journey.last_outcome = Stage.LOST, _LOST
    reason = lost_reason(
        deals.lost_reasons,
        run.luck(journey, Purpose.LOST_REASON),
        budget=has_budget(run, journey),
        authority=has_authority(run, journey),
        ready=journey.intent == Outcome.READY,
    )
    run.write(journey, Event.LOST, outcome=NONE if reason is None else reason)


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
