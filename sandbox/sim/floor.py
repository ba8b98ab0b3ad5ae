"""The sales floor of one team: waiting tasks, free reps, and who takes what next."""

from dataclasses import dataclass, field
from enum import IntEnum
from heapq import heappop, heappush
from itertools import count

import simpy

from sandbox.domain.playbook import Assign, Channel, Queue
from sandbox.domain.tables import NONE
from sandbox.sim.task_order import Key, first_touch_key, follow_up_key


class Work(IntEnum):
    """What sort of task it is."""

    REPLY = 0
    FIRST_TOUCH = 1
    FOLLOW_UP = 2


@dataclass(slots=True, kw_only=True, eq=False)
class Journey:
    """What is known of one lead as it lives through the simulation; it changes as things happen."""

    number: int
    visitor: int
    created_ms: int
    inquiry_ms: int
    in_cohort: bool
    score: float
    reachable: bool
    responsiveness: float
    has_number: bool
    quality_group: int
    cycle: int = 0
    stage: int = 0
    owner: int = 0
    rep: int = NONE
    queue: int = NONE
    dials: int = 0
    messages: int = 0
    tasks: int = 0
    is_contacted: bool = False
    is_cadence_over: bool = False
    touch: "Task | None" = None
    answer: "Task | None" = None
    assigned: simpy.Event | None = None


@dataclass(slots=True, kw_only=True, eq=False)
class Task:
    """Something a rep is to do for a lead; `rep` is its owner, `NONE` while anybody of the team may take it.

    `is_postponed` while its window is closed: then nobody sees it.
    """

    work: Work
    journey: Journey
    channel: Channel
    queue: int
    k: int
    due_ms: int
    rep: int
    finished: simpy.Event
    is_waiting: bool = True
    is_postponed: bool = False


_Heap = list[tuple[Key, int, Task]]


@dataclass(slots=True, kw_only=True, eq=False)
class Desk:
    """One rep's own waiting tasks and time worked; `number` counts over all teams, `place` within the team."""

    number: int
    place: int
    wakes: simpy.Event | None = None
    replies: _Heap = field(default_factory=list)
    first_touches: dict[int, _Heap] = field(default_factory=dict)
    follow_ups: _Heap = field(default_factory=list)
    waiting: int = 0
    worked_ms: dict[int, int] = field(default_factory=dict)


class Floor:
    """Waiting tasks and free reps of one team.

    Sets of reps are bit masks by place, so that the lowest-numbered free rep is found at once in teams of any size.
    """

    def __init__(self, team: int, first_rep: int, heads: int, queues: list[tuple[int, Queue]]) -> None:
        self.team = team
        self.first_rep = first_rep
        self.desks = [Desk(number=first_rep + place, place=place) for place in range(heads)]
        self.open_until_ms = 0
        self.is_dispatch_due = False
        self._orders = {index: queue.order for index, queue in queues}
        self._queues = [index for index, _ in queues]
        self._shared: dict[int, _Heap] = {index: [] for index, queue in queues if queue.assign is Assign.SHARED}
        self._shared_replies: _Heap = []
        self._shared_waiting = 0
        self._idle = 0
        self._with_own_work = 0
        self._turn = 0
        self._sequence = count()

    def next_in_turn(self) -> int:
        """Return the number of the rep whose turn it is to get a lead; the team has reps."""
        place = self._turn
        self._turn = (place + 1) % len(self.desks)
        return self.first_rep + place

    def offer(self, task: Task) -> None:
        """Let a task wait for its owner or, where nobody owns the lead yet, for anybody."""
        journey = task.journey
        if task.work is Work.FIRST_TOUCH:
            key = first_touch_key(
                self._orders[task.queue],
                inquiry_ms=journey.inquiry_ms,
                score=journey.score,
                created_ms=journey.created_ms,
                lead=journey.number,
            )
        else:
            key = follow_up_key(due_ms=task.due_ms, created_ms=journey.created_ms, lead=journey.number)
        heappush(self._heap_of(task), (key, next(self._sequence), task))
        self._count(task, 1)

    def withdraw(self, task: Task) -> None:
        """Drop a waiting task; it leaves its heap when its turn comes."""
        task.is_waiting = False
        self._count(task, -1)

    def postpone(self, task: Task) -> bool:
        """Take a task out of the reps' sight, and return whether it was still waiting."""
        if not task.is_waiting:
            return False
        self.withdraw(task)
        task.is_postponed = True
        return True

    def resume(self, task: Task) -> bool:
        """Let a postponed task wait again, and return whether it was still postponed."""
        if not task.is_postponed:
            return False
        task.is_postponed, task.is_waiting = False, True
        self.offer(task)
        return True

    def rest(self, desk: Desk, wakes: simpy.Event) -> None:
        """Let a rep wait for a task."""
        desk.wakes = wakes
        self._idle |= 1 << desk.place

    @property
    def has_match(self) -> bool:
        """Whether some free rep has something to do."""
        return bool(self._idle and (self._shared_waiting or self._idle & self._with_own_work))

    def dispatch(self) -> None:
        """Let free reps, lowest number first, each take their best task, until nobody free has any."""
        self.is_dispatch_due = False
        while self.has_match:
            able = self._idle if self._shared_waiting else self._idle & self._with_own_work
            desk = self.desks[(able & -able).bit_length() - 1]
            task = self._take(desk)
            task.is_waiting = False
            self._count(task, -1)
            task.rep = desk.number
            self._idle &= ~(1 << desk.place)
            wakes, desk.wakes = desk.wakes, None
            if wakes is not None:
                wakes.succeed(task)

    def _take(self, desk: Desk) -> Task:
        """Return the best task of a rep who has one, out of its heap."""
        if task := _pop_first(desk.replies, self._shared_replies):
            return task
        for queue in self._queues:
            heap = self._shared.get(queue)
            if task := _pop(heap if heap is not None else desk.first_touches.get(queue, [])):
                return task
        task = _pop(desk.follow_ups)
        if task is None:
            message = f"rep {desk.number} was to take a task and has none"
            raise AssertionError(message)
        return task

    def _heap_of(self, task: Task) -> _Heap:
        if task.rep == NONE:
            return self._shared_replies if task.work is Work.REPLY else self._shared[task.queue]
        desk = self.desks[task.rep - self.first_rep]
        if task.work is Work.REPLY:
            return desk.replies
        if task.work is Work.FOLLOW_UP:
            return desk.follow_ups
        return desk.first_touches.setdefault(task.queue, [])

    def _count(self, task: Task, change: int) -> None:
        if task.rep == NONE:
            self._shared_waiting += change
            return
        desk = self.desks[task.rep - self.first_rep]
        desk.waiting += change
        bit = 1 << desk.place
        self._with_own_work = self._with_own_work | bit if desk.waiting else self._with_own_work & ~bit


def _pop(heap: _Heap) -> Task | None:
    while heap:
        task = heappop(heap)[2]
        if task.is_waiting:
            return task
    return None


def _pop_first(own: _Heap, shared: _Heap) -> Task | None:
    """Return the first waiting task of two heaps, out of its heap."""
    while shared and not shared[0][2].is_waiting:
        heappop(shared)
    while own and not own[0][2].is_waiting:
        heappop(own)
    return _pop(shared if shared and (not own or shared[0] < own[0]) else own)
