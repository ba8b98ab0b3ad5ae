"""Tests of the tests: the property of `test_agreement` finds every planted bug in each implementation."""

from collections.abc import Callable

import pytest

from tests.differential import planted_bugs
from tests.differential.explaining import explained
from tests.differential.properties import (
    MakeRulebook,
    agrees_with_the_oracle,
    agrees_with_the_oracle_later,
    durable,
    table,
)

EXAMPLES = 300
LATER_EXAMPLES = 2_000
"""Policies of later moments seldom read just what a bug twists; a hunt ends with the first that does."""

BUGS = [
    planted_bugs.strict_for_inclusive,
    planted_bugs.not_ignores_missing,
    planted_bugs.last_match_wins,
    planted_bugs.floor_must_be_exceeded,
    planted_bugs.last_grade_wins,
    planted_bugs.parts_are_swapped,
    planted_bugs.parts_do_not_count_for_the_score,
    planted_bugs.missing_is_zero,
    planted_bugs.missing_is_no,
    planted_bugs.a_new_lead_has_an_unknown_history,
    planted_bugs.points_are_overwritten,
]
LATER_BUGS = [
    planted_bugs.strict_for_inclusive,
    planted_bugs.not_ignores_missing,
    planted_bugs.missing_is_zero,
    planted_bugs.missing_is_no,
    planted_bugs.a_new_lead_has_an_unknown_history,
    planted_bugs.last_step_wins,
    planted_bugs.last_program_wins,
    planted_bugs.promoted_by_the_row_below,
    planted_bugs.sql_is_always_the_default,
    planted_bugs.mql_for_sql,
]


@pytest.mark.parametrize("make", [table, durable, explained])
@pytest.mark.parametrize("plant", BUGS)
def test_a_planted_bug_is_found(plant: Callable[[MakeRulebook], MakeRulebook], make: MakeRulebook) -> None:
    with pytest.raises(AssertionError):
        agrees_with_the_oracle(plant(make), examples=EXAMPLES, is_hunt=True)


@pytest.mark.parametrize("make", [table, durable, explained])
@pytest.mark.parametrize("plant", LATER_BUGS)
def test_a_bug_planted_in_later_moments_is_found(
    plant: Callable[[MakeRulebook], MakeRulebook], make: MakeRulebook
) -> None:
    with pytest.raises(AssertionError):
        agrees_with_the_oracle_later(plant(make), examples=LATER_EXAMPLES, is_hunt=True)
