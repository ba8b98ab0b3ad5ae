"""What missing facts leave open: the least and the greatest score, the worst and the best grade a lead may have.

A missing fact may be any value that the vocabulary allows, or stay missing. Facts that no scoring rule reads together
move the score independently of each other, so that the rules fall into groups, and the bounds of a score are sums of
those of its groups. For each group every combination of regions is decided once; what is open is the least and the
greatest along its axis.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandbox.domain.decision import Decisions
from sandbox.domain.facts import GRADES, Columns
from sandbox.engine.condition import OTHERWISE, Comparator, Compare, Condition, facts_read
from sandbox.engine.policy import GradeRow, Policy
from sandbox.engine.regions import Regions, regions_of
from sandbox.engine.table import DecisionTable, compile_policy

MOST_CELLS = 1_000_000
"""Combinations of regions that are tried for one group of facts; a group with more is not bounded."""

_BLOCK_CELLS = 65_536

Codes = Mapping[str, NDArray[np.intp]]
"""The regions of some leads by fact, each of shape (leads,), see `Regions.of`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cube:
    """The least and the greatest of something for every combination of regions of some facts, each perhaps missing.

    `low` and `high` are flat; a lead's place is the sum of its regions times `strides`.
    """

    strides: Mapping[str, int]
    low: NDArray[Any]
    high: NDArray[Any]

    def place(self, codes: Codes, count: int) -> NDArray[np.intp]:
        """Return where each lead stands, shape (leads,)."""
        place = np.zeros(count, dtype=np.intp)
        for name, stride in self.strides.items():
            place += codes[name] * stride
        return place


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What leads may score and how they may be graded, columns of shape (leads,).

    Grades are indices into `GRADES`; `best` and `worst` are None where the policy has no grades, or too many
    combinations to tell.
    """

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    best: NDArray[np.int8] | None
    worst: NDArray[np.int8] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """What a policy's leads may become, once what is missing of them were known.

    `regions` are those of the facts that scoring or grades read. `scores` bounds the points of each group of rules;
    `floors` are the least scores of the grades that are bands of it, best first, with the index of each; `graded`
    bounds grades of any other kind, None where the policy has none or the combinations are too many.
    """

    regions: Mapping[str, Regions]
    scores: tuple[Cube, ...]
    floors: tuple[tuple[float, int], ...]
    graded: Cube | None

    @property
    def tells_grades(self) -> bool:
        """Whether grades can be bounded."""
        return bool(self.floors) or self.graded is not None

    def codes(self, columns: Columns, count: int) -> dict[str, NDArray[np.intp]]:
        """Return the regions of `count` leads, given their facts as columns."""
        return {name: regions.of(columns.get(name), count) for name, regions in self.regions.items()}

    def closed(self, codes: Codes) -> dict[str, NDArray[np.intp]]:
        """Return regions of leads of which nothing more will be known: where a fact is missing, it stays so."""
        return {
            name: np.where(codes[name] == len(regions), regions.unknown, codes[name])
            for name, regions in self.regions.items()
        }

    def bounds(self, codes: Codes, count: int) -> Bounds:
        """Return what leads may become; their points are added up by group, so that fractions may round otherwise."""
        low, high = np.zeros(count), np.zeros(count)
        for cube in self.scores:
            place = cube.place(codes, count)
            low += cube.low[place]
            high += cube.high[place]
        if self.graded is not None:
            place = self.graded.place(codes, count)
            return Bounds(low=low, high=high, best=self.graded.low[place], worst=self.graded.high[place])
        if self.floors:
            return Bounds(low=low, high=high, best=self._banded(high), worst=self._banded(low))
        return Bounds(low=low, high=high, best=None, worst=None)

    def _banded(self, score: NDArray[np.float64]) -> NDArray[np.int8]:
        grade = np.empty(len(score), dtype=np.int8)
        for floor, code in reversed(self.floors):
            grade[score >= floor] = code
        return grade


def gaps_of(policy: Policy) -> Gaps | None:
    """Return what missing facts leave open under a policy; None where a group of its facts has too many combinations.

    Grades that are no bands of the score are told where all facts that scoring and grades read have few enough.
    """
    scoring = [rule.when for rule in policy.scoring]
    floors = _floors(policy.grades)
    grading = [] if floors else [row.when for row in policy.grades]
    table = compile_policy(policy)
    groups = _groups([_given(when, policy) for when in scoring])
    regions = {
        name: regions_of(policy.vocabulary.facts[name], (*scoring, *grading))
        for name in policy.vocabulary.facts
        if any(name in facts_read(when) for when in (*scoring, *grading))
    }
    if any(_cells(facts, regions) > MOST_CELLS for facts, _ in groups):
        return None
    scores = tuple(
        _cube(table, {name: regions[name] for name in facts}, _points_of(policy, rules)) for facts, rules in groups
    )
    is_graded = bool(grading) and _cells(regions, regions) <= MOST_CELLS
    graded = _cube(table, regions, lambda decisions: decisions.grade) if is_graded else None
    return Gaps(regions=regions, scores=scores, floors=floors, graded=graded)


def _given(when: Condition, policy: Policy) -> frozenset[str]:
    return facts_read(when) & policy.vocabulary.facts.keys()


def _cells(facts: Iterable[str], regions: Mapping[str, Regions]) -> int:
    return math.prod(len(regions[name]) + 1 for name in facts)


def _groups(reads: Sequence[frozenset[str]]) -> list[tuple[tuple[str, ...], list[int]]]:
    """Return groups of rules that share no fact, each with its facts and the places of its rules in file order."""
    groups: list[tuple[frozenset[str], list[int]]] = []
    for rule, facts in enumerate(reads):
        joined, rules, apart = facts, [rule], []
        for other, others in groups:
            if other & facts or not (other or facts):
                joined, rules = joined | other, others + rules
            else:
                apart.append((other, others))
        groups = [*apart, (joined, sorted(rules))]
    return [(tuple(sorted(facts)), rules) for facts, rules in groups]


def _points_of(policy: Policy, rules: Sequence[int]) -> Callable[[Decisions], NDArray[np.float64]]:
    """Return how to add up the points of some rules of leads that have been decided."""

    def total(decisions: Decisions) -> NDArray[np.float64]:
        points = np.zeros(len(decisions))
        for rule in rules:
            points += decisions.scored[:, rule] * policy.scoring[rule].points
        return points

    return total


def _cube(table: DecisionTable, regions: Mapping[str, Regions], measure: Callable[[Decisions], NDArray[Any]]) -> Cube:
    """Return the bounds of what is measured of leads by their regions."""
    sizes = [len(one) for one in regions.values()]
    parts = []
    for start in range(0, math.prod(sizes), _BLOCK_CELLS):
        cells = np.arange(start, min(start + _BLOCK_CELLS, math.prod(sizes)))
        count, columns = len(cells), {}
        for name, one in reversed(tuple(regions.items())):
            cells, code = np.divmod(cells, len(one))
            columns[name] = one.stored[code]
        parts.append(measure(table.decide(columns, count)))
    low = high = np.concatenate(parts).reshape(sizes)
    for axis in range(len(sizes)):
        low = np.concatenate([low, low.min(axis=axis, keepdims=True)], axis=axis)
        high = np.concatenate([high, high.max(axis=axis, keepdims=True)], axis=axis)
    strides = {name: math.prod(size + 1 for size in sizes[axis + 1 :]) for axis, name in enumerate(regions)}
    return Cube(strides=strides, low=low.ravel(), high=high.ravel())


def _floors(rows: Sequence[GradeRow]) -> tuple[tuple[float, int], ...]:
    """Return the floors of grades that are bands of the score, best first; empty where they are something else."""
    floors = []
    for row in rows:
        match row.when:
            case Compare("score", Comparator.GE, value):
                floors.append((float(value), GRADES.index(row.grade)))
            case when if when == OTHERWISE:
                floors.append((-math.inf, GRADES.index(row.grade)))
            case _:
                return ()
    is_falling = all(one[0] > other[0] and one[1] < other[1] for one, other in pairwise(floors))
    return tuple(floors) if is_falling else ()
