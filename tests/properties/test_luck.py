"""Luck by index: pure, the same scalar and vectorised, uniform, and nobody else's when something is added."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sandbox.domain.luck import (
    COUNTS,
    CYCLES,
    PURPOSES,
    VISITORS,
    Purpose,
    gamma_of_mean_1,
    key_of,
    lognormal,
    poisson,
    uniform,
    uniforms,
)

KEYS = st.integers(0, 2**64 - 1)


@given(
    key=KEYS,
    visitors=st.lists(st.integers(0, VISITORS - 1), min_size=1, max_size=5),
    purpose=st.integers(0, PURPOSES - 1),
    cycle=st.integers(0, CYCLES - 1),
    k=st.integers(0, COUNTS - 1),
)
def test_scalar_and_vectorised_are_equal_to_the_last_bit(
    key: int, visitors: list[int], purpose: int, cycle: int, k: int
) -> None:
    many = uniforms(key, np.array(visitors, dtype=np.int64), purpose, cycle, k).tolist()
    assert many == [uniform(key, visitor, purpose, cycle, k) for visitor in visitors]
    assert all(0.0 < u < 1.0 for u in many)


def test_different_indices_have_different_luck() -> None:
    key = key_of(1, 0)
    indices = [(v, p, c, k) for v in range(20) for p in range(5) for c in range(3) for k in range(10)]
    assert len({uniform(key, *index) for index in indices}) == len(indices)


def test_the_key_depends_on_seed_and_replication_and_on_nothing_else() -> None:
    keys = {key_of(seed, replication) for seed in range(30) for replication in range(30)}
    assert len(keys) == 900
    assert key_of(7, 3) == key_of(7, 3)
    # The bytes that a stored result relies on: they must not change from build to build.
    assert key_of(1, 0) == 3913060013971590327


@pytest.mark.parametrize("purpose", [Purpose.CONNECT, Purpose.SOURCE, Purpose.DAY_COUNT])
def test_luck_is_uniform_and_uncorrelated_along_every_part_of_the_index(purpose: Purpose) -> None:
    key = key_of(1, 0)
    visitors = np.arange(50_000)
    first = uniforms(key, visitors, purpose, 0, 1)
    others = [
        uniforms(key, visitors + 1, purpose, 0, 1),
        uniforms(key, visitors, purpose + 1, 0, 1),
        uniforms(key, visitors, purpose, 1, 1),
        uniforms(key, visitors, purpose, 0, 2),
        uniforms(key_of(1, 1), visitors, purpose, 0, 1),
    ]
    assert stats.kstest(first, "uniform").pvalue > 1e-4
    for other in others:
        assert abs(np.corrcoef(first, other)[0, 1]) < 4.5 / math.sqrt(len(visitors))


@given(u=st.floats(1e-12, 1 - 1e-12), v=st.floats(1e-12, 1 - 1e-12))
def test_inverse_transforms_are_monotone(u: float, v: float) -> None:
    low, high = min(u, v), max(u, v)
    assert lognormal(low, 1.0, 0.7) <= lognormal(high, 1.0, 0.7)
    assert poisson(low, 60.0) <= poisson(high, 60.0)
    assert gamma_of_mean_1([low, 0.5]) <= gamma_of_mean_1([high, 0.5])


@pytest.mark.parametrize("mean", [0.0, 0.4, 14.0, 300.0])
def test_poisson_has_its_distribution(mean: float) -> None:
    us = (np.arange(20_000) + 0.5) / 20_000
    counts = np.array([poisson(float(u), mean) for u in us])
    np.testing.assert_array_equal(counts, stats.poisson(mean).ppf(us))


def test_gamma_has_mean_1_and_variance_one_over_shape() -> None:
    key, visitors = key_of(5, 0), np.arange(100_000)
    halves = [uniforms(key, visitors, Purpose.RESPONSIVE, 0, k).tolist() for k in range(2)]
    values = np.array([gamma_of_mean_1(pair) for pair in zip(*halves, strict=True)])
    assert values.mean() == pytest.approx(1.0, abs=0.01)
    assert values.var() == pytest.approx(0.5, abs=0.02)
    assert stats.kstest(values, stats.gamma(2, scale=0.5).cdf).pvalue > 1e-4
