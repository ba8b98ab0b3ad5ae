"""The leads of a quarter as a list: what became of each under both policies, filtered, those that matter first."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sandbox.domain.facts import Lead, lead_at
from sandbox.domain.tables import NONE, Stage
from sandbox.study.quarter import Lived, Quarter

SOURCE, GRADE = "source", "grade"


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What became of a lead under one policy; `first_try_ms` is infinite where no person ever tried to reach it."""

    stage: Stage
    grade: str
    first_try_ms: float
    conversations: int
    won: int
    amount_cents: int
    owner_changes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedLead:
    """One lead: its place among the visitors, its facts on arrival, and what became of it under both policies.

    A summary is None where it never became a lead under that policy.
    """

    index: int
    facts: Lead
    summaries: tuple[Summary | None, Summary | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadFilter:
    """Which leads are wanted; by default those whose outcome differs between the policies.

    `won_only_by` is 0 or 1 for leads that were won under that policy and not under the other. Source, grade and stage
    have to hold under one of the policies at least.
    """

    is_changed: bool = True
    won_only_by: int | None = None
    source: str | None = None
    grade: str | None = None
    stage: Stage | None = None


def leads_like(quarter: Quarter, wanted: LeadFilter) -> NDArray[np.int64]:
    """Return the leads that a filter lets through, by their place among the visitors.

    First those with the largest difference in revenue, then those with another outcome, then in order of arrival.
    """
    stages = _by_visitor(quarter, [one.final_stage for one in quarter.lived], NONE)
    won = _by_visitor(quarter, [one.won for one in quarter.lived], 0) > 0
    amounts = _by_visitor(quarter, [one.amount_cents for one in quarter.lived], 0)
    is_changed = stages[0] != stages[1]
    hit = np.ones(len(quarter.visitors), dtype=np.bool_)
    if wanted.is_changed:
        hit &= is_changed
    if wanted.won_only_by is not None:
        hit &= won[wanted.won_only_by] & ~won[1 - wanted.won_only_by]
    for segment, label in ((SOURCE, wanted.source), (GRADE, wanted.grade)):
        if label is not None:
            hit &= _has_label(quarter, segment, label)
    if wanted.stage is not None:
        hit &= (stages == wanted.stage).any(axis=0)
    found = np.flatnonzero(hit)
    order = np.lexsort((found, ~is_changed[found], -np.abs(amounts[0] - amounts[1])[found]))
    return found[order]


def listed(quarter: Quarter, index: int) -> ListedLead:
    """Return one lead by its place among the visitors."""
    declared = quarter.spec.scenario.vocabulary.facts
    first, second = (int(place) for place in quarter.places[:, index])
    known, place = (quarter.lived[0], first) if first != NONE else (quarter.lived[1], second)
    return ListedLead(
        index=index,
        facts=lead_at(known.facts, place, declared),
        summaries=(_summary(quarter.lived[0], first), _summary(quarter.lived[1], second)),
    )


def labels_of(quarter: Quarter, segment: str) -> tuple[str, ...]:
    """Return the labels of a segment that any lead has under either policy, in their own order."""
    kept = [one.segments[segment] for one in quarter.lived]
    had = {one.labels[code] for one in kept for code in np.unique(one.codes).tolist() if code != NONE}
    return tuple(label for label in dict.fromkeys(label for one in kept for label in one.labels) if label in had)


def stages_of(quarter: Quarter) -> tuple[Stage, ...]:
    """Return the stages in which any lead ends under either policy."""
    return tuple(Stage(code) for code in np.unique(np.concatenate([one.final_stage for one in quarter.lived])).tolist())


def _summary(lived: Lived, place: int) -> Summary | None:
    if place == NONE:
        return None
    grades = lived.segments[GRADE]
    return Summary(
        stage=Stage(int(lived.final_stage[place])),
        grade=grades.labels[grades.codes[place]] if grades.codes[place] != NONE else "",
        first_try_ms=float(lived.first_try_ms[place]),
        conversations=int(lived.conversations[place]),
        won=int(lived.won[place]),
        amount_cents=int(lived.amount_cents[place]),
        owner_changes=int(lived.owner_changes[place]),
    )


def _has_label(quarter: Quarter, segment: str, label: str) -> NDArray[np.bool_]:
    """Return which leads have a label under either policy."""
    kept = [one.segments[segment] for one in quarter.lived]
    has = [(np.array([*one.labels, ""])[one.codes] == label).astype(np.int64) for one in kept]
    return np.asarray(_by_visitor(quarter, has, 0).any(axis=0))


def _by_visitor(quarter: Quarter, columns: list[NDArray[np.int64]], absent: int) -> NDArray[np.int64]:
    """Return one column of each policy by visitor, shape (2, visitors); `absent` where one never became a lead."""
    found = np.full(quarter.places.shape, absent, dtype=np.int64)
    for row, places, column in zip(found, quarter.places, columns, strict=True):
        has = places != NONE
        row[has] = column[places[has]]
    return found
