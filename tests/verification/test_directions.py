"""The direction of each effect that practice reports, and a planted reversal that the same check must find."""

import pytest

from tests.verification.claims import calls, closing, definitions, forms, nurture, reps, routing
from tests.verification.directions import Direction, check

CLAIMS = (calls, closing, definitions, forms, nurture, reps, routing)
DIRECTIONS = tuple(direction for module in CLAIMS for direction in module.DIRECTIONS)
RANKED_BY_HAND = {"P19", "P20"}
"""Learning from outcomes, and ranking leads of a file: they compare no policies in a simulated world."""


@pytest.mark.parametrize("direction", DIRECTIONS, ids=str)
def test_the_effect_has_the_direction_that_practice_reports(direction: Direction) -> None:
    check(direction)


@pytest.mark.parametrize("direction", DIRECTIONS, ids=str)
def test_a_planted_reversal_is_found(direction: Direction, monkeypatch: pytest.MonkeyPatch) -> None:
    planted = direction.plant(monkeypatch, direction)
    with pytest.raises(AssertionError, match="gained"):
        check(planted)


def test_every_practice_has_a_claim() -> None:
    assert {direction.practice for direction in DIRECTIONS} == {f"P{n}" for n in range(1, 22)} - RANKED_BY_HAND
    assert len({str(direction) for direction in DIRECTIONS}) == len(DIRECTIONS)
