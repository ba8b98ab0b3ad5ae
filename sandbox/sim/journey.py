"""One lead as it lives through a simulation, and the tasks that wait for reps on its way. Both change all the time."""

from dataclasses import dataclass

import simpy

from sandbox.domain.playbook import Channel, Work
from sandbox.domain.tables import NONE
from sandbox.sim.ledger import Assignment
from sandbox.sim.task_order import Key


@dataclass(slots=True, kw_only=True, eq=False)
class Journey:
    """What is known of one lead.

    Counts (`dials`, `messages`, ..) are those of the current `cycle`, which begins with each inquiry that is not about
    a deal in hand. `intent` is the `Outcome` that the first conversation of the cycle revealed.

    While sales works the lead (`is_worked`) it is in a queue: `stay` numbers its stays in queues and `leg` the
    stretches of cadences, so that what was planned earlier knows that it is over. `made` is the touch of the cadence
    that was reached last, counted from 1. `is_held` says that it counts among its rep's open leads, `is_touched` that a
    person took a task since the cadence began, `is_responded` that a person reached out since it entered the queue.

    `assignments` counts how often it was given to a rep, the current one of whom will never work it if `is_ignored`;
    `assignment` is what that rep has to account for. `dials_before` are the dials of the cycle that do not wear down
    its rep: those by others, and those up to the last conversation. `passed_over` counts first touches that a rep made
    elsewhere although this lead was next.
    """

    number: int
    visitor: int
    created_ms: int
    inquiry_ms: int
    in_cohort: bool
    score: float
    grade: int
    reachable: bool
    responsiveness: float
    response: int
    has_number: bool
    quality_group: int
    account_owner: float
    cycle: int = 0
    stage: int = 0
    owner: int = 0
    rep: int = NONE
    queue: int = NONE
    dials: int = 0
    messages: int = 0
    tasks: int = 0
    conversations: int = 0
    bookings: int = 0
    intent: int = NONE
    touches_ever: int = 0
    last_outcome: int = NONE
    is_contacted: bool = False
    is_worked: bool = False
    is_held: bool = False
    is_touched: bool = False
    is_responded: bool = False
    has_meeting: bool = False
    stay: int = 0
    leg: int = 0
    made: int = 0
    cadence: str = ""
    ends_ms: int | None = None
    promise_ms: int | None = None
    touch: "Task | None" = None
    answer: "Task | None" = None
    assigned: simpy.Event | None = None
    assignments: int = 0
    assignment: Assignment | None = None
    is_ignored: bool = False
    dials_before: int = 0
    passed_over: int = 0


@dataclass(slots=True, kw_only=True, eq=False)
class Task:
    """Something a rep is to do for a lead; `rep` is its owner, `NONE` while anybody of the team may take it.

    `ticket` numbers its place in the heap where it waits, 0 while it does not. `is_postponed` while its window is
    closed: then nobody sees it. A meeting has no channel; `comes` says whether the lead will be there. One that
    `is_ignored` waits in no heap: its rep will never look at it, until it is somebody else's.
    """

    work: Work
    journey: Journey
    channel: Channel | None
    queue: int
    k: int
    key: Key
    rep: int
    finished: simpy.Event
    ticket: int = 0
    is_postponed: bool = False
    comes: bool = True
    is_ignored: bool = False

    @property
    def is_waiting(self) -> bool:
        """Whether a rep may take it now."""
        return self.ticket != 0
