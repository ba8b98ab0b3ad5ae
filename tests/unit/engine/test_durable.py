"""The rules on durable_rules: what the library does on its own must not show."""

import itertools
import subprocess
import sys
import threading
from typing import Any

import pytest

from sandbox.domain.facts import FactValue, Lead
from sandbox.engine.chain import Chain, DurableRulesError, is_available
from sandbox.engine.condition import Always, And, Comparator, Compare, Condition, Flag, Member, Not, Or
from sandbox.engine.durable import DurableRulebook
from sandbox.engine.policy import Policy
from sandbox.engine.table import compile_policy
from tests.differential import oracle
from tests.unit.engine.by_hand import ROLES, policy

BIG = Compare("employees", Comparator.GE, 50.0)


def fired(rules: Policy, lead: Lead) -> tuple[str, ...]:
    with DurableRulebook(rules) as rulebook:
        decision = rulebook.decide_lead(lead)
    assert decision == oracle.decide(rules, lead)
    return decision.fired


def number(value: float) -> tuple[Condition, float]:
    return Compare("employees", Comparator.EQ, value), 1.0


@pytest.mark.parametrize("value", [1e-7, 1e16, 1e300, -1e300, 5e-324, 2.0**53, 2.0**63, 2.0**64, 0.1, -2.5])
@pytest.mark.parametrize("comparator", list(Comparator))
def test_numbers_compare_exactly_whatever_their_size(value: float, comparator: Comparator) -> None:
    rules = policy(mql=Compare("employees", comparator, value))
    with DurableRulebook(rules) as rulebook:
        for known in (value, value * (1 + 2**-52), value * (1 - 2**-53), -value, 0.0, -0.0, None):
            lead: Lead = {"employees": known}
            assert rulebook.decide_lead(lead) == oracle.decide(rules, lead)


@pytest.mark.parametrize("role", ROLES)
def test_text_compares_exactly_whatever_it_holds(role: str) -> None:
    rules = policy(scoring=[(Compare("role", Comparator.EQ, other), 1.0) for other in ROLES])

    assert fired(rules, {"role": role}) == (f"rule-{ROLES.index(role)}", "rest")


def test_facts_may_have_the_names_that_the_library_uses() -> None:
    rules = policy(scoring=[(Compare("id", Comparator.EQ, 7.0), 1.0), (Compare("stage", Comparator.EQ, 0.0), 2.0)])

    assert fired(rules, {"id": 7.0, "sid": "lead", "stage": 3.0}) == ("rule-0", "rest")
    assert fired(rules, {"stage": 0.0}) == ("rule-1", "rest")


def test_alternatives_that_all_hold_add_their_points_once() -> None:
    rules = policy(scoring=[(Or((BIG, Flag("phone"), Always(True))), 20.0)])

    with DurableRulebook(rules) as rulebook:
        assert rulebook.decide_lead({"employees": 50.0, "phone": True}).score == 20.0


def test_alternatives_within_conjunctions_do_not_multiply() -> None:
    # Each of the 2 ** 40 combinations holds: written out, they would fire for years.
    pairs = tuple(Or((BIG, Compare("budget", Comparator.GT, float(n)))) for n in range(40))

    assert fired(policy(mql=And(pairs)), {"employees": 50.0, "budget": 99.0}) == ("rest",)


def test_one_leads_facts_do_not_reach_the_next_lead() -> None:
    rules = policy(scoring=[(BIG, 1.0), (Not(BIG), 2.0), (And((Or((BIG, Flag("phone"))), Not(Flag("phone")))), 4.0)])
    leads: list[dict[str, FactValue]] = [
        {"employees": 60.0, "phone": True},
        {},
        {"employees": 60.0},
        {"phone": True},
        {},
    ]

    with DurableRulebook(rules) as rulebook:
        for lead in leads:
            assert rulebook.decide_lead(lead) == oracle.decide(rules, lead)


def test_hundreds_of_rules_may_match_at_once() -> None:
    over = [Compare("employees", Comparator.GT, float(n)) for n in range(500)]
    rules = policy(scoring=[(when, 1.0) for when in over], rows=[(Not(when), "nurture") for when in over])

    assert len(fired(rules, {"employees": 499.5})) == 501
    assert fired(rules, {"employees": 0.0}) == ("row-0",)
    assert fired(rules, {"employees": 70.5})[-1] == "row-71"


