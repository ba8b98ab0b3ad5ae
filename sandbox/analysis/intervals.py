"""Estimates and their uncertainty: ratios of sums over replications, jackknife, Student t.

An estimate is sum(numerators) / sum(denominators) over the replications. Its standard error is the delete-one
jackknife over replications, se^2 = (R - 1) / R * sum((theta_(-r) - mean theta_(-.))^2); the interval is
theta +- t(R - 1) * se. For a plain mean (denominators 1) this is the textbook t interval. Differences between
policies delete the same replication from both, so that common luck cancels.
Source: Efron and Tibshirani 1993, chapter 11.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

Floats = NDArray[np.float64]
Bounds = tuple[Floats, Floats]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A mean and its interval; None is undefined. `n` is the number of replications in which it was defined."""

    mean: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Policy minus baseline.

    `low` to `high` is the interval of the mean difference, which shrinks with replications; `p05` to `p95` the range
    of single replications, which does not. `ahead` counts the replications in which the policy was strictly ahead in
    the good direction, None where no direction is good.
    """

    mean: float | None
    low: float | None
    high: float | None
    n: int
    p05: float | None
    p95: float | None
    ahead: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Numerators and denominators of measures; arrays of shape (replications, ...) in the order of replications.

    `is_quantile` broadcasts against the trailing shape: True where every replication must have a value.
    """

    numerators: Floats
    denominators: Floats
    is_quantile: NDArray[np.bool_]

    @property
    def replications(self) -> int:
        """Return the number of replications."""
        return len(self.numerators)

    def defined(self) -> NDArray[np.int64]:
        """Return in how many replications each measure has a value."""
        return np.asarray((self.denominators > 0).sum(axis=0), dtype=np.int64)

    def values(self) -> Floats:
        """Return the measures of each replication, NaN where undefined."""
        return _ratio(self.numerators, self.denominators)

    def ratios(self) -> Floats:
        """Return the ratio of sums of each measure, NaN where undefined."""
        ratio = _ratio(self.numerators.sum(axis=0), self.denominators.sum(axis=0))
        return np.where(self.is_quantile & (self.defined() < self.replications), np.nan, ratio)

    def without_each(self) -> Floats:
        """Return the ratios of sums with one replication left out, shape (replications, ...)."""
        numerators = self.numerators.sum(axis=0) - self.numerators
        return _ratio(numerators, self.denominators.sum(axis=0) - self.denominators)


def _ratio(numerators: Floats, denominators: Floats) -> Floats:
    # Denominators are sums of whole numbers, so that what is left after a subtraction is exactly 0 or at least one.
    out = np.full(np.shape(numerators), np.nan)
    np.divide(numerators, denominators, out=out, where=denominators > 0)
    return out


def t_factor(replications: int, confidence: float) -> float:
    """Return the factor of a two-sided Student t interval; NaN for fewer than two replications."""
    if replications < 2:
        return float("nan")
    return float(stdtrit(replications - 1, 0.5 + confidence / 2))


def jackknife_error(left_out: Floats) -> Floats:
    """Return the jackknife standard error from the delete-one estimates, shape (replications, ...)."""
    count = len(left_out)
    if count < 2:
        return np.full(left_out.shape[1:], np.nan)
    spread = left_out - left_out.mean(axis=0)
    return np.asarray(np.sqrt((count - 1) / count * (spread * spread).sum(axis=0)))


def estimates(sums: Sums, confidence: float, bounds: Bounds | None = None) -> list[Estimate]:
    """Return an estimate of each measure, in the order of the flattened trailing shape.

    Intervals are cut at the bounds (lowest, highest), which broadcast against the trailing shape: a value beyond them
    is impossible, so that nothing of the coverage is lost.
    """
    mean = sums.ratios()
    half = t_factor(sums.replications, confidence) * jackknife_error(sums.without_each())
    lowest, highest = bounds if bounds is not None else (np.array(-np.inf), np.array(np.inf))
    columns = (mean, np.maximum(mean - half, lowest), np.minimum(mean + half, highest), sums.defined())
    return [
        Estimate(mean=_known(m), low=_known(low), high=_known(high), n=int(n))
        for m, low, high, n in zip(*(np.ravel(column) for column in columns), strict=True)
    ]


def differences(policy: Sums, baseline: Sums, confidence: float, direction: NDArray[np.int64]) -> list[Difference]:
    """Return policy minus baseline of each measure, paired by replication.

    `direction` broadcasts against the trailing shape: 1 where higher is better, -1 where lower is, 0 where neither.
    """
    mean = policy.ratios() - baseline.ratios()
    left_out = policy.without_each() - baseline.without_each()
    half = t_factor(policy.replications, confidence) * jackknife_error(left_out)
    single = policy.values() - baseline.values()
    direction = np.broadcast_to(direction, mean.shape)
    ahead = (single * direction > 0).sum(axis=0)
    flat = single.reshape(policy.replications, -1)
    columns = zip(*(np.ravel(c) for c in (mean, mean - half, mean + half, ahead, direction)), strict=True)
    return [
        _difference(m, low, high, flat[:, i], int(a) if d else None) for i, (m, low, high, a, d) in enumerate(columns)
    ]


def _difference(mean: float, low: float, high: float, single: Floats, ahead: int | None) -> Difference:
    defined = single[~np.isnan(single)]
    known = len(defined) > 0 and not np.isnan(mean)
    p05, p95 = np.quantile(defined, [0.05, 0.95]) if known else (np.nan, np.nan)
    return Difference(
        mean=_known(mean),
        low=_known(low),
        high=_known(high),
        n=len(defined),
        p05=_known(p05),
        p95=_known(p95),
        ahead=ahead if known else None,
    )


def _known(value: float) -> float | None:
    """Return the value, None for NaN; adding 0 turns -0.0 into 0.0."""
    return None if np.isnan(value) else float(value) + 0.0


def wilson_interval(hits: int, cases: int, confidence: float) -> tuple[float, float] | None:
    """Return the interval of a share of independent cases, None without any. Source: Wilson 1927."""
    if cases == 0:
        return None
    z = float(ndtri(0.5 + confidence / 2))
    share, weight = hits / cases, z * z / cases
    middle = (share + weight / 2) / (1 + weight)
    half = z / (1 + weight) * float(np.sqrt(share * (1 - share) / cases + weight / (4 * cases)))
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True, kw_only=True)
class VarianceReduction:
    """What sharing the luck gains.

    `paired_error` is the standard error of the difference on the same leads, `independent_error` what it would be
    with separate luck for each policy; `ratio` is the first over the second, below 1 where pairing helps.
    """

    paired_error: float
    independent_error: float

    @property
    def ratio(self) -> float | None:
        """Return paired over independent; None where nothing varies."""
        return self.paired_error / self.independent_error if self.independent_error > 0 else None


def variance_reduction(policy: Sums, baseline: Sums) -> list[VarianceReduction]:
    """Return for each measure the standard error of the paired difference beside that of independent runs."""
    of_policy, of_baseline = policy.without_each(), baseline.without_each()
    paired = jackknife_error(of_policy - of_baseline)
    independent = np.hypot(jackknife_error(of_policy), jackknife_error(of_baseline))
    pairs = zip(np.ravel(paired), np.ravel(independent), strict=True)
    return [VarianceReduction(paired_error=float(p), independent_error=float(i)) for p, i in pairs]
