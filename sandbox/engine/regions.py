"""Regions: the values of a fact that some conditions cannot tell apart, and in which of them each lead lies."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandbox.domain.facts import MISSING_CODE, Fact, FactValue, Kind, Vocabulary, to_columns
from sandbox.engine.condition import Always, And, Condition, Not, Or
from sandbox.engine.proof.atoms import Leaf, leaf_holds, values_compared, variable_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Regions:
    """The regions of one fact: each has a value that stands for it, as columns store it, in `stored`.

    `unknown` is the region in which a lead without the fact lies; `is_known` says which regions a lead with the fact
    can lie in. `of_candidate` has the region of each category code, flag code, or place among the `thresholds`.
    """

    fact: Fact
    stored: NDArray[Any]
    unknown: int
    is_known: NDArray[np.bool_]
    of_candidate: NDArray[np.intp]
    thresholds: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))

    def __len__(self) -> int:
        """Return the number of regions."""
        return len(self.stored)

    def of(self, column: NDArray[Any] | None, count: int) -> NDArray[np.intp]:
        """Return the region of each of `count` leads, shape (leads,); the number of regions where the fact is missing.

        Numbers lie within the vocabulary's range. Without a column the fact is missing for all.
        """
        if column is None:
            return np.full(count, len(self), dtype=np.intp)
        if self.fact.kind is not Kind.NUMBER:
            return np.where(column == MISSING_CODE, len(self), self.of_candidate[column])
        missing = np.isnan(column)
        above = np.searchsorted(self.thresholds, column)
        beside = np.append(self.thresholds, np.nan)[np.minimum(above, len(self.thresholds))]
        # A missing number is sorted behind all others: its place is as good as any, since it is not read.
        return np.where(missing, len(self), self.of_candidate[2 * above + (beside == column)])


def regions_of(fact: Fact, conditions: Iterable[Condition]) -> Regions:
    """Return the regions of a fact that these conditions tell apart."""
    conditions = tuple(conditions)
    leaves = tuple(dict.fromkeys(leaf for one in conditions for leaf in _leaves(one) if leaf.fact == fact.name))
    candidates: tuple[FactValue, ...] = (False, True) if fact.kind is Kind.FLAG else fact.values
    thresholds: tuple[float, ...] = ()
    if fact.kind is Kind.NUMBER:
        mentioned = [value for one in conditions for name, value in values_compared(one) if name == fact.name]
        variable = variable_of(fact, mentioned, can_be_missing=True, whole=False)
        candidates, thresholds = variable.atoms[:-1], variable.thresholds
    found: dict[tuple[bool, ...], FactValue] = {}
    for value in (None, *candidates):
        found.setdefault(_signature(leaves, value), value)
    order = list(found)
    of_candidate = [order.index(_signature(leaves, value)) for value in candidates]
    known = {place for place, value in zip(of_candidate, candidates, strict=True) if value is not None}
    vocabulary = Vocabulary(facts={fact.name: fact}, keys={})
    return Regions(
        fact=fact,
        stored=to_columns([{fact.name: value} for value in found.values()], vocabulary)[fact.name],
        unknown=0,
        is_known=np.array([place in known for place in range(len(order))]),
        of_candidate=np.array(of_candidate, dtype=np.intp),
        thresholds=np.array(thresholds, dtype=np.float64),
    )


def _signature(leaves: Iterable[Leaf], value: FactValue) -> tuple[bool, ...]:
    return tuple(leaf_holds(leaf, value) for leaf in leaves)


def _leaves(condition: Condition) -> Iterator[Leaf]:
    match condition:
        case Always():
            return
        case Not(term):
            yield from _leaves(term)
        case And(terms) | Or(terms):
            for term in terms:
                yield from _leaves(term)
        case _:
            yield condition
