"""Conditions as values: what a `when:` says, after parsing and type checking.

A comparison with a missing fact is false, `!=` and `not in` included; `Not` negates the result of what it holds.
Every fact named is in the vocabulary or derived earlier, every category value is one of the fact's `values`
(aliases resolved), every number is finite: the parser has seen to it, so that evaluation cannot fail.
"""

from dataclasses import dataclass
from enum import StrEnum


class Comparator(StrEnum):
    """How a fact is compared."""

    EQ = "=="
    NE = "!="
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="


@dataclass(frozen=True, slots=True)
class Always:
    """`true`, `false`, or `otherwise: true`."""

    value: bool


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag by its name: true where it is known to be true."""

    fact: str


@dataclass(frozen=True, slots=True)
class Missing:
    """`missing(fact)`; `known(fact)` is its negation."""

    fact: str


@dataclass(frozen=True, slots=True)
class Compare:
    """A known fact compared with a value: numbers with any comparator, categories and flags with == and != only."""

    fact: str
    comparator: Comparator
    value: str | float | bool


@dataclass(frozen=True, slots=True)
class Member:
    """A known fact is one of the values (`in`), or is none of them (`negated`: `not in`)."""

    fact: str
    values: tuple[str | float, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Not:
    """The negation of a condition's result."""

    term: "Condition"


@dataclass(frozen=True, slots=True)
class And:
    """All terms hold; at least two. A chained comparison is one of these."""

    terms: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any term holds; at least two."""

    terms: tuple["Condition", ...]


Condition = Always | Flag | Missing | Compare | Member | Not | And | Or

OTHERWISE = Always(True)


def facts_read(condition: Condition) -> frozenset[str]:
    """Return the names of the facts that a condition reads."""
    match condition:
        case Always():
            return frozenset()
        case Not(term):
            return facts_read(term)
        case And(terms) | Or(terms):
            return frozenset().union(*(facts_read(term) for term in terms))
        case Flag(fact) | Missing(fact) | Compare(fact) | Member(fact):
            return frozenset({fact})
