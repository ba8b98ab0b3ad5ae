"""Why deals are won and lost, as a function of luck."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.tables import LostReason, WonReason
from sandbox.sim.reasons import LostReasons, lost_reason, picked_reason

EVEN = LostReasons(weights=dict.fromkeys(LostReason, 1.0), if_revealed=3.0)
NONE_STATED = LostReasons(weights=dict.fromkeys(LostReason, 0.0), if_revealed=3.0)
US = [(i + 0.5) / 7000 for i in range(7000)]


def shares(reasons: LostReasons, **found: bool) -> dict[LostReason, float]:
    picked = [lost_reason(reasons, u, **({"budget": True, "authority": True, "ready": True} | found)) for u in US]
    return {reason: picked.count(reason) / len(US) for reason in LostReason}


def test_weights_are_shares() -> None:
    assert list(shares(EVEN).values()) == pytest.approx([1 / 5] * 5, abs=2e-3)


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        ("budget", LostReason.NO_BUDGET),
        ("authority", LostReason.NO_AUTHORITY),
        ("ready", LostReason.NO_DECISION),
    ],
)
def test_what_a_conversation_did_not_find_is_three_times_as_likely_the_reason(found: str, reason: LostReason) -> None:
    assert shares(EVEN, **{found: False})[reason] == pytest.approx(3 / 7, abs=2e-3)


def test_a_scenario_that_states_no_reasons_has_none() -> None:
    assert lost_reason(NONE_STATED, 0.5, budget=False, authority=False, ready=False) is None


@given(
    weights=st.lists(st.sampled_from([0.0, 1e-9, 0.3, 7.0]), min_size=5, max_size=5),
    u=st.floats(1e-16, 1 - 1e-16),
    found=st.tuples(st.booleans(), st.booleans(), st.booleans()),
)
def test_only_stated_reasons_are_given(weights: list[float], u: float, found: tuple[bool, bool, bool]) -> None:
    reasons = LostReasons(weights=dict(zip(LostReason, weights, strict=True)), if_revealed=3.0)
    reason = lost_reason(reasons, u, budget=found[0], authority=found[1], ready=found[2])
    assert reasons.weights[reason] > 0 if reason is not None else not any(weights)


@given(weights=st.lists(st.sampled_from([0.0, 1e-9, 0.3, 7.0]), min_size=4, max_size=4))
def test_deals_are_won_for_each_reason_as_often_as_its_weight_says(weights: list[float]) -> None:
    by_reason = dict(zip(WonReason, weights, strict=True))
    picked = [picked_reason(by_reason, u) for u in US]
    for reason, weight in by_reason.items():
        expected = weight / sum(weights) if any(weights) else 0.0
        assert picked.count(reason) / len(US) == pytest.approx(expected, abs=2e-3)
    assert (None in picked) == (not any(weights))
