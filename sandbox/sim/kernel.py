"""SimPy with a total order: at each instant events run by their turn, then lead, then rep, then sequence.

What an event sets off at once (a process that starts, a task that is finished) runs before the next event of the
instant; when nothing more happens, the free reps take their next tasks (`Turn.DISPATCH`), all in one go.
"""

import gc
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from heapq import heapify, heappop, heappush
from operator import attrgetter

import simpy
from simpy.events import NORMAL, URGENT, EventPriority

from sandbox.domain.units import HOUR_MS


class Turn(IntEnum):
    """Who goes first among events of one instant; what follows at once from an event has no turn, it comes before."""

    DAY = 2
    SHIFT = 3
    ARRIVAL = 4
    REPLY = 5
    CLOSE = 6
    ASSIGN = 7
    DUE = 8
    REP = 9
    PROMISE = 10
    DISPATCH = 11


class Moment(simpy.Event):
    """A point in time, with its place in the total order; it is certain to come."""

    _value = None
    _ok = True

    def __init__(self, kernel: simpy.Environment) -> None:
        self.env = kernel
        self.callbacks = []


_Entry = tuple[int, Turn, int, int, int, Moment]
"""A moment behind its place in the order: time in ms, turn, lead, rep, sequence."""


class Kernel(simpy.Environment):
    """The clock and what is to come; time is whole ms.

    What is called a million times a run is SimPy's own code without its detours. Of the moments to come only those of
    the current hour are in a heap, a small one; those of later hours wait in no order until their hour begins. What
    follows at once needs no heap: `_begin` are the processes that start, `_follow` whatever else has happened.
    """

    _now: int

    def __init__(self) -> None:
        super().__init__(initial_time=0)
        self._begin: deque[simpy.Event] = deque()
        self._follow: deque[simpy.Event] = deque()
        self._soon: list[_Entry] = []
        self._later: defaultdict[int, list[_Entry]] = defaultdict(list)
        self._hour_ends_ms = 0

    now: int = property(attrgetter("_now"))  # type: ignore[assignment]  # a getter in C: it is read millions of times
    """The time in ms since the start of the clock."""

    def at(self, time_ms: int, turn: Turn, lead: int = 0, rep: int = 0) -> Moment:
        """Return the event of a point in time, now or later; yield it to go on then."""
        moment = Moment(self)
        entry = (time_ms, turn, lead, rep, next(self._eid), moment)
        if time_ms < self._hour_ends_ms:
            heappush(self._soon, entry)
        else:
            self._later[time_ms // HOUR_MS].append(entry)
        return moment

    def schedule(  # type: ignore[override]  # without a delay: what lies ahead is a moment
        self, event: simpy.Event, priority: EventPriority = NORMAL
    ) -> None:
        """Let an event happen at this instant, before all that has a turn; SimPy calls it."""
        (self._begin if priority == URGENT else self._follow).append(event)

    def call_at(self, time_ms: int, turn: Turn, action: Callable[[], None], lead: int = 0) -> None:
        """Do something at a point in time."""
        self.at(time_ms, turn, lead).callbacks = [lambda _: action()]

    def event(self) -> simpy.Event:
        """Return an event that somebody else lets happen."""
        return simpy.Event(self)

    def process(self, generator: simpy.events.ProcessGenerator) -> simpy.Process:
        """Let a process begin at this instant."""
        return simpy.Process(self, generator)

    def run_until(self, end_ms: int) -> None:
        """Let everything happen that lies before a point in time; raise what a process raised."""
        with _collector_paused():
            self._run_hour(end_ms)
            while self._hour_ends_ms < end_ms:
                self._begin_hour()
                self._run_hour(end_ms)
        self._now = end_ms

    def _begin_hour(self) -> None:
        self._soon = self._later.pop(self._hour_ends_ms // HOUR_MS, [])
        heapify(self._soon)
        self._hour_ends_ms += HOUR_MS

    def _run_hour(self, end_ms: int) -> None:
        """Let happen what is left of the current hour, up to a point in time."""
        begin, follow, soon = self._begin, self._follow, self._soon
        while True:
            if begin:
                event = begin.popleft()
            elif follow:
                event = follow.popleft()
            elif soon and soon[0][0] < end_ms:
                self._now, _, _, _, _, event = heappop(soon)
            else:
                return
            callbacks, event.callbacks = event.callbacks, None  # type: ignore[assignment]  # None marks it as over
            for callback in callbacks:
                callback(event)
            if not event.ok and not event.defused:
                raise event.value  # type: ignore[misc]  # of a failed event it is what the process raised


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Spare a run Python's search for cycles among a million live objects: it makes none, so memory is the same."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
