"""A policy that has been read and checked: plain values, nothing left that could fail."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.domain.diagnostics import Span
from sandbox.domain.facts import Vocabulary
from sandbox.domain.playbook import Playbook
from sandbox.engine.condition import OTHERWISE, Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoringRule:
    """Adds its points (finite, may be negative) to the score of every lead that it matches."""

    id: str
    when: Condition
    points: float


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
class Policy:
    """One lead policy.

    `grade_floors` gives the least score of each grade, highest grade first, e.g. {A: 60, B: 40, C: 15, D: -inf}; the
    last one is -inf ("below"). Empty: leads have no grade. `scoring` in file order: points are added in that order.
    The last row of `routing` is `otherwise`. `mql` reads facts, score and grade; routing reads mql as well.
    `places` says where things stand in the file, e.g. ("queues", "inside_sales", "team"), for later checks.
    """

    id: str
    name: str
    summary: str
    sha256: str
    vocabulary: Vocabulary
    scoring: tuple[ScoringRule, ...]
    grade_floors: Mapping[str, float]
    routing: tuple[RoutingRow, ...]
    playbook: Playbook
    mql: Condition = OTHERWISE
    places: Mapping[tuple[str, ...], Span] = field(default_factory=dict, compare=False, repr=False)
