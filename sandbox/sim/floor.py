"""The sales floor of one team: waiting tasks, free reps, and who takes what next."""

from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count

import simpy

from sandbox.domain.luck import COUNTS, Purpose
from sandbox.domain.playbook import Queue, Work
from sandbox.domain.tables import NONE
from sandbox.sim.distribution import Distribution
from sandbox.sim.journey import Journey, Task
from sandbox.sim.ledger import Ledger
from sandbox.sim.nature import Person
from sandbox.sim.task_order import Key, looks_place

_Heap = list[tuple[Key, int, Task]]
_Queues = list[tuple[int, Queue]]
Luck = Callable[[Journey, Purpose, int], float]


@dataclass(slots=True, kw_only=True, eq=False)
class Desk:
    """One rep's own waiting tasks, booked meetings and time worked; `number` counts over all teams, `place` within.

    `person` sits there, the `occupant`-th since the clock started, or nobody from each beginning to each end of
    `vacant_ms`. `leads` are those that it has open, by number; `looks` are its first touches by how they look.
    """

    number: int
    place: int
    person: Person
    occupant: int = 0
    is_vacant: bool = False
    vacant_ms: list[tuple[int, int]] = field(default_factory=list)
    ledger: Ledger | None = None
    leads: dict[int, Journey] = field(default_factory=dict)
    in_hand: Task | None = None
    looks: _Heap = field(default_factory=list)
    wakes: simpy.Event | None = None
    tasks: _Heap = field(default_factory=list)
    waiting: int = 0
    booked_ms: list[int] = field(default_factory=list)
    worked_ms: dict[int, int] = field(default_factory=dict)


class Floor:
    """Waiting tasks and free reps of one team; `shares` says by queue who gets its leads, `loads` counts open leads.

    Sets of reps are bit masks by place, so that the lowest-numbered free rep is found at once in teams of any size.
    `people` are the reps by place, `luck` says when one of them picks the best-looking lead.
    """

    def __init__(
        self, team: int, first_rep: int, people: list[Person], veterans: int, queues: _Queues, luck: Luck
    ) -> None:
        self.team = team
        self.first_rep = first_rep
        self.desks = [Desk(number=first_rep + i, place=i, person=person) for i, person in enumerate(people)]
        self.shares = {index: Distribution(queue, len(people), veterans) for index, queue in queues}
        self.loads = [0] * len(people)
        self.open_until_ms = 0
        self.is_dispatch_due = False
        self._shared: dict[int, _Heap] = {index: [] for index, _ in queues}
        self._shared_waiting = dict.fromkeys(self._shared, 0)
        self._shared_looks: dict[int, _Heap] = {index: [] for index, _ in queues}
        self._luck = luck
        self._has_pickers = any(person.cherry_picks for person in people)
        self._idle = 0
        self._elsewhere = 0
        self._with_own_work = 0
        self._tickets = count(1)

    def give(self, journey: Journey) -> None:
        """Count a lead among those that its rep has open."""
        place = journey.rep - self.first_rep
        self.loads[place] += 1
        self.shares[journey.queue].take(place)
        self.desks[place].leads[journey.number] = journey
        journey.is_held = True

    def release(self, journey: Journey) -> None:
        """Count a lead that its rep no longer has open."""
        place = journey.rep - self.first_rep
        self.loads[place] -= 1
        self.shares[journey.queue].release(place)
        del self.desks[place].leads[journey.number]
        journey.is_held = False

    def offer(self, task: Task) -> None:
        """Let a task wait for its owner or, where nobody owns the lead, for anybody."""
        task.ticket = next(self._tickets)
        task.is_ignored = task.journey.is_ignored
        if task.is_ignored:
            return
        heappush(self._heap_of(task), (task.key, task.ticket, task))
        if self._has_pickers and task.work is Work.FIRST_TOUCH:
            one = task.journey
            place = looks_place(one.score, one.inquiry_ms, one.created_ms, one.number)
            heappush(self._looks_of(task), (place, task.ticket, task))
        self._count(task, 1)

    def withdraw(self, task: Task) -> None:
        """Drop a waiting task; it leaves its heap when its turn comes."""
        task.ticket = 0
        if not task.is_ignored:
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

    def clear(self, desk: Desk) -> None:
        """Let whatever waits for a rep wait for anybody; whoever does it has the lead from then on."""
        for _, ticket, task in sorted(desk.tasks):
            if task.ticket == ticket:
                task.journey.rep = NONE
                self.reassign(task, NONE)

    def turn_to_other_work(self, desk: Desk) -> None:
        """Let a rep take no more tasks for a while."""
        self._elsewhere |= 1 << desk.place

    def turn_back(self, desk: Desk) -> None:
        """Let a rep take tasks again."""
        self._elsewhere &= ~(1 << desk.place)

    def rest(self, desk: Desk, wakes: simpy.Event) -> None:
        """Let a rep wait for a task."""
        desk.wakes = wakes
        self._idle |= 1 << desk.place

    def able(self) -> int:
        """Return the free reps who have something to do."""
        here = self._idle & ~self._elsewhere
        able = here & self._with_own_work
        for queue, waiting in self._shared_waiting.items():
            if waiting:
                able |= here & ~self.shares[queue].full
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
        task = self._best(desk, desk.tasks, self._shared)
        if task.work is Work.FIRST_TOUCH and self._is_passed_over(task.journey, desk):
            task, next_task = self._best(desk, desk.looks, self._shared_looks), task
            next_task.journey.passed_over += task is not next_task
        self.withdraw(task)
        task.rep = desk.number
        return task

    def _best(self, desk: Desk, own: _Heap, shared: dict[int, _Heap]) -> Task:
        """Return the first task of a rep's own heap and of the heaps from which it may take."""
        best = _first(own)
        for queue, waiting in self._shared_waiting.items():
            if waiting and not self.shares[queue].full >> desk.place & 1:
                entry = _first(shared[queue])
                best = entry if best is None or (entry is not None and entry < best) else best
        if best is None:
            message = f"rep {desk.number} was to take a task and has none"
            raise AssertionError(message)
        return best[2]

    def _is_passed_over(self, journey: Journey, desk: Desk) -> bool:
        """Whether a rep looks for something better than the lead that is next."""
        chance, count = desk.person.cherry_picks, min(journey.passed_over, COUNTS - 1)
        return chance > 0.0 and self._luck(journey, Purpose.CHERRY_PICKS, count) < chance

    def _looks_of(self, task: Task) -> _Heap:
        return self._shared_looks[task.queue] if task.rep == NONE else self.desks[task.rep - self.first_rep].looks

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
