"""What a scenario assumes of answering the phone, as numbers to draw: the chance of one call, over all leads."""

import math

from sandbox.sim.buyers import PhoneResponse, dial_hazard
from sandbox.sim.scenario import Scenario


def first_call_chance(scenario: Scenario, response: PhoneResponse, elapsed_ms: int) -> float:
    """Return the chance that a first call is answered, `elapsed_ms` after the inquiry, at an hour like any other.

    It is that of a random lead: many never pick up, others more or less willingly. Leads differ in willingness as a
    gamma of mean 1 does, over which the mean of exp(-u x) is (1 + variance x) ** (-1 / variance).
    """
    buyers = scenario.buyers
    hazard, variance = dial_hazard(response, 1.0, 1, elapsed_ms), buyers.responsiveness_variance
    silent = math.exp(-hazard) if variance == 0 else math.pow(1.0 + variance * hazard, -1.0 / variance)
    return reachable_share(scenario) * (1.0 - silent)


def reachable_share(scenario: Scenario) -> float:
    """Return the share of leads that ever pick up, over all sources."""
    reachable = scenario.buyers.reachable
    return sum(share * reachable.get(source, reachable["default"]) for source, share in scenario.sources.items())
