"""What missing facts cost: points and grades left open, by fact and by source, and which questions would pay."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sandbox.domain.decision import Decisions
from sandbox.domain.facts import MISSING_CODE, Columns
from sandbox.engine.gaps import Bounds, Codes, Cube, Gaps, gaps_of
from sandbox.engine.policy import Policy, facts_of_rules

SOURCE = "source"
"""The fact by which gaps are told apart."""

UNKNOWN_SOURCE = "unknown"

OnLeads = Callable[[int, int], None]
"""Told how many leads have been looked at, and how many there are."""

_BLOCK_LEADS = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class FactGap:
    """What one missing fact costs some leads.

    `missing` leads lack it. `points` is by how much their scores would be narrowed in all, were it known, as its values
    occur among the leads of the file that tell it, evenly where none does. `grades` is the number of leads whose grade
    it alone can change, while all else that is missing stays so; None where grades cannot be told.
    """

    fact: str
    missing: int
    points: float
    grades: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupGap:
    """What missing facts cost a group of leads, all of them or those of one source.

    `open_points` is the sum of what lies between the least and the greatest score of each lead. `rise` and `fall` are
    the leads whose grade could be better and worse, `change` those of either. `facts` stand with the costliest first.
    """

    name: str
    leads: int
    open_points: float
    change: int | None
    rise: int | None
    fall: int | None
    facts: tuple[FactGap, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadGaps:
    """What missing facts cost the leads of a file: in all, and by source where the file tells it, the most first."""

    every: GroupGap
    sources: tuple[GroupGap, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """What a form might ask.

    `pays` are facts that can be asked, are not on the policy's form and narrow scores or change grades, the most first;
    `unread` are questions of the form whose answers no rule reads. A policy without a form has neither.
    """

    pays: tuple[FactGap, ...]
    unread: tuple[str, ...]


def bounded(gaps: Gaps, codes: Codes, decisions: Decisions, leads: slice) -> Bounds:
    """Return what some leads may become, with what they have been decided to be among it, however points round."""
    found = gaps.bounds(codes, leads.stop - leads.start)
    score, grade = decisions.score[leads], decisions.grade[leads]
    return Bounds(
        low=np.minimum(found.low, score),
        high=np.maximum(found.high, score),
        best=None if found.best is None else np.minimum(found.best, grade),
        worst=None if found.worst is None else np.maximum(found.worst, grade),
    )


def lead_gaps(
    policy: Policy, columns: Columns, decisions: Decisions, on_leads: OnLeads | None = None
) -> LeadGaps | None:
    """Return what missing facts cost leads that have been decided; None where a policy joins too many facts to tell."""
    gaps = gaps_of(policy)
    if gaps is None:
        return None
    count, names = len(decisions), tuple(gaps.regions)
    values = policy.vocabulary.facts[SOURCE].values if SOURCE in columns else ()
    tally = _Tally(names, len(values) + 1)
    weights = _weights(gaps, columns, count)
    for start in range(0, count, _BLOCK_LEADS):
        leads = slice(start, min(start + _BLOCK_LEADS, count))
        part = {name: column[leads] for name, column in columns.items()}
        source = part[SOURCE] if SOURCE in part else np.zeros(leads.stop - start, dtype=np.int32)
        tally.add(gaps, gaps.codes(part, leads.stop - start), weights, decisions, (leads, source))
        if on_leads is not None:
            on_leads(leads.stop, count)
    groups = [tally.group(gaps, [place], name) for place, name in enumerate((*values, UNKNOWN_SOURCE))]
    sources = sorted((group for group in groups if group.leads), key=lambda group: -group.open_points)
    every = tally.group(gaps, list(range(len(values) + 1)), "all")
    return LeadGaps(every=every, sources=tuple(sources) if values else ())


def questions_of(policy: Policy, every: GroupGap | None) -> Questions:
    """Return which questions would pay, by what their missing answers cost, and which nobody reads."""
    form = policy.playbook.form
    if form is None:
        return Questions(pays=(), unread=())
    touches = [touch for cadence in policy.playbook.cadences.values() for touch in cadence.touches]
    used = facts_of_rules(policy) | ({"phone"} if any(touch.channel.needs_number for touch in touches) else set())
    costly = () if every is None else (fact for fact in every.facts if fact.points or fact.grades)
    asked = policy.vocabulary.facts
    return Questions(
        pays=tuple(fact for fact in costly if asked[fact.fact].asked and fact.fact not in form),
        unread=tuple(name for name in form if name not in used),
    )


def _weights(gaps: Gaps, columns: Columns, count: int) -> Mapping[str, NDArray[np.float64]]:
    """Return how the values of each fact are spread over its regions where it is known."""
    weights = {}
    for name, regions in gaps.regions.items():
        counted = np.bincount(regions.of(columns.get(name), count), minlength=len(regions) + 1)[:-1]
        spread = counted if counted.sum() else regions.is_known
        weights[name] = spread / max(1, spread.sum())
    return weights


class _Tally:
    """Sums over leads by source, shape (sources,) or, by fact, (facts, sources); the last source is unknown."""

    def __init__(self, facts: tuple[str, ...], sources: int) -> None:
        self.facts = facts
        self.sources = sources
        self.leads = np.zeros(sources, dtype=np.int64)
        self.open_points = np.zeros(sources)
        self.changes = np.zeros((3, sources), dtype=np.int64)
        self.missing = np.zeros((len(facts), sources), dtype=np.int64)
        self.points = np.zeros((len(facts), sources))
        self.grades = np.zeros((len(facts), sources), dtype=np.int64)

    def add(
        self,
        gaps: Gaps,
        codes: Codes,
        weights: Mapping[str, NDArray[np.float64]],
        decisions: Decisions,
        of: tuple[slice, NDArray[np.int32]],
    ) -> None:
        """Count some leads, given which they are and their sources."""
        leads, source = of
        source = np.where(source == MISSING_CODE, self.sources - 1, source)
        self.leads += self._count(source)
        found = bounded(gaps, codes, decisions, leads)
        self.open_points += np.bincount(source, found.high - found.low, self.sources)
        if found.best is not None and found.worst is not None:
            grade = decisions.grade[leads]
            for row, is_so in enumerate((found.best < found.worst, found.best < grade, found.worst > grade)):
                self.changes[row] += self._count(source[is_so])
        closed = gaps.closed(codes)
        for row, name in enumerate(self.facts):
            lacking = np.flatnonzero(codes[name] == len(gaps.regions[name]))
            of_lacking = {fact: code[lacking] for fact, code in codes.items()}
            self.missing[row] += self._count(source[lacking])
            for cube in gaps.scores:
                if name in cube.strides:
                    narrowed = _narrowed(cube, of_lacking, name, weights[name])
                    self.points[row] += np.bincount(source[lacking], narrowed, self.sources)
            alone = {**{fact: code[lacking] for fact, code in closed.items()}, name: of_lacking[name]}
            known = gaps.bounds(alone, len(lacking))
            if known.best is not None and known.worst is not None:
                self.grades[row] += self._count(source[lacking][known.best < known.worst])

    def _count(self, source: NDArray[np.int32]) -> NDArray[np.int64]:
        return np.bincount(source, minlength=self.sources)

    def group(self, gaps: Gaps, places: list[int], name: str) -> GroupGap:
        """Return the sums of the sources at these places."""
        change, rise, fall = (int(row[places].sum()) if gaps.tells_grades else None for row in self.changes)
        facts = [
            FactGap(
                fact=fact,
                missing=int(self.missing[row, places].sum()),
                points=float(self.points[row, places].sum()),
                grades=int(self.grades[row, places].sum()) if gaps.tells_grades else None,
            )
            for row, fact in enumerate(self.facts)
        ]
        return GroupGap(
            name=name,
            leads=int(self.leads[places].sum()),
            open_points=float(self.open_points[places].sum()),
            change=change,
            rise=rise,
            fall=fall,
            facts=tuple(sorted(facts, key=lambda gap: (-gap.points, -(gap.grades or 0), -gap.missing))),
        )


def _narrowed(cube: Cube, codes: Codes, fact: str, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return by how much the points of leads that lack a fact would be narrowed, were it known, shape (leads,)."""
    open_points = cube.high - cube.low
    place = cube.place(codes, len(codes[fact]))
    left = np.zeros(len(place))
    for region, weight in enumerate(weights.tolist()):
        if weight:
            left += weight * open_points[place + (region - len(weights)) * cube.strides[fact]]
    return np.asarray(open_points[place] - left, dtype=np.float64)
