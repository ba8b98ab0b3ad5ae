"""Rulebooks with a bug, to show that the properties find it: the real ones, given a twisted policy or leads."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace

import numpy as np

from sandbox.domain.decision import Decisions, Rulebook
from sandbox.domain.facts import Columns
from sandbox.engine.condition import And, Comparator, Compare, Condition, Flag, Member, Not, Or
from sandbox.engine.policy import GradeRow, Part, Policy
from tests.differential.properties import MakeRulebook


def strict_for_inclusive(make: MakeRulebook) -> MakeRulebook:
    """`<` for `<=`."""

    def change(condition: Condition) -> Condition:
        match condition:
            case Compare(fact, Comparator.LE, value):
                return Compare(fact, Comparator.LT, value)
        return condition

    return _with_conditions(make, change)


def not_ignores_missing(make: MakeRulebook) -> MakeRulebook:
    """`not x < 5` as if it were `x >= 5`."""
    opposite = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", "<=": ">", ">": "<="}

    def change(condition: Condition) -> Condition:
        match condition:
            case Not(Compare(fact, comparator, value)):
                return Compare(fact, Comparator(opposite[comparator]), value)
            case Not(Member(fact, values, negated)):
                return Member(fact, values, not negated)
            case Not(Flag(fact)):
                return Compare(fact, Comparator.EQ, value=False)
        return condition

    return _with_conditions(make, change)


def last_match_wins(make: MakeRulebook) -> MakeRulebook:
    """The last routing row that matches instead of the first."""
    return lambda policy: make(replace(policy, routing=(*reversed(policy.routing[:-1]), policy.routing[-1])))


def floor_must_be_exceeded(make: MakeRulebook) -> MakeRulebook:
    """A grade only above its least score."""

    def change(row: GradeRow) -> GradeRow:
        match row.when:
            case Compare("score", Comparator.GE, floor):
                return replace(row, when=Compare("score", Comparator.GT, floor))
        return row

    return lambda policy: make(replace(policy, grades=tuple(map(change, policy.grades))))


def last_grade_wins(make: MakeRulebook) -> MakeRulebook:
    """The last row of grades that matches instead of the first."""
    return lambda policy: make(replace(policy, grades=(*reversed(policy.grades[:-1]), *policy.grades[-1:])))


def parts_are_swapped(make: MakeRulebook) -> MakeRulebook:
    """Points of fit added to engagement, and the other way round."""
    other = {None: None, Part.FIT: Part.ENGAGEMENT, Part.ENGAGEMENT: Part.FIT}
    return lambda policy: make(
        replace(policy, scoring=tuple(replace(rule, part=other[rule.part]) for rule in policy.scoring))
    )


def parts_do_not_count_for_the_score(make: MakeRulebook) -> MakeRulebook:
    """The score as the sum of the rules without a part."""

    def decide(rulebook: Rulebook, columns: Columns, count: int) -> Decisions:
        decisions = rulebook.decide(columns, count)
        return replace(decisions, score=decisions.score - decisions.fit - decisions.engagement)

    return _with_decide(make, decide)


def missing_is_zero(make: MakeRulebook) -> MakeRulebook:
    """A missing number as if it were 0."""

    def decide(rulebook: Rulebook, columns: Columns, count: int) -> Decisions:
        filled = {name: np.nan_to_num(c) if c.dtype == np.float64 else c for name, c in columns.items()}
        return rulebook.decide(filled, count)

    return _with_decide(make, decide)


def points_are_overwritten(make: MakeRulebook) -> MakeRulebook:
    """The points of the last rule that fired instead of the sum."""

    @contextmanager
    def made(policy: Policy) -> Iterator[Rulebook]:
        points = np.array([rule.points for rule in policy.scoring])

        def decide(rulebook: Rulebook, columns: Columns, count: int) -> Decisions:
            decisions = rulebook.decide(columns, count)
            last = [points[fired][-1] if fired.any() else 0.0 for fired in decisions.scored]
            return replace(decisions, score=np.array(last, dtype=np.float64))

        with _with_decide(make, decide)(policy) as rulebook:
            yield rulebook

    return made


def _with_conditions(make: MakeRulebook, change: Callable[[Condition], Condition]) -> MakeRulebook:
    """Return rulebooks of policies in which every condition is changed, innermost first."""

    def rewritten(condition: Condition) -> Condition:
        match condition:
            case Not(term):
                return change(Not(rewritten(term)))
            case And(terms):
                return And(tuple(map(rewritten, terms)))
            case Or(terms):
                return Or(tuple(map(rewritten, terms)))
        return change(condition)

    def made(policy: Policy) -> AbstractContextManager[Rulebook]:
        scoring = tuple(replace(rule, when=rewritten(rule.when)) for rule in policy.scoring)
        routing = tuple(replace(row, when=rewritten(row.when)) for row in policy.routing)
        grades = tuple(replace(row, when=rewritten(row.when)) for row in policy.grades)
        return make(replace(policy, scoring=scoring, grades=grades, mql=rewritten(policy.mql), routing=routing))

    return made


@dataclass(frozen=True, slots=True)
class _Twisted:
    rulebook: Rulebook
    twist: Callable[[Rulebook, Columns, int], Decisions]

    def decide(self, columns: Columns, count: int) -> Decisions:
        return self.twist(self.rulebook, columns, count)


def _with_decide(make: MakeRulebook, twist: Callable[[Rulebook, Columns, int], Decisions]) -> MakeRulebook:
    @contextmanager
    def made(policy: Policy) -> Iterator[Rulebook]:
        with make(policy) as rulebook:
            yield _Twisted(rulebook, twist)

    return made
