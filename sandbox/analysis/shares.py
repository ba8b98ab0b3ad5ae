"""Shares of counts over replications, with intervals; in the parent alone, for workers do without SciPy."""

import numpy as np
from numpy.typing import NDArray

from sandbox.analysis.intervals import Estimate, Sums, estimates


def shares_of(counts: NDArray[np.int64], of: NDArray[np.int64], confidence: float) -> list[Estimate]:
    """Return the share that each count, shape (replications, counts), is of the sums `of`, shape (replications,)."""
    denominators = np.broadcast_to(of[:, None].astype(np.float64), counts.shape)
    sums = Sums(numerators=counts.astype(np.float64), denominators=denominators, is_quantile=np.array(False))
    return estimates(sums, confidence, (np.array(0.0), np.array(1.0)))
