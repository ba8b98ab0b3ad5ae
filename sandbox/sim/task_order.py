"""Which task is next: keys that sort, as pure functions. The smallest key goes first.

A free rep chooses by the policy's order of work, then by the order in which queues are written; then first touches by
the order of their queue, everything else by due time. Ties go to the earlier arrival, then to the lower lead number.
"""

import math
from collections.abc import Sequence

from sandbox.domain.playbook import Order, Work
from sandbox.domain.tables import NONE

Key = tuple[int, int, float, float, int, int]
"""Place of the work, place of the queue, what decides, what decides then, arrival in ms, lead number."""

_BELOW_ALL_GRADES = math.inf


def looks_place(score: float, inquiry_ms: int, created_ms: int, number: int) -> Key:
    """Return the place of a first touch in the eyes of somebody who picks: the best score first, then the newest."""
    return (0, 0, -score, -inquiry_ms, created_ms, number)


def ranks_of(work_order: Sequence[Work]) -> dict[Work, int]:
    """Return the place of each kind of work; kinds that are not named come last, in the order in which they exist."""
    named = tuple(work_order)
    return {work: rank for rank, work in enumerate((*named, *(work for work in Work if work not in named)))}


def first_touch_place(
    order: Order, *, inquiry_ms: int, score: float, grade: int, promise_ms: int | None
) -> tuple[float, float]:
    """Return what decides between first touches of a queue.

    `inquiry_ms` is the last inquiry, `grade` counts from 0 for the best, `NONE` for none, `promise_ms` is when the
    promised response is due, None without one.
    """
    match order:
        case Order.NEWEST_FIRST:
            return (-inquiry_ms, 0.0)
        case Order.OLDEST_FIRST:
            return (inquiry_ms, 0.0)
        case Order.BEST_SCORE:
            return (-score, 0.0)
        case Order.BEST_GRADE_NEWEST:
            return (_BELOW_ALL_GRADES if grade == NONE else grade, -inquiry_ms)
        case Order.EARLIEST_DUE:
            return (math.inf if promise_ms is None else promise_ms, 0.0)
