"""The sales floor of one team: waiting tasks, free reps, and who takes what next."""

from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count

import simpy

from sandbox.domain.playbook import Queue
from sandbox.domain.tables import NONE
from sandbox.sim.distribution import Distribution
from sandbox.sim.journey import Task
from sandbox.sim.task_order import Key

_Heap = list[tuple[Key, int, Task]]


@dataclass(slots=True, kw_only=True, eq=False)
class Desk:
    """One rep's own waiting tasks, booked meetings and time worked; `number` counts over all teams, `place` within."""

    number: int
    place: int
    wakes: simpy.Event | None = None
    tasks: _Heap = field(default_factory=list)
    waiting: int = 0
    booked_ms: list[int] = field(default_factory=list)
    worked_ms: dict[int, int] = field(default_factory=dict)


class Floor:
    """Waiting tasks and free reps of one team; `shares` says by queue who gets its leads, `loads` counts open leads.

    Sets of reps are bit masks by place, so that the lowest-numbered free rep is found at once in teams of any size.
    """

    def __init__(self, team: int, first_rep: int, heads: int, veterans: int, queues: list[tuple[int, Queue]]) -> None:
        self.team = team
        self.first_rep = first_rep
        self.desks = [Desk(number=first_rep + place, place=place) for place in range(heads)]
        self.shares = {index: Distribution(queue, heads, veterans) for index, queue in queues}
        self.loads = [0] * heads
        self.open_until_ms = 0
        self.is_dispatch_due = False
        self._shared: dict[int, _Heap] = {index: [] for index, _ in queues}
        self._shared_waiting = dict.fromkeys(self._shared, 0)
        self._idle = 0
        self._with_own_work = 0
        self._tickets = count(1)

    def give(self, rep: int, queue: int) -> None:
        """Count a lead of a queue among those that a rep has open."""
        place = rep - self.first_rep
        self.loads[place] += 1
        self.shares[queue].take(place)

    def release(self, rep: int, queue: int) -> None:
        """Count a lead that a rep no longer has open."""
        place = rep - self.first_rep
        self.loads[place] -= 1
        self.shares[queue].release(place)

    def offer(self, task: Task) -> None:
        """Let a task wait for its owner or, where nobody owns the lead, for anybody."""
        task.ticket = next(self._tickets)
        heappush(self._heap_of(task), (task.key, task.ticket, task))
        self._count(task, 1)

    def withdraw(self, task: Task) -> None:
        """Drop a waiting task; it leaves its heap when its turn comes."""
        task.ticket = 0
        self._count(task, -1)

    def postpone(self, task: Task) -> bool:
        """Take a task out of the reps' sight, and return whether it is still to be done."""
        if task.is_waiting:
            self.withdraw(task)
            task.is_postponed = True
        return task.is_postponed

    def put_back(self, task: Task) -> None:
        """Take a task out of the hands of a rep who cannot do it before its window closes."""
        task.rep = task.journey.rep
        task.is_postponed = True

    def resume(self, task: Task) -> bool:
        """Let a postponed task wait again, and return whether it was still postponed."""
        if not task.is_postponed:
            return False
        task.is_postponed = False
        self.offer(task)
        return True

    def reassign(self, task: Task, rep: int) -> None:
        """Let a task that nobody has begun wait for somebody else."""
        was_waiting = task.is_waiting
        if was_waiting:
            self.withdraw(task)
        task.rep = rep
        if was_waiting:
            self.offer(task)

    def rest(self, desk: Desk, wakes: simpy.Event) -> None:
        """Let a rep wait for a task."""
        desk.wakes = wakes
        self._idle |= 1 << desk.place

    def able(self) -> int:
        """Return the free reps who have something to do."""
        able = self._idle & self._with_own_work
        for queue, waiting in self._shared_waiting.items():
            if waiting:
                able |= self._idle & ~self.shares[queue].full
        return able

    def dispatch(self) -> None:
        """Let free reps, lowest number first, each take their best task, until nobody free has any."""
        self.is_dispatch_due = False
        while able := self.able():
            desk = self.desks[(able & -able).bit_length() - 1]
            task = self._take(desk)
            self._idle &= ~(1 << desk.place)
            wakes, desk.wakes = desk.wakes, None
            if wakes is not None:
                wakes.succeed(task)

    def _take(self, desk: Desk) -> Task:
        """Return the best task of a rep who has one, out of its heap."""
        best = _first(desk.tasks)
        for queue, waiting in self._shared_waiting.items():
            if waiting and not self.shares[queue].full >> desk.place & 1:
                entry = _first(self._shared[queue])
                best = entry if best is None or (entry is not None and entry < best) else best
        if best is None:
            message = f"rep {desk.number} was to take a task and has none"
            raise AssertionError(message)
        task = best[2]
        self.withdraw(task)
        task.rep = desk.number
        return task

    def _heap_of(self, task: Task) -> _Heap:
        return self._shared[task.queue] if task.rep == NONE else self.desks[task.rep - self.first_rep].tasks

    def _count(self, task: Task, change: int) -> None:
        if task.rep == NONE:
            self._shared_waiting[task.queue] += change
            return
        desk = self.desks[task.rep - self.first_rep]
        desk.waiting += change
        bit = 1 << desk.place
        self._with_own_work = self._with_own_work | bit if desk.waiting else self._with_own_work & ~bit


def _first(heap: _Heap) -> tuple[Key, int, Task] | None:
    """Return the best entry of a heap that still waits; those that do not are dropped."""
    while heap and heap[0][2].ticket != heap[0][1]:
        heappop(heap)
    return heap[0] if heap else None
