"""Estimates against the textbook, and paired differences."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sandbox.analysis.intervals import Sums, differences, estimates, jackknife_error, t_factor, variance_reduction

HIGHER = np.array([1])


def sums(numerators: list[float], denominators: list[float] | None = None, *, is_quantile: bool = False) -> Sums:
    below = [1.0] * len(numerators) if denominators is None else denominators
    return Sums(
        numerators=np.array(numerators)[:, None],
        denominators=np.array(below)[:, None],
        is_quantile=np.array([is_quantile]),
    )


def sample(seed: int, size: int = 20) -> NDArray[np.float64]:
    return np.random.default_rng(seed).gamma(2.0, 3.0, size)


@pytest.mark.parametrize("size", [2, 3, 20])
def test_a_plain_mean_has_the_textbook_t_interval(size: int) -> None:
    values = sample(1, size)
    found = estimates(sums(list(values)), 0.95)[0]
    low, high = stats.t.interval(0.95, size - 1, values.mean(), stats.sem(values))
    assert (found.mean, found.low, found.high) == pytest.approx((values.mean(), low, high), rel=1e-10)
    assert found.n == size


def test_a_ratio_is_the_ratio_of_sums_and_not_the_mean_of_ratios() -> None:
    found = estimates(sums([1.0, 30.0], [10.0, 100.0]), 0.95)[0]
    assert found.mean == 31 / 110


def test_jackknife_of_a_ratio_by_hand() -> None:
    # Left out one at a time: 5/30, 4/20, 3/10; their mean 2/9.
    left_out = np.array([5 / 30, 4 / 20, 3 / 10])
    expected = np.sqrt(2 / 3 * ((left_out - left_out.mean()) ** 2).sum())
    found = sums([1.0, 2.0, 3.0], [0.0, 10.0, 20.0])
    assert jackknife_error(found.without_each())[0] == pytest.approx(expected)


def test_one_replication_has_a_mean_and_no_interval() -> None:
    found = estimates(sums([3.0]), 0.95)[0]
    assert (found.mean, found.low, found.high, found.n) == (3.0, None, None, 1)


def test_no_case_is_undefined_and_never_zero() -> None:
    found = estimates(sums([0.0, 0.0], [0.0, 0.0]), 0.95)[0]
    assert (found.mean, found.low, found.high, found.n) == (None, None, None, 0)


def test_a_replication_without_a_case_does_not_spoil_a_ratio() -> None:
    found = estimates(sums([1.0, 0.0, 2.0], [4.0, 0.0, 4.0]), 0.95)[0]
    assert found.mean == 3 / 8
    assert found.n == 2
    assert found.low is not None


def test_a_quantile_never_reached_in_one_replication_is_undefined() -> None:
    found = estimates(sums([5.0, 0.0, 7.0], [1.0, 0.0, 1.0], is_quantile=True), 0.95)[0]
    assert (found.mean, found.low, found.high, found.n) == (None, None, None, 2)


def test_paired_difference_of_means_is_the_paired_t_interval() -> None:
    policy, baseline = sample(1) + 1.0, sample(2)
    found = differences(sums(list(policy)), sums(list(baseline)), 0.95, HIGHER)[0]
    paired = stats.ttest_rel(policy, baseline).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((paired.low, paired.high))
    assert found.ahead == int((policy > baseline).sum())
    assert (found.p05, found.p95) == pytest.approx(tuple(np.quantile(policy - baseline, [0.05, 0.95])))


def test_the_difference_shown_is_the_difference_of_the_means_shown() -> None:
    policy, baseline = sums([3.0, 1.0, 5.0], [7.0, 9.0, 11.0]), sums([2.0, 2.0, 2.0], [8.0, 9.0, 12.0])
    a, b = estimates(policy, 0.95)[0].mean, estimates(baseline, 0.95)[0].mean
    assert a is not None
    assert b is not None
    assert differences(policy, baseline, 0.95, HIGHER)[0].mean == a - b


def test_a_policy_against_itself_is_exactly_zero() -> None:
    one = sums(list(sample(3)), list(sample(4)))
    found = differences(one, one, 0.95, HIGHER)[0]
    assert (found.mean, found.low, found.high, found.p05, found.p95, found.ahead) == (0, 0, 0, 0, 0, 0)
    assert not any(np.signbit(v) for v in (found.mean, found.low, found.high, found.p05, found.p95) if v is not None)


def test_ahead_follows_the_good_direction() -> None:
    policy, baseline = sums([1.0, 2.0, 3.0]), sums([2.0, 2.0, 5.0])
    ahead = [differences(policy, baseline, 0.95, np.array([d]))[0].ahead for d in (1, -1, 0)]
    assert ahead == [0, 2, None]


def test_a_difference_with_an_undefined_side_is_undefined() -> None:
    policy = sums([5.0, 0.0], [1.0, 0.0], is_quantile=True)
    found = differences(policy, sums([4.0, 4.0], is_quantile=True), 0.95, HIGHER)[0]
    assert (found.mean, found.low, found.high, found.p05, found.ahead, found.n) == (None, None, None, None, None, 1)


def test_common_luck_cancels_in_the_paired_error() -> None:
    luck = sample(5) * 100
    gain = variance_reduction(sums(list(luck + sample(6))), sums(list(luck + sample(7))))[0]
    assert gain.ratio is not None
    assert gain.ratio < 0.1
    separate = np.hypot(stats.sem(luck + sample(6)), stats.sem(luck + sample(7)))
    assert gain.independent_error == pytest.approx(separate)


def test_nothing_varies_gives_no_ratio() -> None:
    gain = variance_reduction(sums([1.0, 1.0]), sums([2.0, 2.0]))[0]
    assert gain.ratio is None


@pytest.mark.parametrize(("replications", "confidence"), [(2, 0.95), (20, 0.95), (20, 0.975), (200, 0.9)])
def test_t_factor_is_students(replications: int, confidence: float) -> None:
    expected = stats.t.ppf(0.5 + confidence / 2, replications - 1)
    assert t_factor(replications, confidence) == pytest.approx(expected, rel=1e-9)


def test_no_interval_goes_beyond_what_is_possible() -> None:
    found = estimates(sums([1.0, 99.0], [100.0, 100.0]), 0.95, (np.array(0.0), np.array(1.0)))[0]
    assert (found.low, found.high) == (0.0, 1.0)
    assert found.mean == 0.5
