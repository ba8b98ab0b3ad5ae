"""Do tasks in worker processes, and hand back what they found in the order of the tasks.

The order of results does not depend on who finishes first, so that any number of workers gives the same result to
the last bit. At most one task more than there are workers is queued. Workers never outlive the study: they are
killed when it is interrupted, they ignore Ctrl-C (their parent decides), and they leave when their parent is gone.
"""

import os
import signal
import threading
import time
import warnings
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from multiprocessing import resource_tracker
from typing import TypeVar

from loky.process_executor import BrokenProcessPool, ProcessPoolExecutor

T = TypeVar("T")
R = TypeVar("R")

_WATCH_SECONDS = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerLost:
    """A worker process ended in the middle of its work: killed by the system (often for want of memory) or crashed."""

    message: str = (
        "a worker process ended unexpectedly, often because memory ran out; "
        "try fewer workers (--jobs 1) or a smaller scenario"
    )


class Workers:
    """So many worker processes with one queue; they start with the first task.

    They ignore Ctrl-C, and leave when this process is gone.
    """

    __slots__ = ("_executor",)

    def __init__(self, count: int) -> None:
        with _interrupts_held():
            self._executor = ProcessPoolExecutor(max_workers=count, initializer=_begin, initargs=(os.getpid(),))

    def submit(self, work: Callable[[T], R], task: T) -> "Future[R]":
        """Queue a task; raises `BrokenProcessPool`, here or from the future, when a worker died."""
        with _interrupts_held():
            queued: Future[R] = self._executor.submit(work, task)
        return queued

    def shut(self, *, kill: bool) -> None:
        """End the workers, after what is queued or, with `kill`, at once."""
        with _interrupts_held(), warnings.catch_warnings():
            # Without the tool pgrep, loky warns and then kills the worker alone; ours have no children.
            warnings.simplefilter("ignore")
            self._executor.shutdown(wait=True, kill_workers=kill)


def results(work: Callable[[T], R], tasks: Sequence[T], jobs: int) -> Generator[R | WorkerLost, None, None]:
    """Yield the result of each task in the order of the tasks; the last is a `WorkerLost` when a worker died.

    `jobs` of 1 does the work in this process. Closing the iterator, or an exception, kills the workers at once.
    """
    count = min(jobs, len(tasks))
    if count <= 1:
        yield from (work(task) for task in tasks)
        return
    workers = Workers(count)
    finished = False
    try:
        yield from _in_order(workers, work, tasks, ahead=count + 1)
        finished = True
    except BrokenProcessPool:
        yield WorkerLost()
    finally:
        workers.shut(kill=not finished)


def _in_order(workers: Workers, work: Callable[[T], R], tasks: Sequence[T], *, ahead: int) -> Iterator[R]:
    waiting = iter(tasks)
    queued = deque(workers.submit(work, task) for task in islice(waiting, ahead))
    while queued:
        yield queued.popleft().result()
        queued.extend(workers.submit(work, task) for task in islice(waiting, 1))


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold back Ctrl-C while workers may be started, and let it through right after.

    Workers inherit the signal mask, and so never hear of it. The mask alone does not protect this process: another
    thread (of a library) may take the signal, and Python then interrupts the main thread, in the middle of a start.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # Where it is not running yet, starting it along with the first worker would end the holding back.
    resource_tracker.ensure_running()
    heard: list[int] = []
    is_main = threading.current_thread() is threading.main_thread()
    handler = signal.signal(signal.SIGINT, lambda number, _: heard.append(number)) if is_main else None
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        if handler is not None:
            signal.signal(signal.SIGINT, handler)
    if heard:
        signal.raise_signal(signal.SIGINT)


def _begin(parent: int) -> None:
    """Prepare a worker: watch the parent."""
    threading.Thread(target=_leave_with, args=(parent,), daemon=True).start()


def _leave_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_WATCH_SECONDS)
    os._exit(1)
