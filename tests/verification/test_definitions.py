"""P6, strict and loose definitions of a lead: what each does to the closers, on the same leads with the same luck."""

from dataclasses import replace

import pytest

from sandbox.sim.scenario import Scenario
from tests.verification.directions import Direction, check, for_weeks, measured, shipped, with_value
from tests.worlds import shipped_scenario

STRICT, LOOSE = shipped("strict_definition"), shipped("loose_definition")


def one_definition(_: pytest.MonkeyPatch, direction: Direction) -> Direction:
    """Try one policy twice: where definitions are alike, so must be what follows from them."""
    return replace(direction, worse=direction.better)


def world() -> Scenario:
    """Return the mid-market for a few weeks, followed until most deals are closed."""
    return for_weeks(shipped_scenario("midmarket_saas"), warm_up=1, arrivals=3, follow_up=17)


DIRECTIONS = (
    Direction(
        practice="P6",
        claim="a loose definition makes many more leads sales qualified",
        world=world(),
        worse=STRICT,
        better=LOOSE,
        measure=measured("qualification_rate"),
        between=(0.10, 0.25),
        plant=one_definition,
    ),
    Direction(
        practice="P6",
        claim="a strict definition wins more of its deals, the loose one's are with leads who would buy later",
        world=world(),
        worse=LOOSE,
        better=STRICT,
        measure=measured("win_rate"),
        between=(0.10, 0.40),
        plant=with_value("buyers.deals.later_logit", 2.0),  # those who would buy later are the keenest
    ),
)


@pytest.mark.parametrize("direction", DIRECTIONS, ids=str)
def test_definitions_do_what_practice_reports(direction: Direction) -> None:
    check(direction)


@pytest.mark.parametrize("direction", DIRECTIONS, ids=str)
def test_a_planted_reversal_is_found(direction: Direction, monkeypatch: pytest.MonkeyPatch) -> None:
    planted = direction.plant(monkeypatch, direction)
    with pytest.raises(AssertionError, match="gained"):
        check(planted)


def test_the_policies_differ_in_their_definitions_alone() -> None:
    assert STRICT.playbook == LOOSE.playbook
