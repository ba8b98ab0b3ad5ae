"""The prover on policies that fit on a hand: what holds together, what does not, and which lead shows it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from sandbox.domain.facts import FactValue, Kind
from sandbox.engine.condition import And, Comparator, Compare, Condition, Flag, Member, Missing, Not, Or
from sandbox.engine.policy import Policy
from sandbox.engine.proof.prove import Moment, Shadowed, Unknown, Unsatisfiable, Witness, prover_of
from tests.unit.engine import by_hand


def employees(comparator: str, value: float) -> Condition:
    return Compare("employees", Comparator(comparator), value)


def ranged(policy: Policy, low: float, high: float) -> Policy:
    """Return a policy whose numbers have a range."""
    facts = {
        name: replace(fact, low=low, high=high) if fact.kind is Kind.NUMBER else fact
        for name, fact in policy.vocabulary.facts.items()
    }
    return replace(policy, vocabulary=replace(policy.vocabulary, facts=facts))


def first_match(rows: Sequence[Condition], row: int) -> Witness | Shadowed | Unknown:
    policy = by_hand.policy(rows=[(row, "sales") for row in rows])
    return prover_of(policy).first_match(rows, row)


def lead_for(condition: Condition, low: float = -math.inf, high: float = math.inf) -> Mapping[str, FactValue] | None:
    verdict = prover_of(ranged(by_hand.policy(rows=[(condition, "sales")]), low, high)).satisfiable(condition)
    assert not isinstance(verdict, Unknown)
    return verdict.lead if isinstance(verdict, Witness) else None


def test_two_rows_that_overlap_shadow_every_known_number() -> None:
    rows = [employees(">", 50.0), employees("<=", 60.0), Not(Missing("employees"))]
    verdict = first_match(rows, 2)
    assert isinstance(verdict, Shadowed)
    assert verdict.rows == (0, 1)
    first, second = (lead["employees"] for lead in verdict.leads)
    assert isinstance(first, float)
    assert isinstance(second, float)
    assert first > 50
    assert second <= 50


def test_a_gap_between_the_rows_is_found_with_a_number_in_it() -> None:
    verdict = first_match([employees("<=", 50.0), employees(">", 50.5), Not(Missing("employees"))], 2)
    assert isinstance(verdict, Witness)
    number = verdict.lead["employees"]
    assert isinstance(number, float)
    assert 50 < number <= 50.5


def test_a_row_for_leads_without_the_fact_is_not_shadowed() -> None:
    verdict = first_match([employees(">", 50.0), employees("<=", 60.0), Not(Flag("phone"))], 2)
    assert isinstance(verdict, Witness)
    assert "employees" not in verdict.lead


def test_rows_that_take_no_lead_from_a_row_are_not_named() -> None:
    rows = [Flag("phone"), employees(">", 50.0), Compare("role", Comparator.EQ, "user"), employees(">", 70.0)]
    verdict = first_match(rows, 3)
    assert isinstance(verdict, Shadowed)
    assert verdict.rows == (1,)


def test_neighbouring_floats_leave_no_number_between_them() -> None:
    first = math.nextafter(50.0, math.inf)
    second = math.nextafter(first, math.inf)
    assert lead_for(And((employees(">", 50.0), employees("<", first)))) is None
    assert lead_for(And((employees(">", 50.0), employees("<", second)))) == {"employees": first}


def test_a_whole_number_is_shown_where_there_is_one() -> None:
    assert lead_for(And((employees(">", 50.0), employees("<", 60.0)))) == {"employees": 51.0}
    assert lead_for(employees("<", -7.5)) == {"employees": -8.0}


def test_the_range_of_a_number_counts() -> None:
    assert lead_for(employees("<", 1.0), low=1.0, high=10.0) is None
    assert lead_for(employees(">", 10.0), low=1.0, high=10.0) is None
    assert lead_for(employees(">=", 10.0), low=1.0, high=10.0) == {"employees": 10.0}
    assert lead_for(Not(employees(">=", 1.0)), low=1.0, high=10.0) == {}


def test_all_values_of_a_category_leave_only_leads_without_it() -> None:
    every = Member("role", by_hand.ROLES)
    assert lead_for(Not(every)) == {}
    assert lead_for(And((Not(every), Not(Missing("role"))))) is None
    assert lead_for(Member("role", by_hand.ROLES[:-1], negated=True)) == {"role": by_hand.ROLES[-1]}


def test_points_of_rules_that_exclude_each_other_do_not_add_up() -> None:
    roles = [(Compare("role", Comparator.EQ, role), 30.0) for role in by_hand.ROLES[:3]]
    policy = by_hand.policy(scoring=[*roles, (Flag("phone"), 20.0)])
    prover = prover_of(policy)
    assert isinstance(prover.satisfiable(Compare("grade", Comparator.EQ, "A")), Unsatisfiable)
    assert set(prover.scores()) == {0.0, 20.0, 30.0, 50.0}
    verdict = prover.satisfiable(Compare("grade", Comparator.EQ, "B"))
    assert isinstance(verdict, Witness)
    assert verdict.lead["phone"] is True


def test_a_grade_and_a_fact_that_its_points_need_are_seen_together() -> None:
    large = employees(">", 100.0)
    grade_a, unsized = Compare("grade", Comparator.EQ, "A"), Missing("employees")
    policy = by_hand.policy(scoring=[(large, 60.0)], rows=[(And((grade_a, unsized)), "sales")])
    prover = prover_of(policy)
    assert isinstance(prover.satisfiable(grade_a, unsized), Unsatisfiable)
    assert isinstance(prover.satisfiable(Not(grade_a), unsized), Witness)


def test_points_are_added_as_floats_are() -> None:
    tenths = [(Flag("phone"), 0.1), (Flag("phone"), 0.2)]
    reached = Compare("score", Comparator.GT, 0.3)  # 0.1 + 0.2 is a little more than 0.3.
    policy = by_hand.policy(scoring=tenths, rows=[(reached, "sales")])
    assert isinstance(prover_of(policy).satisfiable(reached), Witness)
    assert isinstance(prover_of(policy).satisfiable(Compare("score", Comparator.EQ, 0.3)), Unsatisfiable)


def many_inexact_rules() -> Policy:
    """Return a policy whose sums are all different: 2 to the power of 40 of them."""
    scoring = [(employees(">=", float(n)), 1 / 3 + n / 7) for n in range(40)]
    mixed = [(Or((when, Flag("phone"))), points) for when, points in scoring]
    budgets = [(Compare("budget", Comparator.EQ, float(n)), 1 / 7 + n / 3) for n in range(40)]
    return by_hand.policy(scoring=[*mixed, *budgets], rows=[(Compare("score", Comparator.EQ, 4.56789), "sales")])


def test_what_takes_too_many_steps_is_unknown() -> None:
    policy = many_inexact_rules()
    condition = policy.routing[0].when
    assert isinstance(prover_of(policy, steps=50).satisfiable(condition), Unknown)
    assert isinstance(prover_of(policy, steps=50).first_match([condition], 0), Unknown)


GRADED = Compare("grade", Comparator.EQ, "A")


@pytest.mark.parametrize("moment", [Moment.CONVERSATION, Moment.NURTURE])
def test_after_the_decision_facts_may_no_longer_be_those_of_the_grade(moment: Moment) -> None:
    policy = by_hand.policy(scoring=[(Flag("phone"), 60.0)], rows=[(And((GRADED, Not(Flag("phone")))), "sales")])
    prover = prover_of(policy)
    assert isinstance(prover.satisfiable(GRADED, Not(Flag("phone"))), Unsatisfiable)
    assert isinstance(prover.satisfiable(GRADED, Not(Flag("phone")), moment=moment), Unknown)
    assert isinstance(prover.satisfiable(GRADED, Not(GRADED), moment=moment), Unsatisfiable)
    assert prover.satisfiable(GRADED, moment=moment) == Witness(lead={"phone": True})


def test_a_grade_that_the_policy_never_gives_is_no_grade_later_either() -> None:
    grades = by_hand.GRADES[1:]
    policy = by_hand.policy(scoring=[(Flag("phone"), 60.0)], grades=grades)
    prover = prover_of(policy, asked=[GRADED])
    assert isinstance(prover.satisfiable(GRADED, moment=Moment.NURTURE), Unsatisfiable)


def test_what_a_conversation_reveals_decides_sql() -> None:
    policy = by_hand.policy()
    need = Flag("need")
    rows: list[Condition] = [Flag("sql"), And((need, Flag("timing"))), need]
    policy = replace(policy, sql=And((need, Or((Flag("timing"), Flag("authority"))))))
    prover = prover_of(policy, asked=rows)
    shadowed = prover.first_match(rows, 1, moment=Moment.CONVERSATION)
    assert isinstance(shadowed, Shadowed)
    assert shadowed.rows == (0,)
    assert isinstance(prover.first_match(rows, 2, moment=Moment.CONVERSATION), Witness)


def test_touches_are_counted_in_whole_numbers_and_never_missing() -> None:
    touches = [Compare("touches", Comparator.GT, 1.0), Compare("touches", Comparator.LT, 2.0)]
    policy = by_hand.policy(rows=[(And((*touches, Missing("touches"))), "sales")])
    prover = prover_of(policy)
    assert isinstance(prover.satisfiable(*touches), Unsatisfiable)
    assert isinstance(prover.satisfiable(Missing("touches")), Unsatisfiable)
    assert prover.satisfiable(touches[0]) == Witness(lead={"touches": 2.0})
    assert prover.satisfiable(touches[1]) == Witness(lead={})
