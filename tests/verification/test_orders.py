"""Newest first against oldest first in a nearly full team, on common random numbers."""

import math
from functools import cache

import numpy as np
import pytest
from scipy import stats

from sandbox.domain.luck import key_of
from sandbox.engine.language.parse import load_policy
from sandbox.engine.policy import Policy
from sandbox.engine.table import compile_policy
from sandbox.sim.population import sample_leads
from sandbox.sim.world import simulate
from tests.worlds import ROOT, contact_rate, shipped_scenario

REPLICATIONS = 6


@cache
def policy(name: str) -> Policy:
    """Return a shipped policy."""
    value = load_policy(ROOT / "policies" / f"{name}.yaml").value
    assert value is not None
    return value


@cache
def results(name: str, regime: str, seed: int = 1) -> tuple[list[float], list[float]]:
    """Return contact rates in % and utilisations, by replication."""
    scenario = shipped_scenario("midmarket_saas").in_regime(regime)
    rates, busy = [], []
    for replication in range(REPLICATIONS):
        key = key_of(seed, replication)
        people = sample_leads(scenario, key)
        tables = simulate(people, compile_policy(policy(name)), policy(name).playbook, scenario, key)
        rates.append(100 * contact_rate(tables))
        days = tables.shifts.day * 86_400_000
        measured = (days >= scenario.window.arrivals_from_ms) & (days < scenario.window.arrivals_to_ms)
        busy.append(tables.shifts.worked_ms[measured].sum() / tables.shifts.paid_ms[measured].sum())
    return rates, busy


def interval(differences: np.ndarray, confidence: float = 0.95) -> tuple[float, float]:
    """Return the Student t interval of the mean."""
    half = stats.t.ppf((1 + confidence) / 2, len(differences) - 1) * stats.sem(differences)
    return differences.mean() - half, differences.mean() + half


def test_the_two_policies_are_alike_but_for_the_order() -> None:
    newest, oldest = ((ROOT / "policies" / f"{name}_first.yaml").read_text() for name in ("newest", "oldest"))
    differing = [pair for pair in zip(newest.splitlines(), oldest.splitlines(), strict=True) if pair[0] != pair[1]]
    assert [line.split(":")[0].strip() for line, _ in differing] == ["name", "summary", "order"]


def test_reps_are_82_to_88_percent_busy_under_newest_first() -> None:
    assert np.mean(results("newest_first", "central")[1]) == pytest.approx(0.85, abs=0.03)


def test_newest_first_reaches_more_leads_in_the_central_market() -> None:
    low, _ = interval(np.subtract(results("newest_first", "central")[0], results("oldest_first", "central")[0]))
    assert low > 0.5


def test_the_sceptic_sees_no_difference() -> None:
    differences = np.subtract(results("newest_first", "sceptical")[0], results("oldest_first", "sceptical")[0])
    assert abs(differences.mean()) < 0.3


def test_the_same_luck_makes_the_difference_far_more_precise_than_other_seeds_would() -> None:
    newest = np.array(results("newest_first", "central")[0])
    paired = stats.sem(newest - np.array(results("oldest_first", "central")[0]))
    independent = stats.sem(newest - np.array(results("oldest_first", "central", seed=2)[0]))
    assert paired < 0.5 * independent
    assert math.isfinite(independent)
