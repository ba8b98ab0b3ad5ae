"""Which part of a condition decided: for one lead, the comparisons that make it true, or keep it false."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.domain.facts import FactValue, Lead
from sandbox.engine.condition import Always, And, Comparator, Compare, Condition, Flag, Member, Missing, Not, Or

_COMPARE: Mapping[Comparator, Callable[[Any, Any], bool]] = {
    Comparator.EQ: operator.eq,
    Comparator.NE: operator.ne,
    Comparator.LT: operator.lt,
    Comparator.LE: operator.le,
    Comparator.GT: operator.gt,
    Comparator.GE: operator.ge,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One comparison of a condition, and the value that it read; None is a missing fact.

    `negated` says that the condition asks for it not to hold: it stands under an odd number of `not`.
    """

    asks: Flag | Missing | Compare | Member
    value: FactValue
    negated: bool = False

    @property
    def is_met(self) -> bool:
        """Whether the lead is as the condition asks."""
        return _holds(self.asks, self.value) is not self.negated


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """Whether a condition holds for a lead, and the reasons that decided it, in the order of the condition.

    Where the condition holds, all of these reasons are met, and that is enough for it. Where it does not hold, none of
    them is, and as long as none is, it cannot. Without reasons it says the same of every lead.
    """

    holds: bool
    reasons: tuple[Reason, ...]


def rule_on(condition: Condition, lead: Lead) -> Ruling:
    """Return whether a condition holds for a lead, and what decided.

    - a comparison, a flag, `missing`: decided by itself; a comparison with a missing fact does not hold.
    - `not`: decided by what decided its term, the result turned round.
    - an `and` that holds: by what decided every term. One that does not hold: by what decided the first term, from the
      left, that does not hold.
    - an `or` that holds: by what decided the first term that holds. One that does not hold: by what decided every term.
    - `true`, `false`, `otherwise`: by nothing.

    The reasons are sufficient: whatever all other facts of the lead are, missing ones among them, the result is the
    same as long as the facts that the reasons read stay. In a condition that reads no fact twice they are necessary as
    well: leave one of their facts open, with all those that they do not read, and the result may turn round.
    """
    return _rule(condition, lead, negated=False)


def _rule(condition: Condition, lead: Lead, *, negated: bool) -> Ruling:
    match condition:
        case Always(holds):
            return Ruling(holds=holds, reasons=())
        case Not(term):
            found = _rule(term, lead, negated=not negated)
            return Ruling(holds=not found.holds, reasons=found.reasons)
        case And(terms) | Or(terms):
            return _joined([_rule(term, lead, negated=negated) for term in terms], decisive=isinstance(condition, Or))
        case Flag(fact) | Missing(fact) | Compare(fact) | Member(fact):
            value = lead.get(fact)
            return Ruling(
                holds=_holds(condition, value), reasons=(Reason(asks=condition, value=value, negated=negated),)
            )


def _joined(terms: list[Ruling], *, decisive: bool) -> Ruling:
    """Return what terms say together when one that is `decisive` (true in an `or`, false in an `and`) is enough."""
    first = next((term for term in terms if term.holds is decisive), None)
    if first is not None:
        return first
    return Ruling(holds=not decisive, reasons=tuple(dict.fromkeys(reason for term in terms for reason in term.reasons)))


def _holds(asks: Flag | Missing | Compare | Member, value: FactValue) -> bool:
    if value is None:
        return isinstance(asks, Missing)
    match asks:
        case Missing():
            return False
        case Flag():
            return value is True
        case Compare(_, comparator, other):
            return _COMPARE[comparator](value, other)
        case Member(_, values, negated):
            return (value in values) is not negated
