"""Which rules of a policy some leads reach: scoring rules that fire, rows of grades and routing, and cadences."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from sandbox.domain.decision import Decisions
from sandbox.domain.diagnostics import Span
from sandbox.domain.facts import MISSING_CODE, SUMS, Columns
from sandbox.engine.destinations import destinations_of
from sandbox.engine.history import with_history
from sandbox.engine.policy import Policy
from sandbox.engine.predicates import Block, Compiler, evaluate_all, write_first_match


class Sort(StrEnum):
    """What sort of thing leads reach."""

    SCORING = "scoring rule"
    GRADE = "grade"
    ROUTING = "routing row"
    CADENCE = "cadence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reachable:
    """A scoring rule, row of grades, row of routing, or cadence to which routing leads, and whether a lead reached it.

    `name` is the rule's id, the grade, or the cadence's name; `at` its place in the file.
    """

    sort: Sort
    name: str
    at: Span
    is_reached: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What of a policy some leads reached, in the order in which it is decided."""

    parts: tuple[Reachable, ...]

    @property
    def reached(self) -> int:
        """How many parts were reached."""
        return sum(part.is_reached for part in self.parts)

    @property
    def missed(self) -> tuple[Reachable, ...]:
        """The parts that were not reached."""
        return tuple(part for part in self.parts if not part.is_reached)

    def is_at_least(self, percent: float) -> bool:
        """Whether so many of a hundred parts were reached."""
        return 100 * self.reached >= percent * len(self.parts)


def coverage_of(policy: Policy, columns: Columns, decisions: Decisions) -> Coverage:
    """Return what of a policy was reached, given facts of leads as columns and what was decided of them.

    Cadences that only follow a conversation or another queue are not counted: they say nothing of a lead on arrival.
    """
    grades = set(_grade_rows(policy, columns, decisions).tolist())
    routes, cadences = set(decisions.route.tolist()), set(decisions.cadence.tolist())
    destinations = destinations_of(policy)
    parts = [
        _part(policy, Sort.SCORING, rule.id, ("scoring", rule.id), is_reached=bool(decisions.scored[:, index].any()))
        for index, rule in enumerate(policy.scoring)
    ]
    parts += [
        _part(policy, Sort.GRADE, row.grade, _grade_place(policy, index), is_reached=index in grades)
        for index, row in enumerate(policy.grades)
    ]
    parts += [
        _part(policy, Sort.ROUTING, row.id, ("routing", row.id), is_reached=index in routes)
        for index, row in enumerate(policy.routing)
    ]
    parts += [
        _part(policy, Sort.CADENCE, name, ("cadences", name), is_reached=index in cadences)
        for index, name in enumerate(destinations.cadence_names)
        if index in destinations.cadence
    ]
    return Coverage(parts=tuple(parts))


def _part(policy: Policy, sort: Sort, name: str, place: tuple[str, ...], *, is_reached: bool) -> Reachable:
    return Reachable(sort=sort, name=name, at=policy.places.get(place, Span(file=policy.id)), is_reached=is_reached)


def _grade_place(policy: Policy, index: int) -> tuple[str, ...]:
    """Return under which path the place of a row of grades is known: by its number, or, of bands, by its grade."""
    by_number = ("grades", str(index))
    return by_number if by_number in policy.places else ("grades", policy.grades[index].grade)


def _grade_rows(policy: Policy, columns: Columns, decisions: Decisions) -> NDArray[np.int16]:
    """Return which row gave each lead its grade, -1 where the policy has none: rows may share a grade."""
    compiler = Compiler(policy.vocabulary.facts)
    places = [compiler.add(row.when) for row in policy.grades]
    known = {**with_history(columns, len(decisions)), **{name: getattr(decisions, name) for name in SUMS}}
    block = Block(count=len(decisions), columns=known, results=[])
    evaluate_all(compiler.predicates, block)
    rows = np.full(len(decisions), MISSING_CODE, dtype=np.int16)
    write_first_match(range(len(places)), places, block, rows)
    return rows
