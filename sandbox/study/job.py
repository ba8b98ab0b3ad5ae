"""One study under way beside a page: how far it is, what is known so far, and how it ended."""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from sandbox.study.compare import StudyResult, gather, tasks_of
from sandbox.study.spec import StudySpec
from sandbox.study.tasks import Replication, StudyWork, Task

Clock = Callable[[], float]
"""Seconds that only ever grow, from any beginning."""

STOPPED: Final = "Stopped. Nothing was kept of the comparison that was under way."
LEAST_PARTIAL: Final = 2
"""So many replications have an interval."""
_PACE_OF: Final = 20
"""The pace is that of so many last tasks: how many others share the workers changes."""


@dataclass(slots=True, kw_only=True, eq=False)
class Job:
    """A study, its tasks in order, and what they found; pages read it, and only `Jobs` writes it.

    When it is over there is a `result` or a `message` that says why not.
    """

    spec: StudySpec
    clock: Clock = time.monotonic
    result: StudyResult | None = None
    message: str = ""
    work: StudyWork = field(init=False)
    tasks: tuple[Task, ...] = field(init=False)
    _found: dict[Task, Replication] = field(init=False, default_factory=dict)
    _ends_s: deque[float] = field(init=False)
    _started_s: float = field(init=False)
    _partial: StudyResult | None = field(init=False, default=None)
    _lock: threading.Lock = field(init=False, default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """Lay out the tasks: the first replication in every regime, then the second."""
        spec = self.spec
        self.work = StudyWork(policies=spec.policies, scenario=spec.scenario, seed=spec.seed)
        self.tasks = tasks_of(spec)
        self._started_s = self.clock()
        self._ends_s = deque([self._started_s], maxlen=_PACE_OF + 1)

    @property
    def done(self) -> int:
        """Return how many tasks are finished."""
        return len(self._found)

    @property
    def total(self) -> int:
        """Return how many tasks there are."""
        return len(self.tasks)

    @property
    def is_over(self) -> bool:
        """Whether there is a result or a message."""
        return self.result is not None or bool(self.message)

    @property
    def seconds(self) -> float:
        """Return how long ago it was asked for."""
        return self.clock() - self._started_s

    @property
    def seconds_left(self) -> float | None:
        """Return how long it will take at the pace of its last tasks; None before the first is done."""
        ends_s = tuple(self._ends_s)
        if len(ends_s) < 2:
            return None
        pace_s = (ends_s[-1] - ends_s[0]) / (len(ends_s) - 1)
        return max(0.0, pace_s * (self.total - self.done) - (self.clock() - ends_s[-1]))

    @property
    def partial(self) -> StudyResult | None:
        """Return the result of the replications that are finished without a gap, from two on.

        It is that of a study of so many replications.
        """
        known = self._partial
        count = self._whole(0 if known is None else known.spec.replications)
        if count < LEAST_PARTIAL or (known is not None and known.spec.replications == count):
            return known
        self._partial = gathered(self.spec, self._found, count)
        return self._partial

    def _whole(self, count: int) -> int:
        """Return how many replications are finished in every regime without a gap, at least `count`."""
        while count < self.spec.replications and all(
            Task(regime=regime, replication=count) in self._found for regime in self.spec.regime_names
        ):
            count += 1
        return count

    def cancel(self) -> None:
        """Stop: nothing more is begun, and who works on it is ended soon."""
        self.end(message=STOPPED)

    def take(self, task: Task, found: Replication) -> None:
        """Add what a task found."""
        self._found[task] = found
        self._ends_s.append(self.clock())

    def finish(self) -> StudyResult | None:
        """Return the result, if every task is done; else None."""
        return gathered(self.spec, self._found, self.spec.replications) if self.done == self.total else None

    def end(self, *, result: StudyResult | None = None, message: str = "") -> None:
        """Set the result or the message, unless it is over already."""
        with self._lock:
            if not self.is_over:
                self.result, self.message = result, message


def gathered(spec: StudySpec, found: dict[Task, Replication], count: int) -> StudyResult:
    """Return the result of the first replications of a study."""
    by_regime = {
        regime: [found[Task(regime=regime, replication=number)] for number in range(count)]
        for regime in spec.regime_names
    }
    return gather(replace(spec, replications=count), by_regime)
