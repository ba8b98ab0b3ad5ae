"""Conditions as NumPy predicates over columns of leads.

Every distinct condition becomes one predicate, evaluated once a block of leads; And, Or and Not combine the results of
earlier predicates. Predicates are plain values: they can be sent to worker processes as they are.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandbox.domain.facts import LEARNT_FACTS, MISSING_CODE, Fact, Kind
from sandbox.engine.condition import Always, And, Comparator, Compare, Condition, Flag, Member, Missing, Not, Or

Mask = NDArray[np.bool_]
"""Which leads of a block something holds for, shape (leads,)."""

Column = NDArray[Any] | None
"""One fact of a block of leads; None where it is missing for all."""

_COMPARE: Mapping[Comparator, Callable[..., Any]] = {
    Comparator.EQ: np.equal,
    Comparator.NE: np.not_equal,
    Comparator.LT: np.less,
    Comparator.LE: np.less_equal,
    Comparator.GT: np.greater,
    Comparator.GE: np.greater_equal,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Some leads while they are decided: the facts known so far, and the result of every predicate so far."""

    count: int
    columns: dict[str, NDArray[Any]]
    results: list[Mask]


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant:
    """Holds for every lead, or for none."""

    value: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class IsMissing:
    """A fact is missing."""

    fact: str
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class HasCode:
    """A known category or flag is one of some codes."""

    fact: str
    codes: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberCompares:
    """A known number compares with one of some values as stated; for `!=`, with all of them."""

    fact: str
    comparator: Comparator
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotHeld:
    """An earlier predicate does not hold."""

    term: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AllHeld:
    """All of some earlier predicates hold."""

    terms: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyHeld:
    """One or more of some earlier predicates hold."""

    terms: tuple[int, ...]


Predicate = Constant | IsMissing | HasCode | NumberCompares | NotHeld | AllHeld | AnyHeld


def evaluate(predicate: Predicate, block: Block) -> Mask:
    """Return which leads of a block a predicate holds for."""
    match predicate:
        case Constant(value=value):
            return np.full(block.count, value)
        case IsMissing(fact=fact, kind=kind):
            return _is_missing(block.columns.get(fact), kind, block.count)
        case HasCode(fact=fact, codes=codes):
            return _has_code(block.columns.get(fact), codes, block.count)
        case NumberCompares(fact=fact):
            return _number_compares(block.columns.get(fact), predicate, block.count)
        case NotHeld(term=term):
            return ~block.results[term]
        case AllHeld(terms=terms):
            return reduce(np.logical_and, [block.results[term] for term in terms])
        case AnyHeld(terms=terms):
            return reduce(np.logical_or, [block.results[term] for term in terms])


def evaluate_all(predicates: Iterable[Predicate], block: Block) -> None:
    """Add the results of predicates to those of a block; they read the columns that it has by now."""
    for predicate in predicates:
        block.results.append(evaluate(predicate, block))


def write_first_match(values: Iterable[int], places: Iterable[int], block: Block, into: NDArray[Any]) -> None:
    """Write for each lead the value of the first row that holds; `places` are those of the rows' predicates."""
    for value, place in reversed(tuple(zip(values, places, strict=True))):
        into[block.results[place]] = value


def _is_missing(column: Column, kind: Kind, count: int) -> Mask:
    if column is None:
        return np.ones(count, dtype=np.bool_)
    missing: Mask = np.isnan(column) if kind is Kind.NUMBER else column == MISSING_CODE
    return missing


def _has_code(column: Column, codes: tuple[int, ...], count: int) -> Mask:
    result = np.zeros(count, dtype=np.bool_)
    if column is not None:
        for code in codes:
            result |= column == code
    return result


def _number_compares(column: Column, predicate: NumberCompares, count: int) -> Mask:
    if column is None:
        return np.zeros(count, dtype=np.bool_)
    # A missing number is NaN, for which NumPy holds every comparison false but `!=`.
    is_differing = predicate.comparator is Comparator.NE
    result: Mask = ~np.isnan(column) if is_differing else np.zeros(count, dtype=np.bool_)
    combine = np.logical_and if is_differing else np.logical_or
    for value in predicate.values:
        combine(result, _COMPARE[predicate.comparator](column, value), out=result)
    return result


class Compiler:
    """Turns conditions into predicates, each distinct one once.

    `predicates` grows as conditions are added; a condition is known by its place there.
    """

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        self.predicates: list[Predicate] = []
        self._facts = {**facts, **LEARNT_FACTS}
        self._places: dict[Predicate, int] = {}

    def add(self, condition: Condition) -> int:
        """Return the place of a condition's predicate, compiling what is new in it."""
        predicate = self._compile(condition)
        if predicate not in self._places:
            self._places[predicate] = len(self.predicates)
            self.predicates.append(predicate)
        return self._places[predicate]

    def _compile(self, condition: Condition) -> Predicate:
        match condition:
            case Always(value):
                return Constant(value=value)
            case Not(term):
                return NotHeld(term=self.add(term))
            case And(terms):
                return AllHeld(terms=tuple(self.add(term) for term in terms))
            case Or(terms):
                return AnyHeld(terms=tuple(self.add(term) for term in terms))
            case Missing(fact):
                return IsMissing(fact=fact, kind=self._facts[fact].kind)
            case Flag(fact):
                return HasCode(fact=fact, codes=(1,))
            case Compare(fact, comparator, value):
                return self._compare(self._facts[fact], comparator, (value,))
            case Member(fact, values, negated):
                return self._compare(self._facts[fact], Comparator.NE if negated else Comparator.EQ, values)

    @staticmethod
    def _compare(fact: Fact, comparator: Comparator, values: tuple[str | float | bool, ...]) -> Predicate:
        if fact.kind is Kind.NUMBER:
            return NumberCompares(fact=fact.name, comparator=comparator, values=tuple(float(v) for v in values))
        all_codes = (0, 1) if fact.kind is Kind.FLAG else tuple(range(len(fact.values)))
        codes = {int(v) if fact.kind is Kind.FLAG else fact.values.index(str(v)) for v in values}
        is_equal = comparator is Comparator.EQ
        return HasCode(fact=fact.name, codes=tuple(code for code in all_codes if (code in codes) is is_equal))
