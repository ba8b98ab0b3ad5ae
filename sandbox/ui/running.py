"""A study that runs beside the page: its progress can be read, and it can be stopped."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

import streamlit as st

from sandbox.study.compare import Progress, StudyResult, run_study
from sandbox.study.pool import WorkerLost
from sandbox.study.quarter import Quarter, QuarterSpec, live_through
from sandbox.study.spec import StudySpec

Spec = TypeVar("Spec")
Result = TypeVar("Result")

_LOG = logging.getLogger(__name__)
MAX_STUDIES: Final = 4
MAX_SECONDS: Final = 600.0
_places = threading.BoundedSemaphore(MAX_STUDIES)

STOPPED: Final = "Stopped. Nothing was kept of the comparison that was under way."
WORKER_LOST: Final = (
    "The comparison could not be finished: one of the processes that simulate was ended by the system, often because "
    "memory ran out. You can run it again; with fewer quarters it needs less."
)
TOO_LONG: Final = (
    f"The comparison was stopped after {MAX_SECONDS / 60:.0f} minutes, the most that a page may take. "
    "The command line has no such limit."
)
FAULT: Final = (
    "The comparison could not be finished because of a fault in this program. "
    "The terminal in which the sandbox was started says more."
)
BUSY: Final = f"{MAX_STUDIES} comparisons are already running here. Please try again in a minute."


class _EarlyEndError(Exception):
    """The study is to end before its time; carries what to tell the visitor."""


@dataclass(slots=True, kw_only=True)
class StudyRun(Generic[Spec, Result]):
    """One study in a thread of its own; `simulate` does it, and is told to stop by an exception in its progress.

    `done` of `total` simulations are finished. `result` or `message` is set when the thread has ended; both are
    written once, by the thread.
    """

    spec: Spec
    simulate: Callable[[Spec, Progress], Result | WorkerLost]
    done: int = 0
    total: int = 0
    result: Result | None = None
    message: str = ""
    _cancelled: threading.Event = field(default_factory=threading.Event)
    _started_s: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        """Return how long it has been running."""
        return time.monotonic() - self._started_s

    @property
    def is_over(self) -> bool:
        """Whether there is a result or a message, or nobody waits for either any more."""
        return self.result is not None or bool(self.message)

    def cancel(self) -> None:
        """Stop as soon as the simulation in hand is finished; the page need not wait for that."""
        self._cancelled.set()
        self.message = self.message or STOPPED

    def start(self) -> None:
        """Begin, unless the server is full."""
        if not _places.acquire(blocking=False):
            self.message = BUSY
            return
        threading.Thread(target=self._work, name="study", daemon=True).start()

    def _work(self) -> None:
        try:
            outcome = self.simulate(self.spec, self._progress)
            if isinstance(outcome, WorkerLost):
                self.message = self.message or WORKER_LOST
            elif not self._cancelled.is_set():
                self.result = outcome
        except _EarlyEndError as ended:
            self.message = str(ended)
        except Exception:
            _LOG.exception("a study failed")
            self.message = self.message or FAULT
        finally:
            _places.release()

    def _progress(self, done: int, total: int) -> None:
        self.done, self.total = done, total
        if self._cancelled.is_set():
            raise _EarlyEndError(STOPPED)
        if self.seconds > MAX_SECONDS:
            raise _EarlyEndError(TOO_LONG)


@dataclass(slots=True, kw_only=True)
class Seat(Generic[Spec, Result]):
    """What one visitor has under way on a page: at most one study."""

    simulate: Callable[[Spec, Progress], Result | WorkerLost]
    run: StudyRun[Spec, Result] | None = None

    def begin(self, spec: Spec) -> StudyRun[Spec, Result]:
        """Start a study in place of whatever ran before."""
        self.leave()
        self.run = StudyRun(spec=spec, simulate=self.simulate)
        self.run.start()
        return self.run

    def leave(self) -> None:
        """Stop what is under way."""
        if self.run is not None and not self.run.is_over:
            self.run.cancel()
        self.run = None


def _compare(spec: StudySpec, progress: Progress) -> StudyResult | WorkerLost:
    return run_study(spec, progress)


def _live_through(spec: QuarterSpec, progress: Progress) -> Quarter | WorkerLost:
    return live_through(spec, progress)


@st.cache_resource(scope="session", on_release=Seat.leave, show_spinner=False)
def visitor_seat() -> Seat[StudySpec, StudyResult]:
    """Return the visitor's seat for comparisons; closing the tab ends the work."""
    return Seat(simulate=_compare)


@st.cache_resource(scope="session", on_release=Seat.leave, show_spinner=False)
def quarter_seat() -> Seat[QuarterSpec, Quarter]:
    """Return the visitor's seat for single quarters; closing the tab ends the work."""
    return Seat(simulate=_live_through)
