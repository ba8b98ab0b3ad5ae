"""What missing facts leave open: by hand, and where it cannot be told."""

import numpy as np
import pytest

from sandbox.domain.facts import Lead, to_columns
from sandbox.engine import gaps as gaps_module
from sandbox.engine.condition import OTHERWISE, And, Comparator, Compare, Missing
from sandbox.engine.gaps import Bounds, Gaps, gaps_of
from sandbox.engine.policy import GradeRow, Policy
from tests.unit.engine.by_hand import policy

BIG = Compare("employees", Comparator.GE, 50.0)
TINY = Compare("employees", Comparator.LT, 10.0)
DECIDES = Compare("role", Comparator.EQ, "decision_maker")
RULES = policy(scoring=[(BIG, 25.0), (TINY, -20.0), (DECIDES, 20.0)])


def told(rules: Policy) -> Gaps:
    found = gaps_of(rules)
    assert found is not None
    return found


def bounds(rules: Policy, lead: Lead) -> Bounds:
    found = told(rules)
    return found.bounds(found.codes(to_columns([lead], rules.vocabulary), 1), 1)


@pytest.mark.parametrize(
    ("lead", "low", "high", "worst", "best"),
    [
        ({"employees": 50.0, "role": "decision_maker"}, 45.0, 45.0, 1, 1),
        ({"employees": 49.0}, 0.0, 20.0, 3, 2),
        ({"role": "user"}, -20.0, 25.0, 3, 2),
        ({}, -20.0, 45.0, 3, 1),
    ],
)
def test_what_is_missing_may_be_anything(lead: Lead, low: float, high: float, worst: int, best: int) -> None:
    found = bounds(RULES, lead)
    assert (found.low[0], found.high[0]) == (low, high)
    assert found.worst is not None
    assert found.best is not None
    assert (found.worst[0], found.best[0]) == (worst, best)


def test_what_is_missing_may_stay_so() -> None:
    rules = policy(scoring=[(Missing("phone"), -10.0)])
    assert bounds(rules, {}).low[0] == -10.0
    assert bounds(rules, {}).high[0] == 0.0


def test_facts_that_no_rule_reads_together_are_tried_apart() -> None:
    found = told(RULES)
    assert [set(cube.strides) for cube in found.scores] == [{"employees"}, {"role"}]
    joined = told(policy(scoring=[(BIG, 25.0), (And((TINY, DECIDES)), 5.0)]))
    assert [set(cube.strides) for cube in joined.scores] == [{"employees", "role"}]


def test_too_many_combinations_are_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = (GradeRow(grade="A", when=And((BIG, DECIDES))), GradeRow(grade="B", when=OTHERWISE))
    by_rows = policy(scoring=[(BIG, 25.0), (DECIDES, 20.0)], grades=rows)
    joined = policy(scoring=[(And((BIG, DECIDES)), 25.0)])
    assert told(by_rows).tells_grades
    monkeypatch.setattr(gaps_module, "MOST_CELLS", 4)
    assert not told(by_rows).tells_grades
    assert bounds(by_rows, {}).best is None
    assert bounds(by_rows, {}).high[0] == 45.0
    assert gaps_of(joined) is None


def test_numbers_on_and_beside_a_threshold_lie_in_the_regions_of_their_comparisons() -> None:
    regions = told(RULES).regions["employees"]
    numbers = np.array([9.0, 10.0, 49.999, 50.0, 51.0, np.nan])
    below, at, between, above, over, missing = regions.of(numbers, 6).tolist()
    assert below != at == between != above == over
    assert missing == len(regions)
    assert regions.of(None, 2).tolist() == [len(regions)] * 2


def test_a_policy_without_points_leaves_nothing_open() -> None:
    found = bounds(policy(grades=()), {})
    assert (found.low[0], found.high[0], found.best) == (0.0, 0.0, None)
