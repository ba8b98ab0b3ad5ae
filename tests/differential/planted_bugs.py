"""Rulebooks with a bug, to show that the properties find it: the real ones, given a twisted policy or leads."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sandbox.domain.decision import Decisions, Judgements, Nurturing, Rulebook
from sandbox.domain.facts import Columns
from sandbox.engine.condition import And, Comparator, Compare, Condition, Flag, Member, Missing, Not, Or
from sandbox.engine.policy import NEED_AND_TIMING, GradeRow, Part, Policy
from tests.differential.properties import MakeRulebook

Row = TypeVar("Row")


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

    def decide(decisions: Decisions) -> Decisions:
        return replace(decisions, score=decisions.score - decisions.fit - decisions.engagement)

    return _twisted(make, decide=decide)


def missing_is_zero(make: MakeRulebook) -> MakeRulebook:
    """A missing number as if it were 0."""

    def filled(columns: Columns, _: int) -> Columns:
        return {name: np.nan_to_num(c) if c.dtype == np.float64 else c for name, c in columns.items()}

    return _twisted(make, columns=filled)


def missing_is_no(make: MakeRulebook) -> MakeRulebook:
    """A flag of which nothing is known, such as a need, as if it were false."""

    def filled(columns: Columns, _: int) -> Columns:
        return {name: np.maximum(c, 0) if c.dtype == np.int8 else c for name, c in columns.items()}

    return _twisted(make, columns=filled)


def a_new_lead_has_an_unknown_history(make: MakeRulebook) -> MakeRulebook:
    """Touches that nothing is said of as missing, and not as 0."""
    return _twisted(make, columns=lambda columns, count: {"touches": np.full(count, np.nan), **columns})


def last_step_wins(make: MakeRulebook) -> MakeRulebook:
    """The last row of `after_contact` that matches instead of the first."""

    def made(policy: Policy) -> AbstractContextManager[Rulebook]:
        rows, order = _backwards(policy.after_contact)
        twisted = _twisted(make, judge=lambda found: replace(found, step=order[found.step]))
        return twisted(replace(policy, after_contact=rows))

    return made


def last_program_wins(make: MakeRulebook) -> MakeRulebook:
    """The last row of `nurture` that matches instead of the first."""

    def made(policy: Policy) -> AbstractContextManager[Rulebook]:
        rows, order = _backwards(policy.nurture)
        twisted = _twisted(make, nurture=lambda found: replace(found, program=order[found.program]))
        return twisted(replace(policy, nurture=rows))

    return made


def promoted_by_the_row_below(make: MakeRulebook) -> MakeRulebook:
    """What another row of `nurture` waits for."""

    def change(policy: Policy) -> Policy:
        waits = [row.promote_when for row in policy.nurture]
        rows = zip(policy.nurture, waits[1:] + waits[:1], strict=True)
        return replace(policy, nurture=tuple(replace(row, promote_when=other) for row, other in rows))

    return lambda policy: make(change(policy))


def sql_is_always_the_default(make: MakeRulebook) -> MakeRulebook:
    """`need and timing`, whatever the policy says."""
    return lambda policy: make(replace(policy, sql=NEED_AND_TIMING))


def mql_for_sql(make: MakeRulebook) -> MakeRulebook:
    """Rows that read `mql` where they say `sql`."""

    def change(condition: Condition) -> Condition:
        match condition:
            case Flag("sql"):
                return Flag("mql")
            case Missing("sql"):
                return Missing("mql")
            case Compare("sql", comparator, value):
                return Compare("mql", comparator, value)
        return condition

    return _with_conditions(make, change)


def points_are_overwritten(make: MakeRulebook) -> MakeRulebook:
    """The points of the last rule that fired instead of the sum."""

    @contextmanager
    def made(policy: Policy) -> Iterator[Rulebook]:
        points = np.array([rule.points for rule in policy.scoring])

        def decide(decisions: Decisions) -> Decisions:
            last = [points[fired][-1] if fired.any() else 0.0 for fired in decisions.scored]
            return replace(decisions, score=np.array(last, dtype=np.float64))

        with _twisted(make, decide=decide)(policy) as rulebook:
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
        steps = tuple(replace(row, when=rewritten(row.when)) for row in policy.after_contact)
        programs = tuple(
            replace(row, when=rewritten(row.when), promote_when=rewritten(row.promote_when)) for row in policy.nurture
        )
        changed = replace(policy, scoring=scoring, grades=grades, mql=rewritten(policy.mql), routing=routing)
        return make(replace(changed, sql=rewritten(policy.sql), after_contact=steps, nurture=programs))

    return made


def _backwards(rows: tuple[Row, ...]) -> tuple[tuple[Row, ...], NDArray[np.int16]]:
    """Return rows with all but the last one in reverse, and the number of each among the rows; of no row it is -1."""
    numbers = [*reversed(range(len(rows) - 1)), *range(len(rows) - 1, len(rows))] if rows else []
    return tuple(rows[number] for number in numbers), np.array([*numbers, -1], dtype=np.int16)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Twisted:
    """A rulebook that is given twisted leads, or says twisted things."""

    rulebook: Rulebook
    columns: Callable[[Columns, int], Columns]
    decisions: Callable[[Decisions], Decisions]
    judgements: Callable[[Judgements], Judgements]
    nurturing: Callable[[Nurturing], Nurturing]

    @property
    def reads(self) -> frozenset[str]:
        return self.rulebook.reads

    @property
    def reads_in_talks(self) -> frozenset[str]:
        return self.rulebook.reads_in_talks

    def decide(self, columns: Columns, count: int) -> Decisions:
        return self.decisions(self.rulebook.decide(self.columns(columns, count), count))

    def judge(self, columns: Columns, count: int) -> Judgements:
        return self.judgements(self.rulebook.judge(self.columns(columns, count), count))

    def nurture(self, columns: Columns, count: int) -> Nurturing:
        return self.nurturing(self.rulebook.nurture(self.columns(columns, count), count))


def _twisted(
    make: MakeRulebook,
    *,
    columns: Callable[[Columns, int], Columns] = lambda columns, _: columns,
    decide: Callable[[Decisions], Decisions] = lambda decisions: decisions,
    judge: Callable[[Judgements], Judgements] = lambda judgements: judgements,
    nurture: Callable[[Nurturing], Nurturing] = lambda nurturing: nurturing,
) -> MakeRulebook:
    """Return rulebooks whose leads, or whose answers, are changed."""

    @contextmanager
    def made(policy: Policy) -> Iterator[Rulebook]:
        with make(policy) as rulebook:
            yield _Twisted(rulebook=rulebook, columns=columns, decisions=decide, judgements=judge, nurturing=nurture)

    return made
