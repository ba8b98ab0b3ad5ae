"""Random conditions over some facts, for random policies."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from sandbox.domain.facts import SUMS, Fact, Kind
from sandbox.engine.condition import Always, And, Comparator, Compare, Condition, Flag, Member, Missing, Not, Or

T = TypeVar("T")

NUMBERS = (
    *(0.0, 1.0, -1.0, 0.1, 0.2, 0.30000000000000004, 7.5, 10.0, 30.0, -2.5, 250.0),
    *(1e-7, -1e-7, 5e-324, 1e16, 9007199254740993.0, -1e300, 1.7976931348623157e308),
)
"""Numbers that rules compare with: small ones, so that ranges meet, and those that text or integers would garble."""


@st.composite
def conditions(draw: DrawFn, facts: Mapping[str, Fact], numbers: Sequence[float] = NUMBERS) -> Condition:
    """Return conditions over some facts, nested up to three deep; where sums of points are known, half read them.

    Written with single draws, because strategies made anew for every policy take most of a test's time.
    """
    sums = tuple(facts[name] for name in SUMS if name in facts)
    return _condition(draw, (*facts.values(), *sums, *sums), numbers, depth=3)


def _condition(draw: DrawFn, facts: Sequence[Fact], numbers: Sequence[float], depth: int) -> Condition:
    shape = draw(st.integers(0, 9)) if depth else 0
    if shape <= 5:
        return _comparison(draw, pick(draw, facts), numbers)
    if shape == 6:
        return Always(draw(st.booleans()))
    if shape == 7:
        return Not(_condition(draw, facts, numbers, depth - 1))
    terms = tuple(_condition(draw, facts, numbers, depth - 1) for _ in range(draw(st.integers(2, 3))))
    return And(terms) if shape == 8 else Or(terms)


def _comparison(draw: DrawFn, fact: Fact, numbers: Sequence[float]) -> Condition:
    """Return a condition that reads one fact and nothing else."""
    shape = draw(st.integers(0, 3))
    if shape == 0:
        return Missing(fact.name)
    if fact.kind is Kind.FLAG:
        equality = pick(draw, (Comparator.EQ, Comparator.NE))
        return Flag(fact.name) if shape == 1 else Compare(fact.name, equality, draw(st.booleans()))
    values: Sequence[str | float] = numbers if fact.kind is Kind.NUMBER else fact.values
    if shape == 1:
        listed = tuple(pick(draw, values) for _ in range(draw(st.integers(1, 3))))
        return Member(fact.name, listed, draw(st.booleans()))
    comparators = tuple(Comparator) if fact.kind is Kind.NUMBER else (Comparator.EQ, Comparator.NE)
    return Compare(fact.name, pick(draw, comparators), pick(draw, values))


def pick(draw: DrawFn, options: Sequence[T]) -> T:
    """Return one of some options."""
    return options[draw(st.integers(0, len(options) - 1))]
