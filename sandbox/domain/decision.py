"""What a policy says of a lead."""

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sandbox.domain.facts import GRADES, Columns

NURTURE = "nurture"
CLOSE = "close"
KEEP = "keep"
"""Where a lead can go after a conversation, beside the destinations of routing: it stays with its owner."""

FIXED_DESTINATIONS = (NURTURE, CLOSE)
"""Destinations that every policy has, beside its own queues."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a policy says of one lead on arrival.

    `fit` and `engagement` are the points of the scoring rules of that part, `score` those of all scoring rules.
    `queue` is the destination: a queue of the policy, `nurture` or `close`. `cadence` and `grade` are None where the
    policy gives none. `fired` holds the ids of the scoring rules in file order, then of the routing row.
    """

    mql: bool
    fit: float
    engagement: float
    score: float
    grade: str | None
    queue: str
    cadence: str | None
    fired: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """What a policy says of many leads, as columns of shape (leads,).

    `grade`, `queue`, `cadence` and `route` are indices into `GRADES`, `queue_names`, `cadence_names`, `route_ids`;
    -1 is none. `scored` has shape (leads, scoring rules): whether each scoring rule fired.
    """

    mql: NDArray[np.bool_]
    fit: NDArray[np.float64]
    engagement: NDArray[np.float64]
    score: NDArray[np.float64]
    grade: NDArray[np.int8]
    queue: NDArray[np.int16]
    cadence: NDArray[np.int16]
    route: NDArray[np.int16]
    scored: NDArray[np.bool_]
    queue_names: tuple[str, ...]
    cadence_names: tuple[str, ...]
    route_ids: tuple[str, ...]
    scoring_ids: tuple[str, ...]

    def __len__(self) -> int:
        """Return the number of leads."""
        return len(self.queue)

    def at(self, index: int) -> Decision:
        """Return what is said of one lead."""
        fired = [rule for rule, hit in zip(self.scoring_ids, self.scored[index], strict=True) if hit]
        return Decision(
            mql=bool(self.mql[index]),
            fit=float(self.fit[index]),
            engagement=float(self.engagement[index]),
            score=float(self.score[index]),
            grade=_name(GRADES, self.grade[index]),
            queue=self.queue_names[self.queue[index]],
            cadence=_name(self.cadence_names, self.cadence[index]),
            fired=(*fired, self.route_ids[self.route[index]]),
        )


def _name(names: tuple[str, ...], index: Any) -> str | None:
    return names[int(index)] if index >= 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgements:
    """What a policy says of many leads after a conversation, as columns of shape (leads,).

    `step` numbers the rows of `after_contact`, -1 where the policy has none.
    """

    sql: NDArray[np.bool_]
    step: NDArray[np.int16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Nurturing:
    """What a policy says of many leads that marketing holds, as columns of shape (leads,).

    `program` numbers the rows of `nurture`, -1 where the policy has none; `promotes` says whether a signal now sends
    the lead through routing again.
    """

    program: NDArray[np.int16]
    promotes: NDArray[np.bool_]


class Rulebook(Protocol):
    """A policy's rules as pure functions: total, and the same for command line, browser, tests and simulator."""

    @property
    def reads(self) -> frozenset[str]:
        """The names of the facts that any rule reads: no other makes a difference."""
        ...

    @property
    def reads_in_talks(self) -> frozenset[str]:
        """The names of those of them that rules read after a conversation."""
        ...

    def decide(self, columns: Columns, count: int) -> Decisions:
        """Decide `count` leads on arrival or return, given their facts as columns.

        A lead of whose history (`HISTORY_FACTS`) nothing is said is new.
        """
        ...

    def judge(self, columns: Columns, count: int) -> Judgements:
        """Judge `count` leads after a conversation, given also what `decide` derived and `CONVERSATION_FACTS`."""
        ...

    def nurture(self, columns: Columns, count: int) -> Nurturing:
        """Say how marketing keeps in touch with `count` leads, given also what `decide` derived."""
        ...
