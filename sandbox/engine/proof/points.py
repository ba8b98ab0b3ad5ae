"""Tallies of points: which rules have matched, as one integer that can be added up in any order."""

import operator
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

MOST_EXACT = 2**53
"""Whole numbers up to here are floats, so that they add up to the same in any order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How to add up points of rules in file order.

    `points` has shape (sums, rules): what each rule adds to each sum, 0 if nothing. `weights` are what each rule adds
    to a tally. Where points add up exactly, the tally holds the sums themselves as digits to the base `base`, in units
    of 1/`parts`; else (`base` 0) it holds a bit for each rule, because rounding depends on the order of adding.
    """

    points: tuple[tuple[float, ...], ...]
    weights: tuple[int, ...]
    base: int
    parts: int

    def totals(self, tally: int) -> tuple[float, ...]:
        """Return the sums that a tally stands for, exactly as floats add up in file order."""
        if not self.base:
            return tuple(_total([p for rule, p in enumerate(row) if tally >> rule & 1]) for row in self.points)
        totals = []
        for _ in self.points:
            digit = tally % self.base
            if digit > self.base // 2:
                digit -= self.base
            totals.append(digit / self.parts)
            tally = (tally - digit) // self.base
        return tuple(totals)

    def bounds(self, matched: Sequence[bool | None]) -> list[tuple[float, float]]:
        """Return the least and the greatest that each sum could be; `matched` is None for rules that may match."""
        bounds = []
        for row in self.points:
            pairs = list(zip(row, matched, strict=True))
            low = _total([p for p, match in pairs if match or (match is None and p < 0)])
            high = _total([p for p, match in pairs if match or (match is None and p > 0)])
            bounds.append((low, high))
        return bounds


def tally_of(points: Sequence[Sequence[float]], rules: int) -> Tally:
    """Return how to add up points of shape (sums, rules)."""
    rows = tuple(tuple(row) for row in points)
    # The denominator of a float is a power of two, so that the greatest is a multiple of all.
    parts = max((value.as_integer_ratio()[1] for row in rows for value in row), default=1)
    largest = sum(abs(_in_parts(value, parts)) for row in rows for value in row)
    if largest > MOST_EXACT:
        weights = tuple(1 << rule if any(row[rule] for row in rows) else 0 for rule in range(rules))
        return Tally(points=rows, weights=weights, base=0, parts=1)
    base = 2 * largest + 1
    weights = tuple(
        sum(_in_parts(row[rule], parts) * base**place for place, row in enumerate(rows)) for rule in range(rules)
    )
    return Tally(points=rows, weights=weights, base=base, parts=parts)


def _in_parts(value: float, parts: int) -> int:
    numerator, denominator = value.as_integer_ratio()
    return numerator * (parts // denominator)


def _total(points: Sequence[float]) -> float:
    """Return a sum as it is added up one by one; since Python 3.12 `sum` corrects what floats lose."""
    return reduce(operator.add, points, 0.0)
