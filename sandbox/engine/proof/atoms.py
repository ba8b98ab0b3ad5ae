"""Atoms: the values of a fact that a policy's conditions can tell apart, each stood for by one value."""

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from sandbox.domain.facts import Fact, FactValue, Kind
from sandbox.engine.condition import Always, And, Comparator, Compare, Condition, Flag, Member, Missing, Not, Or

Leaf = Flag | Missing | Compare | Member
"""A condition that reads one fact and joins nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A fact with its atoms; sets of atoms are bit masks, bit n for `atoms[n]`.

    A number has 2 * len(thresholds) + 1 places in ascending order, each threshold between the intervals beside it; some
    may hold no number. `possible` are the atoms that a lead can have.
    """

    name: str
    atoms: tuple[FactValue, ...]
    possible: int
    thresholds: tuple[float, ...] = ()

    def place_of(self, number: float) -> int:
        """Return which atom a number belongs to."""
        above = bisect_left(self.thresholds, number)
        is_threshold = above < len(self.thresholds) and self.thresholds[above] == number
        return 2 * above + int(is_threshold)

    def atoms_where(self, leaf: Leaf) -> int:
        """Return the possible atoms for which a leaf about this fact holds."""
        holding = sum(1 << place for place, value in enumerate(self.atoms) if leaf_holds(leaf, value))
        return holding & self.possible


def variable_of(fact: Fact, mentioned: Iterable[str | float | bool], *, can_be_missing: bool, whole: bool) -> Variable:
    """Return a fact with its atoms, given the values that conditions compare it with; `whole`: it counts something."""
    thresholds: tuple[float, ...] = ()
    known: tuple[FactValue, ...]
    if fact.kind is Kind.NUMBER:
        thresholds = tuple(sorted({float(value) for value in mentioned}))
        low = -math.inf if fact.low is None else fact.low
        high = math.inf if fact.high is None else fact.high
        known = tuple(_places(thresholds, low, high, whole=whole))
    else:
        known = (True, False) if fact.kind is Kind.FLAG else _categories(fact, mentioned)
    possible = sum(1 << place for place, value in enumerate(known) if value is not None)
    if can_be_missing:
        possible |= 1 << len(known)
    return Variable(name=fact.name, atoms=(*known, None), possible=possible, thresholds=thresholds)


def _categories(fact: Fact, mentioned: Iterable[str | float | bool]) -> tuple[FactValue, ...]:
    """Return the values mentioned that leads can have, and one that stands for all others, if there are others."""
    told = dict.fromkeys(str(value) for value in mentioned if value in fact.values)
    others = [value for value in fact.values if value not in told]
    return (*told, *others[:1])


def _places(thresholds: tuple[float, ...], low: float, high: float, *, whole: bool) -> Iterator[float | None]:
    """Yield a number of each interval and each threshold, ascending; None where a lead has no such number."""
    edges = (-math.inf, *thresholds, math.inf)
    for left, right in pairwise(edges):
        least = max(low, math.nextafter(left, math.inf))
        most = min(high, math.nextafter(right, -math.inf))
        yield _number_in(least, most, whole=whole)
        if right < math.inf:
            yield right if low <= right <= high and (not whole or right.is_integer()) else None


def _number_in(least: float, most: float, *, whole: bool) -> float | None:
    """Return a number from `least` to `most`, a whole one if there is one; None if there is none."""
    if least > most:
        return None
    if least <= 0.0 <= most:
        return 0.0
    nearest = float(math.ceil(least) if least > 0 else math.floor(most))
    if least <= nearest <= most:
        return nearest
    if whole:
        return None
    return min(max(least / 2 + most / 2, least), most)


def leaf_holds(leaf: Leaf, value: FactValue) -> bool:
    """Say whether a leaf holds for a lead whose fact has a value; None is missing."""
    match leaf:
        case Flag():
            return value is True
        case Missing():
            return value is None
        case Member(_, values, negated):
            return value is not None and (value in values) is not negated
        case Compare(_, comparator, other):
            return value is not None and _compares(value, comparator, other)


def _compares(value: str | float | bool, comparator: Comparator, other: str | float | bool) -> bool:
    if comparator is Comparator.EQ:
        return value == other
    if comparator is Comparator.NE:
        return value != other
    number, limit = float(value), float(other)
    if comparator is Comparator.LT:
        return number < limit
    if comparator is Comparator.LE:
        return number <= limit
    return number > limit if comparator is Comparator.GT else number >= limit


def values_compared(condition: Condition) -> Iterator[tuple[str, str | float | bool]]:
    """Yield each fact of a condition with each value that it is compared with."""
    match condition:
        case Not(term):
            yield from values_compared(term)
        case And(terms) | Or(terms):
            for term in terms:
                yield from values_compared(term)
        case Compare(fact, _, value):
            yield fact, value
        case Member(fact, values):
            yield from ((fact, value) for value in values)
        case Always() | Flag() | Missing():
            return
