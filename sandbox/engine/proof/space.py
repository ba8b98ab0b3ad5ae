"""The space of a policy's leads: every fact that a condition reads, with its atoms."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from sandbox.domain.facts import (
    CONVERSATION_FACTS,
    DERIVED_FACTS,
    GRADES,
    HISTORY_FACTS,
    SQL_FACT,
    SUMS,
    Fact,
    FactValue,
    Kind,
)
from sandbox.engine.condition import Condition, facts_read
from sandbox.engine.policy import Policy, conditions_of
from sandbox.engine.proof.atoms import Variable, values_compared, variable_of

DERIVED = frozenset({*DERIVED_FACTS, SQL_FACT.name})
"""Facts that follow from others."""

NEVER_MISSING = frozenset(fact.name for fact in HISTORY_FACTS.values() if fact.kind is Kind.NUMBER)
"""Counts of a lead's history; a new lead has 0 of them."""


@dataclass(frozen=True, kw_only=True)
class Space:
    """The facts that a policy's conditions read, derived ones included, in a fixed order."""

    variables: tuple[Variable, ...]

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The place of each fact among the variables."""
        return {variable.name: place for place, variable in enumerate(self.variables)}

    @property
    def possible(self) -> tuple[int, ...]:
        """The atoms that leads can have of each variable, as masks."""
        return tuple(variable.possible for variable in self.variables)

    def lead(self, atoms: tuple[int, ...]) -> dict[str, FactValue]:
        """Return the known facts of a lead, given one atom of each variable as a mask.

        Left out are derived facts, and counts of 0: that is what they are of a lead of whose history nothing is said.
        """
        values = {
            variable.name: variable.atoms[mask.bit_length() - 1]
            for variable, mask in zip(self.variables, atoms, strict=True)
            if variable.name not in DERIVED
        }
        return {
            name: value for name, value in values.items() if value is not None and (value or name not in NEVER_MISSING)
        }

    def choose(self, domains: tuple[int, ...]) -> tuple[int, ...]:
        """Return one atom of each variable inside its domain: missing where that is allowed."""
        return tuple(_chosen(variable, mask) for variable, mask in zip(self.variables, domains, strict=True))


def _chosen(variable: Variable, mask: int) -> int:
    missing = 1 << len(variable.atoms) - 1
    return mask & missing or mask & -mask


def space_of(policy: Policy, asked: Iterable[Condition] = ()) -> Space:
    """Return the space of a policy's leads, in which its conditions and those `asked` about can be told apart."""
    mentioned: dict[str, list[str | float | bool]] = {}
    for condition in (*(when for when, _ in conditions_of(policy)), *asked):
        for name in sorted(facts_read(condition)):
            mentioned.setdefault(name, [])
        for name, value in values_compared(condition):
            mentioned[name].append(value)
    facts = {**policy.vocabulary.facts, **HISTORY_FACTS, **CONVERSATION_FACTS, **_derived(policy)}
    return Space(
        variables=tuple(
            variable_of(
                facts[name],
                values,
                can_be_missing=_can_be_missing(policy, name),
                whole=name in NEVER_MISSING and name not in policy.vocabulary.facts,
            )
            for name, values in mentioned.items()
        )
    )


def _derived(policy: Policy) -> Mapping[str, Fact]:
    """Return the derived facts with the values that this policy gives them."""
    given = {row.grade for row in policy.grades}
    grade = replace(DERIVED_FACTS["grade"], values=tuple(grade for grade in GRADES if grade in given))
    return {**DERIVED_FACTS, SQL_FACT.name: SQL_FACT, "grade": grade}


def _can_be_missing(policy: Policy, name: str) -> bool:
    if name in policy.vocabulary.facts:
        return True
    if name == "grade":
        return not policy.grades
    # Before the first conversation nobody knows whether a lead is sales qualified.
    return name not in {*SUMS, "mql", *NEVER_MISSING}
