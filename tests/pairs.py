"""Hypothesis strategies: two policies of one vocabulary, the second the first one with a few changes."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from sandbox.domain.facts import CONVERSATION_FACTS, HISTORY_FACTS, Lead
from sandbox.engine.condition import And, Comparator, Compare, Condition, Member, Not, Or
from sandbox.engine.policy import ContactRow, GradeRow, NurtureRow, Policy, RoutingRow, ScoringRule
from sandbox.testing.conditions import pick
from sandbox.testing.strategies import POINTS, choices_of
from tests.moments import later_policies
from tests.strategies import lead_of, policies
from tests.unit.engine import brute_force

Pair = tuple[Policy, Policy]
Ruled = TypeVar("Ruled")

OTHER = {
    Comparator.LT: Comparator.LE,
    Comparator.LE: Comparator.LT,
    Comparator.GT: Comparator.GE,
    Comparator.GE: Comparator.GT,
    Comparator.EQ: Comparator.NE,
    Comparator.NE: Comparator.EQ,
}


def altered(draw: DrawFn, when: Condition) -> Condition:
    """Return a condition with one thing in it written otherwise, which may mean the same."""
    match when:
        case Compare(fact, comparator, value):
            return Compare(fact, OTHER[comparator], value)
        case Member(fact, values, negated):
            return Member(fact, tuple(reversed(values)), negated)
        case Not(Not(term)):
            return term
        case And(terms) | Or(terms):
            at = draw(st.integers(0, len(terms) - 1))
            changed = (*terms[:at], altered(draw, terms[at]), *terms[at + 1 :])
            return type(when)(changed if draw(st.booleans()) else tuple(reversed(terms)))
    return Not(Not(when)) if draw(st.booleans()) else Not(when)


def _with_other_row(draw: DrawFn, rows: Sequence[Ruled], alter: Callable[[Ruled], Ruled]) -> tuple[Ruled, ...]:
    """Return rows of which one is altered, two have changed places, or one is gone; the last one stays."""
    if len(rows) < 2:
        return tuple(rows)
    at = draw(st.integers(0, len(rows) - 2))
    changed = list(rows)
    match draw(st.integers(0, 2)):
        case 0:
            changed[at] = alter(rows[at])
        case 1:
            other = draw(st.integers(0, len(rows) - 2))
            changed[at], changed[other] = rows[other], rows[at]
        case _:
            del changed[at]
    return tuple(changed)


def _other_scoring(draw: DrawFn, policy: Policy) -> Policy:
    def alter(rule: ScoringRule) -> ScoringRule:
        return replace(rule, when=altered(draw, rule.when))

    return replace(policy, scoring=_with_other_row(draw, policy.scoring, alter))


def _other_grades(draw: DrawFn, policy: Policy) -> Policy:
    def alter(row: GradeRow) -> GradeRow:
        return replace(row, when=altered(draw, row.when))

    return replace(policy, grades=_with_other_row(draw, policy.grades, alter))


def _other_routing(draw: DrawFn, policy: Policy) -> Policy:
    def alter(row: RoutingRow) -> RoutingRow:
        return replace(row, when=altered(draw, row.when))

    return replace(policy, routing=_with_other_row(draw, policy.routing, alter))


def _other_contact(draw: DrawFn, policy: Policy) -> Policy:
    def alter(row: ContactRow) -> ContactRow:
        return replace(row, when=altered(draw, row.when))

    rows = _with_other_row(draw, policy.after_contact, alter)
    playbook = replace(policy.playbook, after_contact=tuple(row.step for row in rows))
    return replace(policy, after_contact=rows, playbook=playbook)


def _other_nurture(draw: DrawFn, policy: Policy) -> Policy:
    def alter(row: NurtureRow) -> NurtureRow:
        if draw(st.booleans()):
            return replace(row, promote_when=altered(draw, row.promote_when))
        return replace(row, when=altered(draw, row.when))

    rows = _with_other_row(draw, policy.nurture, alter)
    playbook = replace(policy.playbook, nurture=tuple(row.program for row in rows))
    return replace(policy, nurture=rows, playbook=playbook)


def _other_points(draw: DrawFn, policy: Policy) -> Policy:
    if not policy.scoring:
        return policy
    at = draw(st.integers(0, len(policy.scoring) - 1))
    rule = replace(policy.scoring[at], points=pick(draw, POINTS))
    return replace(policy, scoring=(*policy.scoring[:at], rule, *policy.scoring[at + 1 :]))


CHANGES: tuple[Callable[[DrawFn, Policy], Policy], ...] = (
    lambda draw, policy: replace(policy, mql=altered(draw, policy.mql)),
    _other_scoring,
    _other_points,
    _other_grades,
    _other_routing,
)
LATER_CHANGES: tuple[Callable[[DrawFn, Policy], Policy], ...] = (
    lambda draw, policy: replace(policy, sql=altered(draw, policy.sql)),
    _other_contact,
    _other_nurture,
)


@st.composite
def pairs(draw: DrawFn) -> Pair:
    """Return two policies that decide on arrival, the second with up to three changes."""
    policy = draw(policies())
    other = policy
    for _ in range(draw(st.integers(0, 3))):
        other = pick(draw, CHANGES)(draw, other)
    return policy, other


@st.composite
def small_pairs(draw: DrawFn) -> Pair:
    """Return pairs few enough of whose leads differ to try them all."""
    policy, other = draw(pairs())
    assume(brute_force.count(joined(policy, other)) <= brute_force.MOST_LEADS)
    return policy, other


@st.composite
def later_pairs(draw: DrawFn) -> Pair:
    """Return two policies with rules for later moments, the second with up to two changes of them."""
    policy = draw(later_policies())
    other = policy
    for _ in range(draw(st.integers(0, 2))):
        other = pick(draw, LATER_CHANGES)(draw, other)
    return policy, other


def joined(policy: Policy, other: Policy) -> Policy:
    """Return a policy that compares facts with all that either does; for its thresholds only."""
    mql = RoutingRow(id="mql", when=other.mql, to="close")
    return replace(
        policy,
        scoring=(*policy.scoring, *other.scoring),
        grades=(*policy.grades, *other.grades),
        routing=(*policy.routing, *other.routing, mql),
        sql=And((policy.sql, other.sql)),
        after_contact=(*policy.after_contact, *other.after_contact),
        nurture=(*policy.nurture, *other.nurture),
    )


def talked_to(policy: Policy) -> SearchStrategy[Lead]:
    """Return leads with a history and with what a conversation revealed, on and beside each threshold of a policy."""
    groups = [choices_of(policy, facts) for facts in (policy.vocabulary.facts, HISTORY_FACTS, CONVERSATION_FACTS)]
    numbers = st.tuples(*(st.integers(0, math.prod(map(len, choices.values())) - 1) for choices in groups))
    return numbers.map(
        lambda chosen: {
            name: value
            for choices, number in zip(groups, chosen, strict=True)
            for name, value in lead_of(choices, number).items()
            if value is not None
        }
    )
