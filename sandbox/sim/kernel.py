"""SimPy with a total order: at each instant events run by their turn, then lead, then rep, then sequence.

What an event sets off at once (a process that starts, a task that is finished) runs before the next event of the
instant; when nothing more happens, the free reps take their next tasks (`Turn.DISPATCH`), all in one go.
"""

from collections.abc import Callable
from enum import IntEnum

import simpy

_TURN_BITS = 56
_LEAD_BITS = 20


class Turn(IntEnum):
    """Who goes first among events of one instant. SimPy keeps 0 and 1 for what follows at once from an event."""

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
    """A point in time, with its place in the total order."""

    def __init__(self, kernel: simpy.Environment, delay_ms: int, priority: int) -> None:
        self.env = kernel
        self.callbacks = []
        self._value = None
        self._ok = True
        self._defused = False
        kernel.schedule(self, priority, delay_ms)  # type: ignore[arg-type]


class Kernel(simpy.Environment):
    """The clock and the heap of events; time is whole ms."""

    _now: int

    @property
    def now(self) -> int:
        """The time in ms since the start of the clock."""
        return self._now

    def at(self, time_ms: int, turn: Turn, lead: int = 0, rep: int = 0) -> Moment:
        """Return the event of a point in time, now or later; yield it to go on then."""
        return Moment(self, time_ms - self._now, (turn << _TURN_BITS) + (lead << _LEAD_BITS) + rep)

    def call_at(self, time_ms: int, turn: Turn, action: Callable[[], None]) -> None:
        """Do something at a point in time."""
        Moment(self, time_ms - self._now, turn << _TURN_BITS).callbacks = [lambda _: action()]
