"""Reps who are held to account, as a process: judged by the leads they were given, taken out of turn, let back in."""

from sandbox.domain.playbook import Accountability
from sandbox.domain.tables import Event
from sandbox.sim.floor import Desk, Floor
from sandbox.sim.journey import Journey
from sandbox.sim.kernel import Turn
from sandbox.sim.ownership import assign_waiting, open_to_team
from sandbox.sim.run import Process, Run


def hold_to_account(run: Run, floor: Floor, desk: Desk, terms: Accountability) -> Process:
    """Judge whoever is at a desk by each lead it was given, once the time to try it has passed; for ever.

    Who is restored begins anew: what was given before the pause does not count.
    """
    kernel, ledger = run.kernel, desk.ledger
    while ledger is not None:
        yield ledger.until_any(kernel)
        assignment = ledger.next()
        if assignment.judged_ms > kernel.now:
            yield kernel.at(assignment.judged_ms, Turn.PROMISE, 0, desk.number)
        if desk.ledger is not ledger:
            return  # somebody else sits there now, or nobody
        ledger.judge(assignment)
        if not ledger.is_below(terms.at_least):
            continue
        _pause(run, floor, desk)
        over_ms = None if terms.pause_for is None else run.over_ms(terms.pause_for)
        if over_ms is None:
            return
        yield kernel.at(over_ms, Turn.SHIFT, 0, desk.number)
        if desk.ledger is not ledger:
            return
        ledger.start_anew()
        restore(run, floor, desk)


def _pause(run: Run, floor: Floor, desk: Desk) -> None:
    """Take a rep out of the distribution; its leads that nobody has tried yet go to the team."""
    for share in floor.shares.values():
        share.bar(desk.place)
    run.write_of_rep(desk, Event.PAUSED)
    for journey in list(desk.leads.values()):
        if _is_untouched(journey):
            open_to_team(run, journey)


def _is_untouched(journey: Journey) -> bool:
    return not (journey.is_touched or journey.is_responded or journey.has_meeting)


def restore(run: Run, floor: Floor, desk: Desk) -> None:
    """Let a rep have leads again, those first that wait because nobody might have them."""
    for share in floor.shares.values():
        share.admit(desk.place)
    run.write_of_rep(desk, Event.RESTORED)
    for queue in floor.shares:
        assign_waiting(run, queue)
    run.request_dispatch(floor)
