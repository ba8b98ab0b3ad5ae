"""What a rep who is held to account was given, and whether it tried in time."""

from collections import deque
from dataclasses import dataclass

import simpy


@dataclass(slots=True, kw_only=True, eq=False)
class Assignment:
    """A lead that a rep was given; it is judged at `judged_ms`.

    `is_asked` says that there was something to do for it (a touch fell due), `is_attempted` that the rep tried.
    """

    judged_ms: int
    is_asked: bool
    is_attempted: bool = False


class Ledger:
    """The assignments of one rep in the order in which they are judged, and how its last ones went."""

    def __init__(self, over_leads: int) -> None:
        self._waiting: deque[Assignment] = deque()
        self._attempted: deque[bool] = deque(maxlen=over_leads)
        self._over_leads = over_leads
        self._news: simpy.Event | None = None

    def add(self, assignment: Assignment) -> None:
        """Take down a lead that the rep was given."""
        self._waiting.append(assignment)
        news, self._news = self._news, None
        if news is not None:
            news.succeed()

    def until_any(self, kernel: simpy.Environment) -> simpy.Event:
        """Return what happens once an assignment waits to be judged: at once if one does already."""
        news = kernel.event()
        if self._waiting:
            return news.succeed()
        self._news = news
        return news

    def next(self) -> Assignment:
        """Return the assignment that is judged next, and forget it."""
        return self._waiting.popleft()

    def judge(self, assignment: Assignment) -> None:
        """Count whether the rep tried; a lead for which there was nothing to do does not count."""
        if assignment.is_asked:
            self._attempted.append(assignment.is_attempted)

    def is_below(self, at_least: float) -> bool:
        """Whether the rep tried too small a share of its last leads; nobody is judged on fewer than the policy says."""
        return len(self._attempted) == self._over_leads and sum(self._attempted) < at_least * self._over_leads

    def start_anew(self) -> None:
        """Forget everything."""
        self._waiting.clear()
        self._attempted.clear()
