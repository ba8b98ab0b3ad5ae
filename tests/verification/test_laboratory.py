"""The phone model in the laboratory, against its closed form and against the table of the design.

With u ~ gamma(shape 2, mean 1) a lead that is called at hazards l1, l2, .. stays unreached with probability
E exp(-u (l1 + l2 + ..)) = (1 + (l1 + l2 + ..) / 2) ** -2; 80 % are reachable at all.
"""

from functools import cache

import pytest

from sandbox.domain.luck import key_of
from sandbox.domain.units import MINUTE_MS, duration_ms
from sandbox.sim.population import Population, sample_leads
from sandbox.sim.scenario import Scenario
from sandbox.sim.world import simulate
from tests.verification.directions import for_weeks, nobody_later
from tests.worlds import Everybody, contact_rate, one_queue, shipped_scenario

REGIMES = {"sceptical": (0.199, 0.199, 15, 0.9), "central": (1.10, 0.10, 15, 0.9), "vendor": (8.0, 0.16, 3, 1.3)}
ONE_DIAL = {
    "sceptical": {"5 min": 13.8, "30 min": 13.8, "1 h": 13.8, "3 h": 13.8, "8 h": 13.8, "24 h": 13.8},
    "central": {"5 min": 41.2, "30 min": 27.6, "1 h": 21.3, "3 h": 13.8, "8 h": 10.3, "24 h": 8.6},
    "vendor": {"5 min": 63.1, "30 min": 29.1, "1 h": 20.0, "3 h": 13.7, "8 h": 12.1, "24 h": 11.6},
}
SIX_DIALS = {
    "sceptical": {"5 min": 40.0, "1 h": 40.0, "8 h": 40.0},
    "central": {"5 min": 54.6, "1 h": 41.2, "8 h": 30.0},
    "vendor": {"5 min": 67.7, "1 h": 42.2, "8 h": 35.8},
}
FURTHER_DIALS = ("40 min", "80 min", "22 h", "2 days", "4 days")
"""Waits between dials at offsets 0, 40 min, 2 h, 1 d, 3 d, 7 d from the first."""


def laboratory(weeks: int) -> Scenario:
    """Return the laboratory with so many of its 13 weeks of arrivals, followed until the last dial."""
    return nobody_later(for_weeks(shipped_scenario("laboratory"), warm_up=0, arrivals=weeks, follow_up=2))


@cache
def leads(weeks: int) -> Population:
    """Return the leads of the laboratory: the same in every regime."""
    return sample_leads(laboratory(weeks), key_of(1, 0))


def simulated(regime: str, *waits: str) -> float:
    """Return the contact rate in % of four weeks of the laboratory.

    They are 15,000 leads, so that the standard error is at most 0.4 points; docs/verification.md has all 50,000 of each
    cell.
    """
    scenario = laboratory(4).in_regime(regime)
    playbook = one_queue(*(f"phone {wait}" for wait in waits))
    return 100 * contact_rate(simulate(leads(4), Everybody(), playbook, scenario, key_of(1, 0)))


def closed_form(regime: str, *waits: str) -> float:
    """Return the contact rate in % that theory says."""
    at_once, floor, tau_min, theta = REGIMES[regime]
    elapsed_min, hazard = 0.0, 0.0
    for dial, wait in enumerate(waits):
        elapsed_min += (duration_ms(wait) or 0) / MINUTE_MS
        hazard += (floor + (at_once - floor) * (1 + elapsed_min / tau_min) ** -theta) * 0.85**dial
    return 80 * (1 - (1 + hazard / 2) ** -2)


def cases(table: dict[str, dict[str, float]]) -> list[tuple[str, str, float]]:
    """Return the cells of a table."""
    return [(regime, delay, expected) for regime, row in table.items() for delay, expected in row.items()]


@pytest.mark.parametrize(("regime", "delay", "expected"), cases(ONE_DIAL))
def test_one_dial_connects_what_the_design_says(regime: str, delay: str, expected: float) -> None:
    assert closed_form(regime, delay) == pytest.approx(expected, abs=0.1)
    assert simulated(regime, delay) == pytest.approx(expected, abs=1.0)


@pytest.mark.parametrize(("regime", "delay", "expected"), cases(SIX_DIALS))
def test_six_dials_connect_what_the_design_says(regime: str, delay: str, expected: float) -> None:
    assert closed_form(regime, delay, *FURTHER_DIALS) == pytest.approx(expected, abs=0.15)  # the table was simulated
    assert simulated(regime, delay, *FURTHER_DIALS) == pytest.approx(expected, abs=1.0)


def test_the_laboratory_has_50_000_leads() -> None:
    scenario, people = shipped_scenario("laboratory"), leads(13)
    measured = people.created_ms < scenario.window.arrivals_to_ms
    assert measured.sum() == pytest.approx(50_000, rel=0.01)
