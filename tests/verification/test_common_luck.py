"""What the same luck is worth: newest first against oldest first in a nearly full team."""

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
from tests.verification.directions import for_weeks
from tests.worlds import ROOT, contact_rate, shipped_scenario

REPLICATIONS = 6


@cache
def policy(name: str) -> Policy:
    """Return a shipped policy."""
    value = load_policy(ROOT / "policies" / f"{name}.yaml").value
    assert value is not None
    return value


@cache
def results(name: str) -> tuple[list[float], list[float]]:
    """Return contact rates in % and utilisations in the central view, by replication."""
    scenario = for_weeks(shipped_scenario("midmarket_saas"), warm_up=4, arrivals=6, follow_up=2)
    rates, busy = [], []
    for replication in range(REPLICATIONS):
        key = key_of(1, replication)
        people = sample_leads(scenario, key)
        tables = simulate(people, compile_policy(policy(name)), policy(name).playbook, scenario, key)
        rates.append(100 * contact_rate(tables))
        days = tables.shifts.day * 86_400_000
        measured = (days >= scenario.window.arrivals_from_ms) & (days < scenario.window.arrivals_to_ms)
        busy.append(tables.shifts.worked_ms[measured].sum() / tables.shifts.paid_ms[measured].sum())
    return rates, busy


def test_reps_are_82_to_88_percent_busy_under_newest_first() -> None:
    assert np.mean(results("newest_first")[1]) == pytest.approx(0.85, abs=0.03)


def test_the_same_luck_makes_the_difference_far_more_precise_than_other_luck_would() -> None:
    newest, oldest = (np.array(results(name)[0]) for name in ("newest_first", "oldest_first"))
    paired = stats.sem(newest - oldest)
    independent = stats.sem(newest - np.roll(oldest, 1))  # each against the luck of another replication
    assert paired < 0.5 * independent
    assert math.isfinite(independent)
