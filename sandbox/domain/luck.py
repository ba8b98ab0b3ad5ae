"""Luck by index: every random number is a pure function of who it belongs to, never of the order of events.

A 64-bit key comes from NumPy's `SeedSequence` and Philox; a counter-based hash (splitmix64, twice) of the index
`(visitor, purpose, cycle, k)` gives a uniform. The scalar and the vectorised form are equal to the last bit.
Sources: Salmon et al. 2011 (counter-based generators); Steele, Lea, Flood 2014 (splitmix64).
"""

import math
from collections.abc import Sequence
from enum import IntEnum
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

VISITORS = 1 << 32
PURPOSES = 1 << 8
CYCLES = 1 << 8
COUNTS = 1 << 16
"""Each part of an index stays below its bound, so that no two indices share a number."""

_MASK = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15
_MIX_1 = 0xBF58476D1CE4E5B9
_MIX_2 = 0x94D049BB133111EB
_UNIT = 2.0**-52
_NORMAL = NormalDist()


class Purpose(IntEnum):
    """What a random number is for; numbers are never reused, so that new purposes change nobody's luck."""

    DAY_COUNT = 0
    ARRIVAL_TIME = 1
    SOURCE = 2
    NOISE = 3
    REACHABLE = 4
    RESPONSIVE = 5
    CONNECT = 6
    NO_ANSWER_TIME = 7
    TALK_TIME = 8
    PREPARATION_TIME = 9
    WRAP_UP_TIME = 10
    MAIL_TIME = 11
    REPLY = 12
    REPLY_DELAY = 13
    READY = 14
    LATER = 15
    WIN = 16
    CLOSE_TIME = 17
    DEAL_SIZE = 18
    DAY_RATE = 19
    TALK_WRAP_UP_TIME = 20
    SMS_TIME = 21
    ACCOUNT_OWNER = 22
    BUDGET = 23
    AUTHORITY = 24
    MEETING_WAIT = 25
    NO_SHOW = 26
    MEETING_TIME = 27
    NO_SHOW_TIME = 28
    INQUIRES_AGAIN = 29
    INQUIRES_AGAIN_AFTER = 30
    RIPENS = 31
    RETURNS = 32
    BUYS_ELSEWHERE = 33
    SIGNAL = 34
    OPTS_OUT_OF_MAIL = 35
    OPTS_OUT_OF_CALLS = 36
    COMPLETES_FORM = 37
    IS_IGNORED = 38
    REP_NATURE = 39
    CHERRY_PICKS = 40
    DEPARTS = 41
    FREEZES = 42
    DEAL_MEETING_WAIT = 43
    DEAL_MEETING_TIME = 44
    OTHER_WORK = 45
    LOST_REASON = 46
    NURTURE_TIME = 47
    WON_REASON = 48
    ZONE = 56
    FACT = 64
    """The value of the n-th fact of the vocabulary is FACT + n."""
    FACT_MISSING = 128
    """Whether the n-th fact is missing is FACT_MISSING + n."""


def key_of(seed: int, replication: int) -> int:
    """Return the 64-bit key of one replication of a study."""
    sequence = np.random.SeedSequence(seed, spawn_key=(replication,))
    return int(np.random.Philox(sequence).random_raw())


def uniform(key: int, visitor: int, purpose: int, cycle: int = 0, k: int = 0) -> float:
    """Return the uniform in (0, 1) that belongs to an index."""
    x = (visitor << 32 | purpose << 24 | cycle << 16 | k) ^ key
    x = (x + _GOLDEN) & _MASK
    x = ((x ^ x >> 30) * _MIX_1) & _MASK
    x = ((x ^ x >> 27) * _MIX_2) & _MASK
    x = ((x ^ x >> 31) + _GOLDEN) & _MASK
    x = ((x ^ x >> 30) * _MIX_1) & _MASK
    x = ((x ^ x >> 27) * _MIX_2) & _MASK
    return ((x ^ x >> 31) >> 12) * _UNIT + _UNIT / 2


def uniforms(key: int, visitors: NDArray[np.int64], purpose: int, cycle: int = 0, k: int = 0) -> NDArray[np.float64]:
    """Return the uniforms of many visitors, each equal to `uniform` of the same index; shape (visitors,)."""
    low = np.uint64(purpose << 24 | cycle << 16 | k)
    x = (visitors.astype(np.uint64) << np.uint64(32) | low) ^ np.uint64(key)
    x = _splitmix64(_splitmix64(x))
    uniform_in_unit: NDArray[np.float64] = (x >> np.uint64(12)).astype(np.float64) * _UNIT + _UNIT / 2
    return uniform_in_unit


def _splitmix64(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    x = x + np.uint64(_GOLDEN)
    x = (x ^ x >> np.uint64(30)) * np.uint64(_MIX_1)
    x = (x ^ x >> np.uint64(27)) * np.uint64(_MIX_2)
    return x ^ x >> np.uint64(31)


def exponential(u: float, mean: float) -> float:
    """Return the exponential quantile at `u`."""
    return -mean * math.log1p(-u)


def normal(u: float) -> float:
    """Return the standard normal quantile at `u` (Wichura's AS 241, as in the standard library)."""
    return _NORMAL.inv_cdf(u)


def gamma_of_mean_1(us: Sequence[float]) -> float:
    """Return a gamma value with mean 1 and shape `len(us)`, from as many uniforms; larger with each of them.

    A gamma of whole shape is a sum of exponentials. No uniforms: 1.
    """
    return sum(exponential(u, 1.0) for u in us) / len(us) if us else 1.0


def lognormal(u: float, mu: float, sigma: float) -> float:
    """Return the lognormal quantile at `u`."""
    return math.exp(mu + sigma * normal(u))


def poisson(u: float, mean: float) -> int:
    """Return the Poisson quantile at `u`, larger with `mean`; beyond 500 as a rounded normal (error under 0.2 %)."""
    if mean > 500.0:
        return max(0, round(mean + math.sqrt(mean) * normal(u)))
    probability = math.exp(-mean)
    cumulative = probability
    count = 0
    while cumulative < u and count < mean + 50.0 * (1.0 + math.sqrt(mean)):
        count += 1
        probability *= mean / count
        cumulative += probability
    return count
