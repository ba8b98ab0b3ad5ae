"""Where leads leak: how each lead of the cohort ended, in exactly one way."""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from sandbox.analysis.cohort import Cohort


class Ending(IntEnum):
    """How a lead ended its follow-up. Of several that are true of a lead, the first one here counts."""

    WON = 0
    """It became a customer."""
    BOUGHT_ELSEWHERE = 1
    """It bought from somebody else."""
    LOST = 2
    """Its deal was lost."""
    OPTED_OUT = 3
    """It asked for no further contact."""
    IGNORED = 4
    """The rep who was given it never worked it, and nobody else has tried since."""
    DROPPED = 5
    """The rep stopped before the cadence ended, and nobody has tried since."""
    NOT_GIVEN = 6
    """The policy never gave it to sales, and no person tried it."""
    NEVER_TRIED = 7
    """It waited in a queue, and no person ever tried it."""
    STALLED = 8
    """Sales holds it, or its deal is open, and nothing has moved for long."""
    OPEN = 9
    """Sales holds it, or its deal is open, and something has moved lately."""
    NOT_READY = 10
    """Somebody spoke with it, and it was not ready or did not fit: marketing holds it, or it was closed."""
    NOT_REACHED = 11
    """It was tried as often as planned, and nobody spoke with it."""


def ending_of(cohort: Cohort) -> NDArray[np.int64]:
    """Return the `Ending` of each lead of the cohort, shape (leads,)."""
    tried = np.isfinite(cohort.speed_ms)
    true_of = {
        Ending.WON: cohort.won > 0,
        Ending.BOUGHT_ELSEWHERE: cohort.missed,
        Ending.LOST: cohort.lost > 0,
        Ending.OPTED_OUT: cohort.opted_out,
        Ending.IGNORED: cohort.dropped & cohort.ignored,
        Ending.DROPPED: cohort.dropped,
        Ending.NOT_GIVEN: ~tried & ~cohort.queued,
        Ending.NEVER_TRIED: ~tried,
        Ending.STALLED: cohort.stalled,
        Ending.OPEN: cohort.open,
        Ending.NOT_READY: np.isfinite(cohort.contact_ms),
    }
    found = np.select(list(true_of.values()), [int(ending) for ending in true_of], default=int(Ending.NOT_REACHED))
    return np.asarray(found, dtype=np.int64)
