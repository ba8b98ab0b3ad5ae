"""Leads decided by two policies: how many differently, from where to where, and which rules made the difference."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandbox.domain.decision import Decision, Decisions
from sandbox.domain.facts import GRADES, Columns, Lead, Vocabulary, lead_at
from sandbox.engine.answers import DECISION, Aspect
from sandbox.engine.changed_rules import ON_ARRIVAL, ChangedRule, changed_rules
from sandbox.engine.policy import Policy
from sandbox.engine.table import DecisionTable, compile_policy
from sandbox.study.diff_rules import difference_made

EXAMPLES = 5
BLOCK_LEADS = 65_536
"""Leads compared at a time, so that memory does not grow with their number times that of the rules."""

NO_VALUE = "none"
"""What no grade and no cadence are called in tables."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leads:
    """The same leads as each policy knows them; columns of shape (leads,).

    The facts differ only where the policies' forms ask for different ones. `names` has what each lead is called, such
    as the line of its row; its meaning is `named` ("line").
    """

    facts: tuple[Columns, Columns]
    names: NDArray[np.int64]
    named: str

    def __len__(self) -> int:
        """Return the number of leads."""
        return len(self.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossTable:
    """How many leads get what from either policy: `counts` has shape (labels, labels), first policy by second."""

    labels: tuple[str, ...]
    counts: NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCount:
    """A rule that is not the same in both policies, and how many differently decided leads it made a difference for."""

    rule: ChangedRule
    leads: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleLead:
    """A lead that is decided differently: what either policy knows of it and says, and by which changed rules."""

    name: int
    leads: tuple[Lead, Lead]
    decisions: tuple[Decision, Decision]
    rules: tuple[ChangedRule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadsDiff:
    """What was found. `by_aspect` counts leads whose mql, score, .. differ, `different` those with any of these.

    `rules` count leads, the most first; one lead may count for several. `unattributed` are differently decided leads
    for which no changed rule made the difference: forms ask for other facts, or sums are rounded otherwise.
    """

    leads: int
    named: str
    different: int
    by_aspect: Mapping[Aspect, int]
    grades: CrossTable
    queues: CrossTable
    rules: tuple[RuleCount, ...]
    unattributed: int
    examples: tuple[ExampleLead, ...]

    @property
    def share(self) -> float:
        """The share of leads decided differently, 0 without leads."""
        return self.different / self.leads if self.leads else 0.0


@dataclass(slots=True, kw_only=True)
class _Kind:
    """Leads that are decided differently in the same way: how many, and the first of them."""

    leads: int = 0
    first: list[int] = field(default_factory=list)


class _Labels:
    """What the policies call their destinations or cadences, under numbers that both share."""

    def __init__(self, first: Sequence[str], second: Sequence[str]) -> None:
        self.names = tuple(dict.fromkeys([*first, *second]))
        # One place more, at which -1 finds none.
        self._codes = [np.array([*map(self.names.index, names), -1]) for names in (first, second)]

    def of(self, column: NDArray[np.int16], policy: int) -> NDArray[np.int64]:
        """Return a column of the first (0) or second (1) policy under the shared numbers."""
        return np.asarray(self._codes[policy][column], dtype=np.int64)


class _Comparison:
    """Counts that grow block by block."""

    def __init__(self, first: Policy, second: Policy) -> None:
        self.policies = (first, second)
        self.tables: tuple[DecisionTable, DecisionTable] = (compile_policy(first), compile_policy(second))
        ends = [table.destinations for table in self.tables]
        self.queues = _Labels(*(one.queue_names for one in ends))
        self.cadences = _Labels(*(one.cadence_names for one in ends))
        self.changed = [rule for rule in changed_rules(first, second) if rule.section in ON_ARRIVAL]
        self.different = self.unattributed = 0
        self.by_aspect = dict.fromkeys(DECISION, 0)
        self.by_rule = [0] * len(self.changed)
        self.grade_counts = np.zeros((len(GRADES) + 1, len(GRADES) + 1), dtype=np.int64)
        self.queue_counts = np.zeros((len(self.queues.names), len(self.queues.names)), dtype=np.int64)
        self.kinds: dict[tuple[int, ...], _Kind] = {}

    def add(self, leads: Leads, block: slice) -> None:
        """Decide and count the leads of a block."""
        one, other = self.decide(leads, block)
        said = self._said(one, 0), self._said(other, 1)
        differs = {aspect: said[0][aspect] != said[1][aspect] for aspect in DECISION}
        is_different = np.logical_or.reduce(list(differs.values()))
        self.different += int(is_different.sum())
        for aspect, mask in differs.items():
            self.by_aspect[aspect] += int(mask.sum())
        np.add.at(self.grade_counts, (said[0][Aspect.GRADE], said[1][Aspect.GRADE]), 1)
        np.add.at(self.queue_counts, (said[0][Aspect.QUEUE], said[1][Aspect.QUEUE]), 1)
        self._count_rules(one, other, is_different)
        self._count_kinds(said, np.flatnonzero(is_different), block.start)

    def decide(self, leads: Leads, block: slice) -> tuple[Decisions, Decisions]:
        """Return what each policy decides of a block."""
        first, second = (
            table.decide({name: column[block] for name, column in facts.items()}, block.stop - block.start)
            for table, facts in zip(self.tables, leads.facts, strict=True)
        )
        return first, second

    def _said(self, decisions: Decisions, policy: int) -> dict[Aspect, NDArray[Any]]:
        """Return decisions as columns that can be compared."""
        said: dict[Aspect, NDArray[Any]] = {aspect: getattr(decisions, aspect) for aspect in DECISION}
        said[Aspect.QUEUE] = self.queues.of(decisions.queue, policy)
        said[Aspect.CADENCE] = self.cadences.of(decisions.cadence, policy)
        return said

    def _count_rules(self, one: Decisions, other: Decisions, is_different: NDArray[np.bool_]) -> None:
        is_told = np.zeros_like(is_different)
        for number, rule in enumerate(self.changed):
            made = is_different & difference_made(rule, self.policies, (one, other))
            self.by_rule[number] += int(made.sum())
            is_told |= made
        self.unattributed += int((is_different & ~is_told).sum())

    def _count_kinds(
        self, said: Sequence[Mapping[Aspect, NDArray[Any]]], numbers: NDArray[np.int64], start: int
    ) -> None:
        if not len(numbers):
            return
        apart = (Aspect.GRADE, Aspect.QUEUE, Aspect.MQL, Aspect.CADENCE)
        ways = np.stack([one[aspect][numbers].astype(np.int64) for aspect in apart for one in said], axis=1)
        rows, inverse, counts = np.unique(ways, axis=0, return_inverse=True, return_counts=True)
        order = np.argsort(inverse.ravel(), kind="stable")
        ends = np.cumsum(counts)
        for row, end, count in zip(rows.tolist(), ends.tolist(), counts.tolist(), strict=True):
            kind = self.kinds.setdefault(tuple(row), _Kind())
            kind.leads += count
            members = numbers[order[end - count : end][: EXAMPLES - len(kind.first)]]
            kind.first += [start + int(number) for number in members]


def compare_leads(first: Policy, second: Policy, leads: Leads) -> LeadsDiff:
    """Return how two policies of one vocabulary decide the same leads."""
    found = _Comparison(first, second)
    for start in range(0, len(leads), BLOCK_LEADS):
        found.add(leads, slice(start, min(start + BLOCK_LEADS, len(leads))))
    rules = [RuleCount(rule=rule, leads=count) for rule, count in zip(found.changed, found.by_rule, strict=True)]
    chosen = _diverse(list(found.kinds.values()))
    return LeadsDiff(
        leads=len(leads),
        named=leads.named,
        different=found.different,
        by_aspect=found.by_aspect,
        grades=CrossTable(labels=(*GRADES, NO_VALUE), counts=found.grade_counts),
        queues=CrossTable(labels=found.queues.names, counts=found.queue_counts),
        rules=tuple(sorted((one for one in rules if one.leads), key=lambda one: -one.leads)),
        unattributed=found.unattributed,
        examples=tuple(_example(found, leads, number) for number in chosen),
    )


def _diverse(kinds: Sequence[_Kind]) -> list[int]:
    """Return the first lead of each kind, the largest kind first; where kinds are few, their second leads as well."""
    ranked = sorted(kinds, key=lambda kind: (-kind.leads, kind.first[0]))
    return list(_in_turn([kind.first for kind in ranked]))[:EXAMPLES]


def _in_turn(lists: Sequence[Sequence[int]]) -> Iterator[int]:
    for turn in range(EXAMPLES):
        yield from (one[turn] for one in lists if turn < len(one))


def _example(found: _Comparison, leads: Leads, number: int) -> ExampleLead:
    one, other = found.decide(leads, slice(number, number + 1))
    vocabulary = found.policies[0].vocabulary
    made = [rule for rule in found.changed if difference_made(rule, found.policies, (one, other))[0]]
    return ExampleLead(
        name=int(leads.names[number]),
        leads=(_known_of(leads.facts[0], number, vocabulary), _known_of(leads.facts[1], number, vocabulary)),
        decisions=(one.at(0), other.at(0)),
        rules=tuple(made),
    )


def _known_of(columns: Columns, number: int, vocabulary: Vocabulary) -> Lead:
    """Return what is known of a lead."""
    lead = lead_at(columns, number, vocabulary.facts)
    return {name: value for name, value in lead.items() if value is not None}
