"""`promise-outside-hours`: a promise in real time to leads that come when nobody can answer in time."""

from collections.abc import Iterator

import numpy as np

from sandbox.domain.playbook import By, Cadence, Queue
from sandbox.domain.units import MINUTE_MS, WEEK_MS, Wait, format_duration
from sandbox.engine.lint.subject import Finding, Subject
from sandbox.engine.lint.telling import joined
from sandbox.engine.lint.week import MINUTES_A_WEEK, Minutes, hours_text, next_looks_ms, next_open_ms, open_minutes
from sandbox.engine.policy import cadences_of
from sandbox.files.suggest import quoted

_CODE = "promise-outside-hours"
_MIDDLES_MS = np.arange(MINUTES_A_WEEK, dtype=np.int64) * MINUTE_MS + MINUTE_MS // 2
"""Leads come in the middle of a minute: what opens on the minute serves those of the minutes that reach it in time."""


def promise_outside_hours(subject: Subject) -> Iterator[Finding]:
    """Yield a finding for each promise in elapsed time that leads of certain hours cannot be given.

    Looked at are shifts, as far as they are known, pickup times, and in each cadence that leads of the queue follow its
    window and the waits before the first touch by a person. A window in a zone of its own may be open at any time;
    otherwise leads live where the team works. Waits in business time may take no time at all.
    """
    for queue in subject.policy.playbook.queues:
        promise, shifts = queue.respond_within, subject.shifts.get(queue.team)
        if promise is None or promise.is_business or (shifts is not None and not shifts.spans):
            continue
        late = np.zeros(MINUTES_A_WEEK, dtype=np.bool_)
        blamed: list[Cadence] = []
        for cadence in cadences_of(subject.policy, queue):
            lead_in_ms = _lead_in_ms(cadence)
            if lead_in_ms is None or lead_in_ms > promise.elapsed_ms:
                yield _never(subject, queue, promise, cadence, lead_in_ms)
                continue
            missed = _late(subject, queue, promise, cadence, lead_in_ms)
            late |= missed
            if missed.any():
                blamed.append(cadence)
        if blamed:
            yield _at_hours(subject, queue, promise, blamed, late)


def _lead_in_ms(cadence: Cadence) -> int | None:
    """Return how long a lead waits at least for its first touch by a person; None where none is planned."""
    waited_ms = 0
    for touch in cadence.touches:
        waited_ms += touch.after.elapsed_ms
        if touch.by is By.REP:
            return waited_ms
    return None


def _late(subject: Subject, queue: Queue, promise: Wait, cadence: Cadence, lead_in_ms: int) -> Minutes:
    """Return the minutes of the week whose leads get their first touch by a person too late."""
    due_ms = (_MIDDLES_MS + lead_in_ms) % WEEK_MS
    is_open = np.ones(MINUTES_A_WEEK, dtype=np.bool_)
    if queue.team in subject.shifts:
        is_open &= open_minutes(subject.shifts[queue.team])
    if cadence.window is not None and cadence.window.zone is None:
        is_open &= open_minutes(cadence.window.hours)
    begun_ms = next_open_ms(next_looks_ms(due_ms, queue.pickup), is_open)
    return np.asarray(begun_ms - due_ms + lead_in_ms > promise.elapsed_ms)


def _never(subject: Subject, queue: Queue, promise: Wait, cadence: Cadence, lead_in_ms: int | None) -> Finding:
    promised, name = format_duration(promise.elapsed_ms), quoted(cadence.name)
    if lead_in_ms is None:
        why = f"cadence {name} plans no touch by a person"
        help_text = "plan a touch by a person: automation keeps no promise"
    else:
        why = f"in cadence {name} the first touch by a person comes after {format_duration(lead_in_ms)}"
        help_text = "let that touch come sooner, or promise more time"
    message = f"the promise of {promised} is kept at no hour: {why}"
    return subject.warning(("queues", queue.name, "respond_within"), _CODE, message, help_text)


def _at_hours(subject: Subject, queue: Queue, promise: Wait, blamed: list[Cadence], late: Minutes) -> Finding:
    has_shifts = queue.team in subject.shifts
    windows = [cadence.name for cadence in blamed if cadence.window is not None and cadence.window.zone is None]
    reasons = [f"when team {quoted(queue.team)} works"] if has_shifts else []
    reasons += [] if queue.pickup.is_immediate else ["when reps look into the queue"]
    reasons += [f"the window of {joined(quoted(name) for name in windows)}"] if windows else []
    promised = format_duration(promise.elapsed_ms)
    message = f"the promise of {promised} cannot be kept for leads that come {hours_text(late)}: see {joined(reasons)}"
    ways = ["promise business time, which stands still at night"] if has_shifts or windows else []
    ways += [] if queue.pickup.is_immediate else ["let reps look more often (`pickup`)"]
    ways += ["let somebody work then (`staffing`)"] if has_shifts else []
    ways += ["widen the window"] if windows else []
    ways += ["promise more time"]
    return subject.warning(("queues", queue.name, "respond_within"), _CODE, message, ", or ".join(ways))
