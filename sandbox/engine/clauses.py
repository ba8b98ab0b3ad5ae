"""Conditions as clauses: what a forward-chaining engine without a general *not* can match.

A clause is a conjunction of literals; *not* is pushed down to the facts, where the negation of "less than" is "at
least, or missing". Alternatives become several clauses of one conclusion. An alternative inside a conjunction becomes
a premise, which clauses of its own establish before it is asked for: written out in place it would fire once for
every combination of alternatives that holds, thousands of times in a condition of a few lines.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from sandbox.engine.condition import Always, And, Comparator, Compare, Condition, Flag, Member, Missing, Not, Or

MAX_VALUES = 200
"""Values that one literal lists at most; of a longer list every part becomes an alternative."""

MAX_TERMS = 7
"""Literals that one clause has at most: durable_rules takes 32 parts of an expression, and a literal may need 4."""

_OPPOSITE = {
    Comparator.EQ: Comparator.NE,
    Comparator.NE: Comparator.EQ,
    Comparator.LT: Comparator.GE,
    Comparator.GE: Comparator.LT,
    Comparator.LE: Comparator.GT,
    Comparator.GT: Comparator.LE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal:
    """A test of one fact; with `or_missing` it holds where the fact is missing as well.

    `test` is a constant, a comparison, a membership of at least one value, `missing(fact)` or its negation.
    """

    test: Condition
    or_missing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Premise:
    """Something established by other clauses; those of depth 0 need no premises, those of depth n only lesser ones."""

    name: str
    depth: int


Term = Literal | Premise


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """Terms that together establish a conclusion: a premise, or that the n-th rule of a phase matches."""

    conclusion: Premise | int
    terms: tuple[Term, ...]

    @property
    def width(self) -> int:
        """The largest number of values that one term lists."""
        return max(
            len(t.test.values) if isinstance(t, Literal) and isinstance(t.test, Member) else 1 for t in self.terms
        )


@dataclass(frozen=True, slots=True)
class _All:
    terms: tuple["_Node", ...]


@dataclass(frozen=True, slots=True)
class _Any:
    terms: tuple["_Node", ...]


_Node = Literal | Premise | _All | _Any


def clauses_of(phase: str, rules: Sequence[Condition]) -> list[Clause]:
    """Return the clauses of a phase's rules: premises first, in the order of their depth, then the rules in order.

    Premises are named after the phase, so that no two phases mean different things by one name.
    """
    writer = _Writer(phase)
    for index, condition in enumerate(rules):
        node = _normal(condition, negated=False)
        for alternative in node.terms if isinstance(node, _Any) else (node,):
            writer.rules.append(Clause(conclusion=index, terms=writer.conjunction(alternative)))
    premises = sorted(writer.premises, key=lambda pair: pair[0].depth)
    return [Clause(conclusion=premise, terms=terms) for premise, terms in premises] + writer.rules


def _normal(condition: Condition, *, negated: bool) -> _Node:
    """Return a condition, or its negation, with *not* at the leaves, and nested ands and ors flattened."""
    match condition:
        case Not(term):
            return _normal(term, negated=not negated)
        case And(terms) | Or(terms):
            kind = _All if isinstance(condition, And) is not negated else _Any
            nodes = [_normal(term, negated=negated) for term in terms]
            return kind(tuple(part for node in nodes for part in (node.terms if isinstance(node, kind) else (node,))))
        case Always(value):
            return Literal(test=Always(value is not negated))
        case Missing():
            return Literal(test=Not(condition) if negated else condition)
        case Flag(fact):
            return Literal(test=Compare(fact, Comparator.EQ, not negated), or_missing=negated)
        case Compare(fact, comparator, value):
            comparator = _OPPOSITE[comparator] if negated else comparator
            return Literal(test=Compare(fact, comparator, value), or_missing=negated)
        case Member():
            return _member(condition, negated=negated)


def _member(member: Member, *, negated: bool) -> _Node:
    values = tuple(dict.fromkeys(member.values))
    excluded = member.negated is not negated
    if not values:
        missing = Missing(member.fact)
        empty: dict[tuple[bool, bool], Condition] = {
            (False, False): Always(False),
            (False, True): missing,
            (True, False): Not(missing),
            (True, True): Always(True),
        }
        return Literal(test=empty[excluded, negated])
    # All values that are excluded make one chain of tests; values of which one may match lie side by side.
    size = len(values) if excluded else MAX_VALUES
    parts = [values[start : start + size] for start in range(0, len(values), size)]
    literals = [Literal(test=Member(member.fact, part, excluded), or_missing=negated) for part in parts]
    return literals[0] if len(literals) == 1 else _Any(tuple(literals))


@dataclass(frozen=True, slots=True)
class _Writer:
    """Collects clauses, and the premises that they turn out to need."""

    phase: str
    rules: list[Clause] = field(default_factory=list)
    premises: list[tuple[Premise, tuple[Term, ...]]] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)

    def conjunction(self, node: _Node) -> tuple[Term, ...]:
        """Return the terms of a clause; what does not fit into one clause becomes premises."""
        terms = tuple(self._term(part) for part in (node.terms if isinstance(node, _All) else (node,)))
        while len(terms) > MAX_TERMS:
            parts = [terms[start : start + MAX_TERMS] for start in range(0, len(terms), MAX_TERMS)]
            terms = tuple(self._premise([part]) for part in parts)
        return terms

    def _term(self, node: _Node) -> Term:
        if isinstance(node, _Any):
            return self._premise([self.conjunction(alternative) for alternative in node.terms])
        if isinstance(node, _All):
            return self._premise([self.conjunction(node)])
        return node

    def _premise(self, alternatives: Sequence[tuple[Term, ...]]) -> Premise:
        depths = [term.depth for terms in alternatives for term in terms if isinstance(term, Premise)]
        premise = Premise(name=f"{self.phase}_premise_{next(self.numbers)}", depth=max(depths, default=-1) + 1)
        self.premises.extend((premise, terms) for terms in alternatives)
        return premise
