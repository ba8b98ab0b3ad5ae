"""Studies under way beside the pages of one server, which share its worker processes fairly.

Every worker has a desk of its own, with one task on it: whose worker dies, or whose visitor cancels, is known, and
nobody else loses anything. Whichever desk is free takes the next task of the next study, in turn. So nothing is queued,
and of three visitors with two workers none waits for another's whole study.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from queue import Empty, SimpleQueue
from typing import Final

from loky.process_executor import BrokenProcessPool

from sandbox.domain.limits import DEFAULT_LIMITS, Limits
from sandbox.study.compare import StudyResult
from sandbox.study.job import Clock, Job
from sandbox.study.pool import Workers
from sandbox.study.spec import StudySpec
from sandbox.study.tasks import Replication, Task

_LOG = logging.getLogger(__name__)
_TICK_S: Final = 0.2
"""How soon a cancelled study is noticed."""
_IDLE_S: Final = 60.0
"""How long workers wait for another study before they are let go."""

WORKER_LOST: Final = (
    "The comparison could not be finished: one of the processes that simulate was ended by the system, often because "
    "memory ran out. You can run it again; with fewer quarters it needs less."
)
FAULT: Final = (
    "The comparison could not be finished because of a fault in this program. "
    "The terminal in which the sandbox was started says more."
)


def too_long(limits: Limits) -> str:
    """Return what is said of a study that took longer than it may."""
    return (
        f"The comparison was stopped after {limits.study_seconds / 60:.3g} minutes, the most that a page may take. "
        "The command line has no such limit."
    )


def busy(limits: Limits) -> str:
    """Return what is said to a visitor for whom there is no room."""
    return f"{limits.studies_at_once} comparisons are already running here. Please try again in a minute."


Keep = Callable[[StudyResult], object]
"""What is done with a result before anybody is told of it."""


@dataclass(slots=True, kw_only=True, eq=False)
class _Order:
    """A job, whose it is, and which of its tasks nobody has taken yet."""

    job: Job
    visitor: Hashable
    keep: Keep | None
    waiting: Iterator[Task]


@dataclass(slots=True, kw_only=True, eq=False)
class _Desk:
    """A worker's place, and what is on it."""

    workers: Workers | None = None
    order: _Order | None = None
    task: Task | None = None
    future: Future[Replication] | None = None

    def begin(self, order: _Order, task: Task) -> Future[Replication]:
        """Put a task on the desk; a worker that died while it had nothing to do is replaced."""
        self.order, self.task = order, task
        try:
            self.future = self._submit(order.job, task)
        except BrokenProcessPool:
            self.dismiss()
            self.order, self.task = order, task
            self.future = self._submit(order.job, task)
        return self.future

    def _submit(self, job: Job, task: Task) -> Future[Replication]:
        if self.workers is None:
            self.workers = Workers(1)
        return self.workers.submit(job.work, task)

    def clear(self) -> None:
        """Take away what is on the desk."""
        self.order = self.task = self.future = None

    def dismiss(self) -> None:
        """End the worker at once, whatever it is doing."""
        self.clear()
        if self.workers is not None:
            self.workers.shut(kill=True)
            self.workers = None


@dataclass(slots=True, kw_only=True, eq=False)
class Jobs:
    """All studies of one server; `workers` is how many processes they share."""

    workers: int
    limits: Limits = DEFAULT_LIMITS
    clock: Clock = time.monotonic
    _orders: deque[_Order] = field(init=False, default_factory=deque)
    _events: SimpleQueue[tuple[_Desk, Future[Replication]] | None] = field(init=False, default_factory=SimpleQueue)
    _lock: threading.Lock = field(init=False, default_factory=threading.Lock)
    _thread: threading.Thread | None = field(init=False, default=None)
    _is_closed: bool = field(init=False, default=False)

    def start(self, spec: StudySpec, visitor: Hashable, keep: Keep | None = None) -> Job:
        """Begin a study in place of the one that the visitor has under way; a full server says so in its message."""
        job = Job(spec=spec, clock=self.clock)
        with self._lock:
            for order in self._orders:
                if order.visitor == visitor:
                    order.job.cancel()
            if sum(not order.job.is_over for order in self._orders) >= self.limits.studies_at_once:
                job.end(message=busy(self.limits))
                return job
            self._orders.append(_Order(job=job, visitor=visitor, keep=keep, waiting=iter(job.tasks)))
            if self._thread is None:
                self._thread = threading.Thread(target=self._serve, name="studies", daemon=True)
                self._thread.start()
        self._events.put(None)
        return job

    def close(self) -> None:
        """End everything, workers included."""
        self._is_closed = True
        self._events.put(None)
        if self._thread is not None:
            self._thread.join()

    def _serve(self) -> None:
        desks = [_Desk() for _ in range(self.workers)]
        try:
            while not self._is_closed:
                self._wait(desks)
                self._end_overdue()
                self._sweep(desks)
                self._assign(desks)
        finally:
            for order in self._orders:
                order.job.cancel()
            for desk in desks:
                desk.dismiss()

    def _wait(self, desks: list[_Desk]) -> None:
        """Wait for something to happen; let workers go that have had nothing to do for long."""
        try:
            event = self._events.get(timeout=_TICK_S if self._orders else _IDLE_S)
        except Empty:
            if not self._orders:
                for desk in desks:
                    desk.dismiss()
            return
        if event is not None and event[0].future is event[1]:  # else it is of a task that nobody waits for any more
            _collect(*event)

    def _end_overdue(self) -> None:
        for order in self._orders:
            if order.job.seconds > self.limits.study_seconds:
                order.job.end(message=too_long(self.limits))

    def _sweep(self, desks: list[_Desk]) -> None:
        """Forget studies that are over, and end the workers that are still at them."""
        with self._lock:
            for order in [order for order in self._orders if order.job.is_over]:
                self._orders.remove(order)
        for desk in desks:
            if desk.order is not None and desk.order.job.is_over:
                desk.dismiss()

    def _assign(self, desks: list[_Desk]) -> None:
        for desk in desks:
            if desk.order is not None:
                continue
            chosen = self._next()
            if chosen is None:
                return
            order, task = chosen
            try:
                future = desk.begin(order, task)
            except (BrokenProcessPool, OSError, RuntimeError):  # no process could be started
                _LOG.exception("a worker could not be started")
                order.job.end(message=WORKER_LOST)
                continue
            future.add_done_callback(partial(self._tell, desk))

    def _tell(self, desk: _Desk, done: Future[Replication]) -> None:
        self._events.put((desk, done))

    def _next(self) -> tuple[_Order, Task] | None:
        """Return the next task of the study whose turn it is."""
        with self._lock:
            for _ in range(len(self._orders)):
                order = self._orders[0]
                self._orders.rotate(-1)
                task = None if order.job.is_over else next(order.waiting, None)
                if task is not None:
                    return order, task
        return None


def _collect(desk: _Desk, future: Future[Replication]) -> None:
    """Add what a worker found to its study, or end the study where it found nothing."""
    order, task = desk.order, desk.task
    if order is None or task is None:
        return
    desk.clear()
    try:
        order.job.take(task, future.result())
        result = order.job.finish()
        if result is not None:
            if order.keep is not None:
                order.keep(result)
            order.job.end(result=result)
    except (BrokenProcessPool, MemoryError):
        desk.dismiss()
        order.job.end(message=WORKER_LOST)
    except Exception:
        _LOG.exception("a study failed")
        order.job.end(message=FAULT)
