"""Conditions as clauses, and numbers as integers that sort alike."""

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from sandbox.engine.clauses import MAX_TERMS, MAX_VALUES, Clause, Literal, Premise, clauses_of
from sandbox.engine.condition import Always, And, Comparator, Compare, Condition, Flag, Member, Missing, Not, Or
from sandbox.engine.patterns import sortable, terms_pattern
from sandbox.engine.policy import Policy
from sandbox.engine.stages import MAX_CLAUSES, MAX_WIDTH, Moment, Phase, stages_of
from sandbox.testing.conditions import conditions
from tests.moments import later_policies
from tests.strategies import policies
from tests.unit.engine.by_hand import VOCABULARY, policy

FLOATS = st.floats(allow_nan=False)
SMALL = Compare("employees", Comparator.LT, 10.0)


@given(FLOATS, FLOATS)
@example(0.0, -0.0)
@example(-0.0, 5e-324)
def test_integers_sort_as_the_numbers_do(one: float, other: float) -> None:
    integers = sortable(np.array([one, other]))

    assert (integers[0] < integers[1]) == (one < other)
    assert (integers[0] == integers[1]) == (one == other)


def test_not_reaches_the_facts_and_takes_in_the_missing() -> None:
    [clause] = clauses_of("scoring", [Not(Or((SMALL, Not(Missing("phone")), Flag("phone"))))])

    assert clause.terms == (
        Literal(test=Compare("employees", Comparator.GE, 10.0), or_missing=True),
        Literal(test=Missing("phone")),
        Literal(test=Compare("phone", Comparator.EQ, value=False), or_missing=True),
    )
    assert terms_pattern(clause.terms[1:], stage=3) == {
        "$and": [
            {"stage": 3},
            {"$nex": {"fact_phone": 1}},
            {"$or": [{"$nex": {"fact_phone": 1}}, {"fact_phone": "no"}]},
        ]
    }


def test_alternatives_are_clauses_and_within_a_conjunction_a_premise() -> None:
    alone, within = Or((SMALL, Flag("phone"))), And((Missing("role"), Or((SMALL, Flag("phone")))))
    first, second, *rules = clauses_of("routing", [alone, within])
    premise = Premise(name="routing_premise_0", depth=0)

    assert [first.conclusion, second.conclusion] == [premise, premise]
    assert [rule.conclusion for rule in rules] == [0, 0, 1]
    assert rules[-1].terms == (Literal(test=Missing("role")), premise)


def test_an_empty_list_has_no_members() -> None:
    empty, nothing_excluded = Member("role", ()), Member("role", (), negated=True)
    clauses = clauses_of("scoring", [empty, Not(empty), nothing_excluded, Not(nothing_excluded)])
    known = Not(Missing("role"))

    assert [clause.terms for clause in clauses] == [
        (Literal(test=test),) for test in (Always(False), Always(True), known, Missing("role"))
    ]


@given(st.lists(conditions(VOCABULARY.facts), max_size=5))
def test_clauses_are_short_and_premises_come_before_those_who_need_them(rules: list[Condition]) -> None:
    established: set[str] = set()
    depth = 0
    for clause in clauses_of("scoring", rules):
        needed = {term.name for term in clause.terms if isinstance(term, Premise)}
        assert needed <= established
        assert 1 <= len(clause.terms) <= MAX_TERMS
        assert clause.width <= MAX_VALUES
        if isinstance(clause.conclusion, Premise):
            assert clause.conclusion.depth >= depth
            depth = clause.conclusion.depth
            established.add(clause.conclusion.name)


@given(policies() | later_policies(), st.sampled_from(Moment))
def test_no_clause_waits_for_what_its_own_stage_finds_out(rules: Policy, moment: Moment) -> None:
    for stage in stages_of(rules, moment):
        concluded = {clause.conclusion.name for clause in stage.clauses if isinstance(clause.conclusion, Premise)}
        assert not concluded & stage.premises


def test_a_long_conjunction_is_taken_in_parts() -> None:
    terms = tuple(Compare("employees", Comparator.NE, float(n)) for n in range(3 * MAX_TERMS))
    *parts, rule = clauses_of("scoring", [And(terms)])

    assert [len(part.terms) for part in parts] == [MAX_TERMS] * 3
    assert rule == Clause(
        conclusion=0, terms=tuple(part.conclusion for part in parts if not isinstance(part.conclusion, int))
    )


def test_many_rules_and_long_lists_are_taken_in_stages() -> None:
    listed = Member("employees", tuple(map(float, range(MAX_VALUES))))
    stages = stages_of(policy(scoring=[(listed, 1.0)] * 10 + [(SMALL, 1.0)] * 100), Moment.ARRIVAL)
    scoring = [stage for stage in stages if stage.phase is Phase.SCORING]

    assert sum(len(stage.clauses) for stage in scoring) == 110
    assert all(len(stage.clauses) <= MAX_CLAUSES for stage in scoring)
    assert all(sum(clause.width for clause in stage.clauses) <= MAX_WIDTH for stage in scoring)
