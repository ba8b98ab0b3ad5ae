"""Work that runs beside the page: its progress can be read, and it can be stopped."""

import logging
import threading
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import ClassVar, Final, Generic, TypeVar

from sandbox.domain.limits import Limits

_LOG = logging.getLogger(__name__)
FAULT: Final = (
    "This could not be finished because of a fault in this program. "
    "The terminal in which the sandbox was started says more."
)

T = TypeVar("T")


class Places:
    """How many pieces of work of one kind are under way on this server."""

    def __init__(self) -> None:
        """Begin with none."""
        self._lock = threading.Lock()
        self._taken = 0

    def take(self, most: int) -> bool:
        """Take a place, if fewer than so many are taken."""
        with self._lock:
            is_free = self._taken < most
            self._taken += is_free
            return is_free

    def leave(self) -> None:
        """Give a place back."""
        with self._lock:
            self._taken -= 1


class _EarlyEndError(Exception):
    """The work is to end before its time; carries what to tell the visitor."""


@dataclass(slots=True, kw_only=True)
class Beside(ABC, Generic[T]):
    """One piece of work in a thread of its own.

    `done` of `total` parts are finished. `result` or `message` is set when the thread has ended; both are written once,
    by the thread. A kind of work says what a visitor is told: `busy` with `{most}`, how many of it a server takes at
    once, and `too_long` with `{minutes}`.
    """

    places: ClassVar[Places]
    busy: ClassVar[str]
    stopped: ClassVar[str]
    too_long: ClassVar[str]

    limits: Limits
    done: int = 0
    total: int = 0
    result: T | None = None
    message: str = ""
    _cancelled: threading.Event = field(default_factory=threading.Event)
    _started_s: float = field(default_factory=time.monotonic)

    @abstractmethod
    def work(self) -> T | str:
        """Return what came out, or why nothing did, in plain words; calls `progress` now and then."""

    @property
    def seconds(self) -> float:
        """Return how long it has been running."""
        return time.monotonic() - self._started_s

    @property
    def is_over(self) -> bool:
        """Whether there is a result or a message, or nobody waits for either any more."""
        return self.result is not None or bool(self.message)

    def cancel(self) -> None:
        """Stop as soon as the part in hand is finished; the page need not wait for that."""
        self._cancelled.set()
        self.message = self.message or self.stopped

    def start(self) -> None:
        """Begin, unless the server is full."""
        most = self.limits.studies_at_once
        if not self.places.take(most):
            self.message = self.busy.format(most=most)
            return
        threading.Thread(target=self._run, name=type(self).__name__, daemon=True).start()

    def progress(self, done: int, total: int) -> None:
        """Note how far the work is; ends it where it was cancelled or takes too long."""
        self.done, self.total = done, total
        if self._cancelled.is_set():
            raise _EarlyEndError(self.stopped)
        if self.seconds > self.limits.study_seconds:
            raise _EarlyEndError(self.too_long.format(minutes=f"{self.limits.study_seconds / 60:.3g}"))

    def _run(self) -> None:
        try:
            outcome = self.work()
            if isinstance(outcome, str):
                self.message = self.message or outcome
            elif not self._cancelled.is_set():
                self.result = outcome
        except _EarlyEndError as ended:
            self.message = str(ended)
        except Exception:
            _LOG.exception("work beside a page failed")
            self.message = self.message or FAULT
        finally:
            self.places.leave()


R = TypeVar("R", bound=Beside)  # type: ignore[type-arg]  # whatever comes out of it


@dataclass(slots=True, kw_only=True)
class Seat(Generic[R]):
    """What one visitor has under way: at most one piece of work of a kind."""

    run: R | None = None

    def begin(self, run: R) -> R:
        """Start this in place of whatever ran before."""
        self.leave()
        self.run = run
        run.start()
        return run

    def leave(self) -> None:
        """Stop what is under way."""
        if self.run is not None and not self.run.is_over:
            self.run.cancel()
        self.run = None