@pytest.mark.parametrize("negated", [False, True])
def test_lists_may_be_longer_than_the_library_bears(negated: bool) -> None:
    listed = Member("employees", tuple(map(float, range(2_000))), negated)
    rules = policy(scoring=[(listed, 1.0), (Not(listed), 2.0)])

    for known in (0.0, 1_999.0, 2_000.0, None):
        fired(rules, {"employees": known})


def test_a_value_outside_the_vocabulary_is_missing() -> None:
    with DurableRulebook(policy(mql=Compare("role", Comparator.NE, "user"))) as rulebook:
        assert not rulebook.decide_lead({"role": "astronaut"}).mql


def test_a_policy_that_the_library_cannot_hold_is_refused_in_plain_words() -> None:
    rules = policy(mql=Or(tuple(Compare("employees", Comparator.EQ, float(n)) for n in range(5_000))))

    with (
        pytest.raises(DurableRulesError, match=r"cannot hold the policy 'By hand': .* The decision table decides it\."),
        DurableRulebook(rules) as rulebook,
    ):
        rulebook.decide_lead({})
    assert compile_policy(rules).decide({}, 1).at(0).queue == "sales"


def test_a_closed_rulebook_decides_no_more() -> None:
    rulebook = DurableRulebook(policy())
    rulebook.close()
    rulebook.close()

    with pytest.raises(DurableRulesError, match="closed"):
        rulebook.decide_lead({})


def test_what_an_action_raises_is_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise ValueError("the sum is wrong")

    monkeypatch.setattr(Chain, "_derive", fail)
    rulebook = DurableRulebook(policy())

    with pytest.raises(DurableRulesError, match="the sum is wrong"):
        rulebook.decide_lead({})
    with pytest.raises(DurableRulesError, match="closed"):
        rulebook.decide_lead({})


def test_an_interruption_stays_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Chain, "_derive", interrupt)

    with pytest.raises(KeyboardInterrupt), DurableRulebook(policy()) as rulebook:
        rulebook.decide_lead({})


def test_a_lead_that_is_left_half_way_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox.engine.chain.Ruleset.do_actions", lambda *_: None)

    with (
        pytest.raises(DurableRulesError, match="before it was through with a lead"),
        DurableRulebook(policy()) as rulebook,
    ):
        rulebook.decide_lead({})


def test_a_lead_during_which_the_computer_slept_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = itertools.count(step=11.0)
    monkeypatch.setattr("durable.engine._unix_now", lambda: next(clock))

    with (
        pytest.raises(DurableRulesError, match="before it was through with a lead"),
        DurableRulebook(policy()) as rulebook,
    ):
        rulebook.decide_lead({})


def test_a_failure_of_the_library_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Chain, "_fact_of_stage", lambda *_: {"id": "1", "sid": "lead", "stage": 1e-7})

    with pytest.raises(DurableRulesError, match="error code: 204"), DurableRulebook(policy()) as rulebook:
        rulebook.decide_lead({})


def test_rulebooks_come_and_go_without_threads() -> None:
    before = threading.active_count()
    for n in range(300):
        with DurableRulebook(policy(scoring=[number(float(n))])) as rulebook:
            assert rulebook.decide_lead({"employees": float(n)}).score == 1.0

    assert threading.active_count() == before


def test_two_rulebooks_side_by_side_do_not_mix() -> None:
    with DurableRulebook(policy(scoring=[number(1.0)])) as one, DurableRulebook(policy(scoring=[number(2.0)])) as other:
        scores = [
            (one.decide_lead({"employees": n}).score, other.decide_lead({"employees": n}).score) for n in (1.0, 2.0)
        ]

    assert scores == [(1.0, 0.0), (0.0, 1.0)]


def test_without_the_library_there_is_a_plain_message_and_the_table_goes_on() -> None:
    code = """
import sys
sys.modules["durable_rules_engine"] = None
from sandbox.engine.chain import Chain, DurableRulesError, is_available
from sandbox.engine.durable import DurableRulebook
from sandbox.engine.table import compile_policy
from tests.unit.engine.by_hand import policy
print(is_available(), compile_policy(policy()).decide({}, 1).at(0).queue)
try:
    DurableRulebook(policy())
except DurableRulesError as error:
    print(error)
"""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert is_available()
    assert result.stdout.startswith("False sales\nThe rules engine durable_rules cannot be used here")
    assert "The decision table decides the same without it." in result.stdout
    assert not result.stderr
