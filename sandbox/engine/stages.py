"""A policy as stages of forward chains, one chain for each moment at which its rules are asked.

On arrival these are scoring, grading, qualifying and routing; each phase has as many stages as it takes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from sandbox.domain.facts import CONVERSATION_FACTS, DERIVED_FACTS, HISTORY_FACTS, Fact
from sandbox.engine.clauses import Clause, Literal, Premise, clauses_of
from sandbox.engine.condition import Condition, facts_read
from sandbox.engine.policy import Policy

MAX_CLAUSES = 50
"""Clauses of one stage. durable_rules gives up on a fact that satisfies more than 64 conditions side by side."""

MAX_WIDTH = 400
"""Values listed in one stage. durable_rules hangs where more than 512 conditions stand side by side."""


class Moment(StrEnum):
    """When rules are asked: on arrival and return, after a conversation, while marketing holds a lead."""

    ARRIVAL = "arrival"
    CONVERSATION = "conversation"
    NURTURE = "nurture"

    @property
    def given(self) -> Mapping[str, Fact]:
        """The facts that come with the lead, beside those of the vocabulary."""
        if self is Moment.ARRIVAL:
            return HISTORY_FACTS
        revealed = CONVERSATION_FACTS if self is Moment.CONVERSATION else {}
        return {**HISTORY_FACTS, **DERIVED_FACTS, **revealed}


class Phase(StrEnum):
    """What is found out; the phases of a moment stand in their order, and each reads what those before it found."""

    SCORING = "scoring"
    GRADING = "grading"
    QUALIFYING = "qualifying"
    ROUTING = "routing"
    JUDGING = "judging"
    FOLLOWING = "following"
    NURTURING = "nurturing"
    PROMOTING = "promoting"

    @property
    def is_first_match(self) -> bool:
        """Whether the first rule that matches ends the phase."""
        return self in {Phase.GRADING, Phase.ROUTING, Phase.FOLLOWING, Phase.NURTURING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Clauses that are matched together, once everything they read is known."""

    phase: Phase
    clauses: tuple[Clause, ...] = ()

    @property
    def facts(self) -> frozenset[str]:
        """The facts that the clauses read."""
        tests = [term.test for clause in self.clauses for term in clause.terms if isinstance(term, Literal)]
        return frozenset().union(*(facts_read(test) for test in tests))

    @property
    def premises(self) -> frozenset[str]:
        """The names of the premises that the clauses read."""
        terms = [term for clause in self.clauses for term in clause.terms]
        return frozenset(term.name for term in terms if isinstance(term, Premise))


def stages_of(policy: Policy, moment: Moment) -> tuple[Stage, ...]:
    """Return the stages of a policy's rules of a moment; every phase has at least one."""
    return tuple(
        stage
        for phase, conditions in _rules_of(policy, moment).items()
        for stage in _stages(phase, clauses_of(phase, conditions))
    )


def _rules_of(policy: Policy, moment: Moment) -> dict[Phase, list[Condition]]:
    """Return the conditions of each phase of a moment, in the order of the phases."""
    match moment:
        case Moment.ARRIVAL:
            return {
                Phase.SCORING: [rule.when for rule in policy.scoring],
                Phase.GRADING: [row.when for row in policy.grades],
                Phase.QUALIFYING: [policy.mql],
                Phase.ROUTING: [row.when for row in policy.routing],
            }
        case Moment.CONVERSATION:
            return {Phase.JUDGING: [policy.sql], Phase.FOLLOWING: [row.when for row in policy.after_contact]}
        case Moment.NURTURE:
            # What a row waits for is asked of every row: which row is the lead's own, the first phase has said.
            return {
                Phase.NURTURING: [row.when for row in policy.nurture],
                Phase.PROMOTING: [row.promote_when for row in policy.nurture],
            }


def _stages(phase: Phase, clauses: list[Clause]) -> list[Stage]:
    """Return the stages of a phase: one for the premises of each depth, then the rules, split where they are many."""
    stages = [
        Stage(phase=phase, clauses=part)
        for _, same_depth in groupby(clauses, key=_depth)
        for part in _parts(same_depth)
    ]
    return stages or [Stage(phase=phase)]


def _depth(clause: Clause) -> int | None:
    return clause.conclusion.depth if isinstance(clause.conclusion, Premise) else None


def _parts(clauses: Iterable[Clause]) -> list[tuple[Clause, ...]]:
    parts: list[list[Clause]] = [[]]
    for clause in clauses:
        is_full = len(parts[-1]) == MAX_CLAUSES or sum(c.width for c in parts[-1]) + clause.width > MAX_WIDTH
        if is_full:
            parts.append([])
        parts[-1].append(clause)
    return [tuple(part) for part in parts]
