"""Facts and clauses in the form that durable_rules reads: flat JSON objects, and patterns that they match.

Every fact keeps one type. Categories are text, flags "yes" or "no", numbers the integers that sort as they do. A
comparison with an absent property never holds there, so a missing fact is simply absent; `$nex` asks for its absence.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandbox.domain.facts import MISSING_CODE, Columns, Fact, Kind
from sandbox.engine.clauses import Literal, Term
from sandbox.engine.condition import Always, Comparator, Compare, Condition, Member, Missing, Not, facts_read

Pattern = dict[str, Any]
Encoded = str | int

STAGE = "stage"
YES, NO = "yes", "no"
ANYTHING = 1
"""`$ex` and `$nex` want a value beside the name and do not read it."""

_OPERATORS = {
    Comparator.NE: "$neq",
    Comparator.LT: "$lt",
    Comparator.LE: "$lte",
    Comparator.GT: "$gt",
    Comparator.GE: "$gte",
}
_LARGEST = np.int64(2**63 - 1)


def property_of(fact: str) -> str:
    """Return the property that carries a fact; durable_rules keeps `id` and `sid` for itself."""
    return f"fact_{fact}"


def sortable(numbers: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return integers that compare with each other exactly as the numbers do; NaN has no place among them.

    Floats of one sign sort as their bits do (IEEE 754); -0.0 becomes 0.0 first.
    """
    bits = (numbers + 0.0).view(np.int64)
    return np.where(bits < 0, -(bits & _LARGEST), bits)


def encode_columns(columns: Columns, facts: Mapping[str, Fact]) -> dict[str, list[Encoded | None]]:
    """Return the facts that have a column, one value a lead, None where missing."""
    return {name: _encode_column(columns[name], fact) for name, fact in facts.items() if name in columns}


def _encode_column(column: NDArray[Any], fact: Fact) -> list[Encoded | None]:
    if fact.kind is Kind.NUMBER:
        integers = sortable(np.asarray(column, dtype=np.float64)).tolist()
        return [None if lacks else integer for integer, lacks in zip(integers, np.isnan(column).tolist(), strict=True)]
    values = (NO, YES) if fact.kind is Kind.FLAG else fact.values
    return [None if code == MISSING_CODE else values[code] for code in column.tolist()]


def encode(value: str | float | bool) -> Encoded:
    """Return one value of a fact, or one value that a fact is compared with."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return YES if value else NO
    return int(sortable(np.array([value], dtype=np.float64))[0])


def terms_pattern(terms: Iterable[Term], stage: int) -> Pattern:
    """Return what the lead's fact of a stage must match for all terms to hold."""
    return {"$and": [{STAGE: stage}, *(pattern for term in terms for pattern in _patterns(term))]}


def _patterns(term: Term) -> list[Pattern]:
    """Return the patterns that all must match for a term to hold; at most one way of matching exists."""
    if not isinstance(term, Literal):
        return [{term.name: YES}]
    patterns = _test_patterns(term.test)
    if not term.or_missing:
        return patterns
    together = patterns[0] if len(patterns) == 1 else {"$and": patterns}
    (fact,) = facts_read(term.test)
    absent = {"$nex": {property_of(fact): ANYTHING}}
    return [{"$or": [absent, *together.get("$or", [together])]}]


def _test_patterns(test: Condition) -> list[Pattern]:
    match test:
        case Always(value):
            return [{"$ex" if value else "$nex": {STAGE: ANYTHING}}]
        case Missing(fact):
            return [{"$nex": {property_of(fact): ANYTHING}}]
        case Not(Missing(fact)):
            return [{"$ex": {property_of(fact): ANYTHING}}]
        case Compare(fact, comparator, value):
            return [_comparison(fact, comparator, value)]
        case Member(fact, values, negated):
            comparisons = [_comparison(fact, Comparator.NE if negated else Comparator.EQ, value) for value in values]
            return comparisons if negated or len(comparisons) == 1 else [{"$or": comparisons}]
    raise TypeError(test)  # pragma: no cover - clauses hold no other tests


def _comparison(fact: str, comparator: Comparator, value: str | float | bool) -> Pattern:
    equal = {property_of(fact): encode(value)}
    return equal if comparator is Comparator.EQ else {_OPERATORS[comparator]: equal}
