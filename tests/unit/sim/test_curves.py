"""The curves on the page are those of the specification: one call, in per cent, at a plain hour."""

import pytest

from sandbox.domain.units import HOUR_MS, MINUTE_MS
from sandbox.sim.curves import first_call_chance
from tests.worlds import shipped_scenario

AT_MS = (5 * MINUTE_MS, 30 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS, 8 * HOUR_MS, 24 * HOUR_MS)


@pytest.mark.parametrize(
    ("regime", "expected"),
    [
        ("sceptical", (13.8, 13.8, 13.8, 13.8, 13.8, 13.8)),
        ("central", (41.2, 27.6, 21.3, 13.8, 10.3, 8.6)),
        ("vendor", (63.1, 29.1, 20.0, 13.7, 12.1, 11.6)),
    ],
)
def test_one_call_of_the_laboratory(regime: str, expected: tuple[float, ...]) -> None:
    laboratory = shipped_scenario("laboratory")
    response = laboratory.regimes[regime].response
    found = [100 * first_call_chance(laboratory, response, at_ms) for at_ms in AT_MS]
    assert found == pytest.approx(expected, abs=0.051)
