"""A policy that has been read and checked: plain values, nothing left that could fail."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from sandbox.domain.diagnostics import Span
from sandbox.domain.example import Example
from sandbox.domain.facts import Vocabulary
from sandbox.domain.playbook import Cadence, NextStep, NurtureProgram, Playbook, Queue
from sandbox.engine.condition import OTHERWISE, And, Comparator, Compare, Condition, Flag, facts_read


class Part(StrEnum):
    """What a scoring rule speaks of: who the lead is, or what it does."""

    FIT = "fit"
    ENGAGEMENT = "engagement"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoringRule:
    """Adds its points (finite, may be negative) to the score of every lead that it matches, and to its part's sum."""

    id: str
    when: Condition
    points: float
    part: Part | None = None

    @property
    def sums(self) -> tuple[str, ...]:
        """The derived facts that the points are added to."""
        return ("score",) if self.part is None else (self.part, "score")


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeRow:
    """Gives its grade to a lead that it matches, and no row above it does; it may read fit, engagement and score."""

    grade: str
    when: Condition


def grade_bands(floors: Mapping[str, float]) -> tuple[GradeRow, ...]:
    """Return the rows of grades that are bands of the score, given the least score of each, highest grade first.

    The floor of the last one is -inf ("below").
    """
    return tuple(
        GradeRow(grade=grade, when=OTHERWISE if floor == -math.inf else Compare("score", Comparator.GE, floor))
        for grade, floor in floors.items()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingRow:
    """Sends a lead that it matches, and no row above it does, to a queue, `nurture` or `close`.

    `cadence` replaces the queue's own; None keeps that one.
    """

    id: str
    when: Condition
    to: str
    cadence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRow:
    """What follows a conversation with a lead that it matches, and no row above it does.

    It may read `HISTORY_FACTS`, `CONVERSATION_FACTS`, and everything derived, sql included.
    """

    when: Condition
    step: NextStep


@dataclass(frozen=True, slots=True, kw_only=True)
class NurtureRow:
    """How marketing keeps in touch with a lead that it matches, and no row above it does.

    A signal sends the lead through routing again where `promote_when` holds.
    """

    when: Condition
    program: NurtureProgram
    promote_when: Condition = OTHERWISE


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Who answers for a policy, and which edition of it this is; no rule reads it. None: the policy does not say."""

    owner: str | None = None
    approved_by: tuple[str, ...] = ()
    effective_from: date | None = None
    revision: int | None = None


class Direction(StrEnum):
    """Where a score may go as a number grows, all other facts alike: never down, or never up."""

    UP = "up"
    DOWN = "down"


NEED_AND_TIMING = And((Flag("need"), Flag("timing")))
"""What counts as sales qualified where the policy does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One lead policy.

    `scoring` in file order: points are added in that order. The last row of `grades` is `otherwise`; without rows
    leads have no grade. So is the last row of `routing`. `mql` reads facts, fit, engagement, score and grade; routing
    reads mql as well. `sql` and `after_contact` speak of a conversation, `nurture` of leads that marketing holds; their
    last rows are `otherwise`, too.
    `monotone` declares how the score follows a number; no rule reads it. Of two leads that differ only in that number,
    known of both, the one with the larger number never has a lower score (`up`), or never a higher one (`down`).
    `places` says where things stand in the file, e.g. ("queues", "inside_sales", "team"), for later checks; `source` is
    the text of the file, without what was changed for one call.
    """

    id: str
    name: str
    summary: str
    sha256: str
    vocabulary: Vocabulary
    scoring: tuple[ScoringRule, ...]
    grades: tuple[GradeRow, ...]
    routing: tuple[RoutingRow, ...]
    playbook: Playbook
    mql: Condition = OTHERWISE
    sql: Condition = NEED_AND_TIMING
    after_contact: tuple[ContactRow, ...] = ()
    nurture: tuple[NurtureRow, ...] = ()
    about: About = About()
    monotone: Mapping[str, Direction] = field(default_factory=dict)
    examples: tuple[Example, ...] = ()
    places: Mapping[tuple[str, ...], Span] = field(default_factory=dict, compare=False, repr=False)
    source: str = field(default="", compare=False, repr=False)

    def place(self, *path: str) -> Span:
        """Return where something stands in the policy's file; where that is not known, the closest thing around it."""
        around = (path[:length] for length in range(len(path), -1, -1))
        return next((self.places[part] for part in around if part in self.places), Span(file=self.id))


def conditions_of(policy: Policy) -> Iterator[tuple[Condition, tuple[str, ...]]]:
    """Yield every condition of a policy with its path, under which `places` may know where it stands."""
    for rule in policy.scoring:
        yield rule.when, ("scoring", rule.id, "when")
    for index, grade in enumerate(policy.grades):
        yield grade.when, ("grades", str(index), "when")
    yield policy.mql, ("definitions", "mql")
    for row in policy.routing:
        yield row.when, ("routing", row.id, "when")
    yield policy.sql, ("definitions", "sql")
    for contact in policy.after_contact:
        yield contact.when, ("after_contact", contact.step.id, "when")
    for nurture in policy.nurture:
        yield nurture.when, ("nurture", nurture.program.id, "when")
        yield nurture.promote_when, ("nurture", nurture.program.id, "promote_when")


def facts_of_rules(policy: Policy) -> frozenset[str]:
    """Return the names of the facts that any rule of a policy reads."""
    return frozenset().union(*(facts_read(condition) for condition, _ in conditions_of(policy)))


def facts_of_talks(policy: Policy) -> frozenset[str]:
    """Return the names of the facts that the rules of a conversation read: `sql` and the rows of `after_contact`."""
    conditions = (policy.sql, *(row.when for row in policy.after_contact))
    return frozenset().union(*map(facts_read, conditions))


def cadences_of(policy: Policy, queue: Queue) -> tuple[Cadence, ...]:
    """Return the cadences that leads of a queue may follow: its own, and those that rows give to their leads."""
    given = [(row.to, row.cadence) for row in policy.routing]
    given += [(step.to, step.cadence) for step in policy.playbook.after_contact]
    names = (queue.cadence, *(cadence for to, cadence in given if to == queue.name and cadence is not None))
    return tuple(policy.playbook.cadences[name] for name in dict.fromkeys(names))
