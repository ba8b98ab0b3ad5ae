"""What a lead is called: what strict and loose definitions and grades do."""

from dataclasses import replace

import pytest

from tests.verification.direction_measures import measured, quality_called
from tests.verification.direction_worlds import BEST_GRADES, GRADES, PLENTY
from tests.verification.directions import Direction, for_weeks, nobody_later, policy, shipped, with_value
from tests.worlds import shipped_scenario

STRICT, LOOSE = shipped("strict_definition"), shipped("loose_definition")
MIDMARKET = nobody_later(for_weeks(shipped_scenario("midmarket_saas"), warm_up=1, arrivals=2, follow_up=17))
"""The mid-market for a few weeks, followed until most deals are closed."""


def one_definition(_: pytest.MonkeyPatch, direction: Direction) -> Direction:
    """Try one policy twice: where definitions are alike, so must be what follows from them."""
    return replace(direction, worse=direction.better)


DIRECTIONS = (
    Direction(
        practice="P6",
        claim="a loose definition makes many more leads sales qualified",
        world=MIDMARKET,
        worse=STRICT,
        better=LOOSE,
        measure=measured("qualification_rate"),
        between=(0.10, 0.25),
        plant=one_definition,
    ),
    Direction(
        practice="P6",
        claim="a strict definition wins more of its deals, the loose one's are with leads who would buy later",
        world=MIDMARKET,
        worse=LOOSE,
        better=STRICT,
        measure=measured("win_rate"),
        between=(0.10, 0.40),
        plant=with_value("buyers.deals.later_logit", 2.0),  # those who would buy later are the keenest
    ),
    Direction(
        practice="P7",
        claim="calls that grades route go to better leads",
        world=PLENTY,
        worse=policy("phone", more=GRADES),
        better=BEST_GRADES,
        measure=quality_called,
        between=(0.2, 2.0),
        plant=with_value("buyers.quality.effects", {}),
    ),
)
