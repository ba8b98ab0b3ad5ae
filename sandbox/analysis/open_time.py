"""Time that counts only while something is open: business hours, shifts."""

import numpy as np
from numpy.typing import NDArray


def open_before_ms(times_ms: NDArray[np.float64], spans_ms: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the open time before each time; one that never comes (inf) stays so.

    `spans_ms` are openings and closings of shape (openings, 2), ascending and disjoint.
    """
    if not len(spans_ms):
        return np.where(np.isfinite(times_ms), 0.0, times_ms)
    opens, closes = spans_ms[:, 0].astype(np.float64), spans_ms[:, 1].astype(np.float64)
    opened = np.concatenate([[0.0], np.cumsum(closes - opens)])
    place = np.searchsorted(opens, times_ms, side="right") - 1  # the opening that began last, -1 before the first
    begun = np.maximum(place, 0)
    inside = np.clip(times_ms, opens[begun], closes[begun]) - opens[begun]
    found = np.where(place < 0, 0.0, opened[begun] + inside)
    return np.where(np.isfinite(times_ms), found, times_ms)
