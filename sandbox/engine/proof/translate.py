"""Conditions as terms over a policy's space: derived facts are replaced by what they follow from."""

from dataclasses import dataclass, field

from sandbox.domain.facts import FactValue
from sandbox.engine.condition import Always, And, Condition, Not, Or
from sandbox.engine.policy import Policy
from sandbox.engine.proof.atoms import Leaf, leaf_holds
from sandbox.engine.proof.space import Space
from sandbox.engine.proof.terms import FALSE, TRUE, Term, Terms


@dataclass(slots=True, kw_only=True)
class Translator:
    """Turns a policy's conditions into terms.

    Facts named in `free` stand for themselves, as if they followed from nothing. The sums always do: which of them go
    together with which other facts is for `Sums` to say.
    """

    policy: Policy
    space: Space
    terms: Terms
    free: frozenset[str] = frozenset()
    _known: dict[tuple[Condition, bool], Term] = field(default_factory=dict)

    def term(self, condition: Condition, *, holding: bool = True) -> Term:
        """Return the term that a condition holds, or that it does not."""
        known = self._known.get((condition, holding))
        if known is None:
            known = self._known[condition, holding] = self._term(condition, holding=holding)
        return known

    def _term(self, condition: Condition, *, holding: bool) -> Term:
        match condition:
            case Always(value):
                return TRUE if value is holding else FALSE
            case Not(term):
                return self.term(term, holding=not holding)
            case And(terms) | Or(terms):
                parts = [self.term(term, holding=holding) for term in terms]
                return self.terms.every(parts) if isinstance(condition, And) is holding else self.terms.some(parts)
            case _:
                return self._leaf(condition, holding=holding)

    def _leaf(self, leaf: Leaf, *, holding: bool) -> Term:
        if leaf.fact not in self.free:
            match leaf.fact:
                case "mql":
                    return self._verdict(leaf, self.policy.mql, holding=holding)
                case "sql":
                    return self._verdict(leaf, self.policy.sql, holding=holding)
                case "grade":
                    return self._grade(leaf, holding=holding)
        place = self.space.places[leaf.fact]
        mask = self.space.variables[place].atoms_where(leaf)
        return self.terms.literal(place, mask if holding else ~mask)

    def _verdict(self, leaf: Leaf, definition: Condition, *, holding: bool) -> Term:
        """Return the term of a leaf about a flag that is true where its definition holds, else false."""
        verdicts = [verdict for verdict in (True, False) if leaf_holds(leaf, verdict) is holding]
        return self.terms.some(self.term(definition, holding=verdict) for verdict in verdicts)

    def _grade(self, leaf: Leaf, *, holding: bool) -> Term:
        """Return the term of a leaf about the grade: a row with such a grade matches, none with another above it."""
        no_grade: FactValue = None
        if not self.policy.grades:
            return TRUE if leaf_holds(leaf, no_grade) is holding else FALSE
        ways: list[Term] = []
        passed: list[Term] = []
        for row in self.policy.grades:
            if leaf_holds(leaf, row.grade) is holding:
                ways.append(self.terms.every([self.term(row.when), *passed]))
            else:
                passed.append(self.term(row.when, holding=False))
        return self.terms.some(ways)
