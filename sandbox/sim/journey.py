"""One lead as it lives through a simulation, and the tasks that wait for reps on its way. Both change all the time."""

from dataclasses import dataclass, field

import simpy

from sandbox.domain.calendar import OpenHours
from sandbox.domain.playbook import Channel, Work
from sandbox.domain.tables import NONE, Stage
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
    person took a task since the cadence began, `is_responded` that a person reached out since it entered the queue,
    `is_talking` that a conversation is under way. `place` is where it stands among the leads that wait for an owner.
    `messaged_ms` and `touched_ms` are when it was lately written to, and touched at all, where leads opt out.

    `assignments` counts how often it was given to a rep, the current one of whom will never work it if `is_ignored`;
    `assignment` is what that rep has to account for. `dials_before` are the dials of the cycle that do not wear down
    its rep: those by others, and those up to the last conversation. `passed_over` counts first touches that a rep made
    elsewhere although this lead was next.

    `program` and `ripening` number what marketing and the lead itself have planned, as `leg` does for sales. `unripe`
    is what the hazard of ripening still has to add up to since `ripened_ms`, None for a lead that does not ripen;
    `ready_odds` and `is_urgent` are those of one that has. `moved_ms` is the last human touch or change of stage.
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
    zone: int
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
    deal: int = 0
    intent: int = NONE
    touches_ever: int = 0
    last_outcome: int = NONE
    is_contacted: bool = False
    is_worked: bool = False
    is_held: bool = False
    is_touched: bool = False
    is_responded: bool = False
    is_talking: bool = False
    has_meeting: bool = False
    stay: int = 0
    leg: int = 0
    made: int = 0
    cadence: str = ""
    ends_ms: int | None = None
    promise_ms: int | None = None
    touch: "Task | None" = None
    answer: "Task | None" = None
    meeting: "Task | None" = None
    assigned: simpy.Event | None = None
    program: int = 0
    is_nurtured: bool = False
    signals: int = 0
    signalled_ms: list[int] = field(default_factory=list)
    ready_odds: float = 1.0
    is_urgent: bool = False
    unripe: float | None = None
    ripened_ms: int = 0
    ripening: int = 0
    watch: int = 0
    recyclings: int = 0
    moved_ms: int = 0
    written_stage: int = NONE
    assignments: int = 0
    assignment: Assignment | None = None
    is_ignored: bool = False
    dials_before: int = 0
    passed_over: int = 0
    place: Key | None = None
    messaged_ms: list[int] = field(default_factory=list)
    touched_ms: list[int] = field(default_factory=list)

    @property
    def is_in_hand(self) -> bool:
        """Whether a rep has begun something for the lead and not finished it."""
        tasks = (self.touch, self.answer, self.meeting)
        return self.is_talking or any(task is not None and task.is_begun for task in tasks)

    @property
    def is_opted_out(self) -> bool:
        """Whether nobody may reach out to it any more, ever."""
        return self.stage == Stage.OPTED_OUT


@dataclass(slots=True, kw_only=True, eq=False)
class Task:
    """Something a rep is to do for a lead; `rep` is its owner, `NONE` while anybody of the team may take it.

    `ticket` numbers its place in the heap where it waits, 0 while it does not. `is_postponed` while its window is
    closed: then nobody sees it; `window` None is open at any time. A meeting has no channel; `comes` says whether the
    lead will be there. One that `is_ignored` waits in no heap: its rep will never look at it, until it is somebody
    else's.
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
    window: OpenHours | None = None
    is_ignored: bool = False

    @property
    def is_waiting(self) -> bool:
        """Whether a rep may take it now."""
        return self.ticket != 0

    @property
    def is_begun(self) -> bool:
        """Whether a rep has taken it."""
        return not self.is_waiting and not self.is_postponed
