"""What was expected of a decision and what was decided, key by key."""

from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.decision import Decision
from sandbox.domain.example import EXPECTED_KEYS, Decided, Difference, Expectation, differences

DECISION = Decision(
    mql=True,
    fit=0.1 + 0.2,
    engagement=20.0,
    score=20.3,
    grade="B",
    queue="sales",
    cadence=None,
    fired=("referred", "soon", "rest"),
)
OTHER: dict[str, Decided] = {
    "mql": False,
    "fit": 0.31,
    "engagement": -20.0,
    "score": 0.0,
    "grade": "A",
    "queue": "close",
    "cadence": "calls",
    "fired": ("tiny",),
}


def test_whatever_may_be_expected_is_a_part_of_a_decision() -> None:
    assert set(EXPECTED_KEYS) == set(asdict(DECISION)) == set(OTHER)


@given(st.sets(st.sampled_from(EXPECTED_KEYS)), st.sets(st.sampled_from(EXPECTED_KEYS)))
def test_exactly_the_keys_that_are_expected_otherwise_differ(right: set[str], wrong: set[str]) -> None:
    expected = {key: getattr(DECISION, key) for key in right} | {key: OTHER[key] for key in wrong}
    found = differences(Expectation(**expected), DECISION)
    assert [one.key for one in found] == [key for key in EXPECTED_KEYS if key in wrong]
    assert all(one.decided == getattr(DECISION, one.key) for one in found)


def test_rules_that_fire_beside_the_expected_ones_do_not_matter() -> None:
    assert differences(Expectation(fired=("soon",)), DECISION) == ()
    assert differences(Expectation(fired=()), DECISION) == ()


def test_of_the_rules_that_should_fire_those_are_named_that_did_not() -> None:
    (found,) = differences(Expectation(fired=("tiny", "soon", "big")), DECISION)
    assert found == Difference(key="fired", expected=("tiny", "big"), decided=DECISION.fired)


@pytest.mark.parametrize(("expected", "is_same"), [(0.3, True), (0.3000001, False), (0.0, False)])
def test_sums_differ_where_a_reader_can_see_it_not_in_their_last_bits(expected: float, is_same: bool) -> None:
    assert (differences(Expectation(fit=expected), DECISION) == ()) is is_same
    assert (differences(Expectation(score=expected), replace(DECISION, score=0.1 + 0.2)) == ()) is is_same
