"""The statistics themselves: do intervals cover what they claim to cover?"""

import numpy as np
from scipy import stats

from sandbox.analysis.intervals import Sums, differences, estimates

STUDIES = 2_000
REPLICATIONS = 20
HIGHER = np.array([1])

# 2,000 studies that cover with probability .95 fall within these bounds 999 times in 1,000.
LOW, HIGH = (stats.binom.ppf(q, STUDIES, 0.95) / STUDIES for q in (0.0005, 0.9995))


def many(numerators: np.ndarray, denominators: np.ndarray) -> Sums:
    """All studies side by side: arrays of shape (replications, studies)."""
    return Sums(
        numerators=numerators.astype(np.float64),
        denominators=denominators.astype(np.float64),
        is_quantile=np.zeros(numerators.shape[1], dtype=np.bool_),
    )


def test_interval_of_a_mean_covers_in_95_of_100_studies() -> None:
    values = np.random.default_rng(11).normal(3.0, 2.0, (REPLICATIONS, STUDIES))
    found = estimates(many(values, np.ones_like(values)), 0.95)
    covered = np.mean([e.low <= 3.0 <= e.high for e in found if e.low is not None and e.high is not None])
    assert LOW <= covered <= HIGH


def test_interval_of_a_ratio_covers_with_leads_that_vary() -> None:
    luck = np.random.default_rng(12)
    leads = luck.poisson(luck.gamma(14, 400 / 14, (REPLICATIONS, STUDIES)))
    found = estimates(many(luck.binomial(leads, 0.3), leads), 0.95)
    covered = np.mean([e.low <= 0.3 <= e.high for e in found if e.low is not None and e.high is not None])
    # The jackknife of a ratio is an approximation: a point of tolerance beside the bounds of chance.
    assert LOW - 0.01 <= covered <= HIGH + 0.01


def test_interval_of_a_paired_difference_covers_with_common_luck() -> None:
    luck = np.random.default_rng(13)
    leads = luck.poisson(400, (REPLICATIONS, STUDIES))
    market = luck.normal(0, 0.05, (REPLICATIONS, STUDIES))
    policy, baseline = luck.binomial(leads, 0.35 + market), luck.binomial(leads, 0.30 + market)
    found = differences(many(policy, leads), many(baseline, leads), 0.95, HIGHER)
    covered = np.mean([d.low <= 0.05 <= d.high for d in found if d.low is not None and d.high is not None])
    assert LOW - 0.01 <= covered <= HIGH + 0.01


def test_the_same_policy_with_other_luck_is_called_different_five_times_in_a_hundred() -> None:
    luck = np.random.default_rng(14)
    leads = luck.poisson(400, (2, REPLICATIONS, STUDIES))
    contacts = luck.binomial(leads, 0.3)
    found = differences(many(contacts[0], leads[0]), many(contacts[1], leads[1]), 0.95, HIGHER)
    different = np.mean([d.low > 0 or d.high < 0 for d in found if d.low is not None and d.high is not None])
    assert 1 - HIGH - 0.01 <= different <= 1 - LOW + 0.01
    ahead = np.mean([d.ahead for d in found if d.ahead is not None]) / REPLICATIONS
    assert abs(ahead - 0.5) < 0.02


def test_standard_error_of_a_paired_difference_is_its_spread_over_studies() -> None:
    luck = np.random.default_rng(15)
    leads = luck.poisson(400, (REPLICATIONS, STUDIES))
    market = luck.normal(0, 0.05, (REPLICATIONS, STUDIES))
    policy, baseline = luck.binomial(leads, 0.35 + market), luck.binomial(leads, 0.30 + market)
    found = differences(many(policy, leads), many(baseline, leads), 0.95, HIGHER)
    half = [(d.high - d.low) / 2 for d in found if d.low is not None and d.high is not None]
    errors = np.array(half) / stats.t.ppf(0.975, REPLICATIONS - 1)
    spread = np.std([d.mean for d in found if d.mean is not None])
    assert abs(np.sqrt(np.mean(errors**2)) / spread - 1) < 0.05
