"""How far two rankings of the same leads agree, and where they part."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import kendalltau, rankdata

TOP = 20
"""How many of the best leads of two rankings are held against each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """The agreement of two rankings on the leads that both rank.

    `tau` is Kendall's tau-b: 1 where they agree on every pair, -1 where they turn every pair round, 0 as chance would;
    pairs that one of them ranks alike are allowed for. None: fewer than two leads, or all ranked alike. `top_shared` is
    the share of the best `TOP` of one that are among those of the other; None where there are not more leads than that.
    """

    leads: int
    tau: float | None
    top_shared: float | None


def agreement(first: NDArray[np.float64], second: NDArray[np.float64]) -> Agreement:
    """Return the agreement of two rankings, shape (leads,): less is better, NaN is not ranked.

    Among leads ranked alike the one that stands first in the file counts as better in the best `TOP`, nowhere else.
    """
    both = _ranked_by_both(first, second)
    one, other = first[both], second[both]
    tau = float(kendalltau(one, other, variant="b").statistic) if len(both) > 1 else math.nan
    top_shared = None
    if len(both) > TOP:
        best = [set(np.argsort(places, kind="stable")[:TOP].tolist()) for places in (one, other)]
        top_shared = len(best[0] & best[1]) / TOP
    return Agreement(leads=len(both), tau=None if math.isnan(tau) else tau, top_shared=top_shared)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parting:
    """A lead on which two rankings disagree: its place in each, the mean place where leads are ranked alike."""

    lead: int
    first: float
    second: float


def partings(first: NDArray[np.float64], second: NDArray[np.float64], most: int) -> tuple[Parting, ...]:
    """Return the leads whose places differ most among those that both rank, the largest difference first."""
    both = _ranked_by_both(first, second)
    one, other = rankdata(first[both]), rankdata(second[both])
    apart = np.abs(one - other)
    furthest = np.argsort(-apart, kind="stable")[:most]
    return tuple(
        Parting(lead=int(both[place]), first=float(one[place]), second=float(other[place]))
        for place in furthest
        if apart[place] > 0
    )


def _ranked_by_both(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.intp]:
    return np.flatnonzero(~(np.isnan(first) | np.isnan(second)))
