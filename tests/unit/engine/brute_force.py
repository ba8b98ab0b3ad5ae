"""Every lead that a policy's conditions could tell apart, tried one after another by the decision table.

Slow on purpose, and without the prover's own atoms: of a number it takes every threshold, the floats beside it, and one
between each two.
"""

import math
from dataclasses import replace
from itertools import pairwise, product

from sandbox.domain.decision import Decisions
from sandbox.domain.facts import HISTORY_FACTS, Fact, FactValue, Kind, Lead, to_columns
from sandbox.engine.condition import facts_read
from sandbox.engine.policy import Policy, conditions_of
from sandbox.engine.table import compile_policy
from sandbox.testing.strategies import thresholds_of

MOST_LEADS = 30_000
_COUNTS = frozenset(name for name, fact in HISTORY_FACTS.items() if fact.kind is Kind.NUMBER)
"""Facts of a lead's history that are whole numbers and never missing."""


def choices(policy: Policy) -> dict[str, list[FactValue]]:
    """Return the values to try of each fact that a condition reads."""
    read = frozenset().union(*(facts_read(when) for when, _ in conditions_of(policy)))
    return {name: _values(policy, fact) for name, fact in _facts(policy).items() if name in read}


def _facts(policy: Policy) -> dict[str, Fact]:
    return {**HISTORY_FACTS, **policy.vocabulary.facts}


def count(policy: Policy) -> int:
    return math.prod(map(len, choices(policy).values()))


def every_lead(policy: Policy) -> list[Lead]:
    """Return a lead for every combination of values."""
    tried = choices(policy)
    return [dict(zip(tried, values, strict=True)) for values in product(*tried.values())]


def decide(policy: Policy, leads: list[Lead]) -> Decisions:
    """Decide leads whose history may be part of them; a count that is not is 0."""
    facts = _facts(policy)
    counts = {name: 0.0 for name in _COUNTS if name not in policy.vocabulary.facts}
    columns = to_columns([{**counts, **lead} for lead in leads], replace(policy.vocabulary, facts=facts))
    return compile_policy(policy).decide(columns, len(leads))


def _values(policy: Policy, fact: Fact) -> list[FactValue]:
    if fact.name in _COUNTS and fact.name not in policy.vocabulary.facts:
        counts = {math.floor(x) + step for x in _numbers(policy, fact) for step in (0, 1)}
        return [float(count) for count in sorted({0, *counts}) if count >= 0]
    if fact.kind is Kind.CATEGORY:
        return [None, *fact.values]
    return [None, True, False] if fact.kind is Kind.FLAG else [None, *_numbers(policy, fact)]


def _numbers(policy: Policy, fact: Fact) -> list[float]:
    thresholds = {float(x) for when, _ in conditions_of(policy) for x in thresholds_of(when, fact.name)}
    beside = {math.nextafter(x, end) for x in thresholds for end in (math.inf, -math.inf)}
    known = sorted(thresholds | beside | {0.0})
    between = {low / 2 + high / 2 for low, high in pairwise(known)}
    low = -math.inf if fact.low is None else fact.low
    high = math.inf if fact.high is None else fact.high
    ends = {end for end in (low, high) if math.isfinite(end)}
    return sorted(x for x in {*known, *between, *ends} if low <= x <= high and math.isfinite(x))
