"""How a lead is worked touch by touch, as a process: what falls due when, for whom, and when it is over."""

from collections.abc import Generator
from typing import Any

import simpy

from sandbox.domain.calendar import OpenHours, next_close_ms, next_open_ms
from sandbox.domain.playbook import By, Cadence, Touch, Work
from sandbox.domain.tables import Event
from sandbox.sim.journey import Journey, Task
from sandbox.sim.kernel import Turn
from sandbox.sim.messages import is_out_of_reach, send_by_automation
from sandbox.sim.ownership import has_lost_patience, until_assigned
from sandbox.sim.run import CHANNEL_CODES, Process, Run


def cadence_of(run: Run, journey: Journey, cadence: Cadence) -> Generator[simpy.Event, Any, str | None]:
    """Work a lead from the touch after the one made last, until touches or time are used up.

    Return where the lead goes then; None if something else has ended the cadence, nothing falls due any more, or the
    rep whose touch is next drops the lead: it stays the rep's, and nothing more is done for it.
    """
    kernel, leg, window = run.kernel, journey.leg, run.clock.window_of(cadence.name, journey.zone)
    for number, touch in enumerate(cadence.touches[journey.made :], journey.made + 1):
        due_ms = _due_ms(run, journey, touch, window)
        if due_ms is None or (journey.ends_ms is not None and due_ms > journey.ends_ms):
            return (yield from _out_of_time(run, journey, cadence.then))
        if due_ms > kernel.now:
            yield kernel.at(due_ms, Turn.DUE, journey.number)
        if journey.leg != leg:
            return None
        journey.made = number
        if is_out_of_reach(journey, touch.channel):
            run.write(journey, Event.SKIPPED, channel=CHANNEL_CODES[touch.channel], k=number)
        elif touch.by is By.AUTOMATION:
            send_by_automation(run, journey, touch.channel)
        elif has_lost_patience(run, journey):
            run.write(journey, Event.GIVEN_UP, channel=CHANNEL_CODES[touch.channel], k=number)
            return None
        else:
            yield from _by_rep(run, journey, touch, window)
        if journey.leg != leg:
            return None
    return cadence.then


def _due_ms(run: Run, journey: Journey, touch: Touch, window: OpenHours | None) -> int | None:
    """Return when a touch falls due, None for never; a first touch by a person when reps next look into the queue."""
    due_ms = run.over_ms(touch.after)
    if due_ms is None or is_out_of_reach(journey, touch.channel):
        return due_ms
    if touch.by is By.REP and not journey.is_touched:
        due_ms = run.clock.pickup_ms(run.queue_of(journey).pickup, due_ms)
    return due_ms if window is None else next_open_ms(due_ms, window.opens_ms, window.closes_ms)


def _by_rep(run: Run, journey: Journey, touch: Touch, window: OpenHours | None) -> Process:
    """Let a touch wait for a rep until it is done or dropped."""
    leg = journey.leg
    yield from until_assigned(journey)
    if journey.leg != leg:
        return
    work = Work.FOLLOW_UP if journey.is_touched else Work.FIRST_TOUCH
    task = journey.touch = run.offer(journey, work, touch.channel, journey.made, window=window)
    if window is not None:
        _keep_to_window(run, task, window)
    yield task.finished


def _keep_to_window(run: Run, task: Task, window: OpenHours) -> None:
    """Take a touch that nobody is at out of the reps' sight whenever its window closes, until it opens again.

    Most touches are done long before; calls, unlike a process, cost them next to nothing.
    """
    kernel, floor, lead = run.kernel, run.floor_of_queue[task.queue], task.journey.number

    def close() -> None:
        opens_ms = next_open_ms(kernel.now, window.opens_ms, window.closes_ms)
        if floor.postpone(task) and opens_ms is not None:
            kernel.call_at(opens_ms, Turn.DUE, reopen, lead)

    def reopen() -> None:
        if floor.resume(task):  # not if it was dropped meanwhile
            _keep_to_window(run, task, window)
            run.request_dispatch(floor)

    kernel.call_at(next_close_ms(kernel.now, window.opens_ms, window.closes_ms), Turn.DUE, close, lead)


def _out_of_time(run: Run, journey: Journey, then: str) -> Generator[simpy.Event, Any, str | None]:
    """Wait for the end of a cadence in which nothing falls due any more; without an end the lead stays open."""
    leg, ends_ms = journey.leg, journey.ends_ms
    if ends_ms is not None and ends_ms > run.kernel.now:
        yield run.kernel.at(ends_ms, Turn.DUE, journey.number)
    return None if ends_ms is None or journey.leg != leg else then
