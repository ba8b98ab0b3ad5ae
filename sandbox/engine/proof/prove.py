"""What can be proven of a policy's conditions: a lead for which they hold, that there is none, or neither in time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sandbox.domain.facts import HISTORY_FACTS, SQL_FACT, SUMS, FactValue
from sandbox.engine.condition import Condition, facts_read
from sandbox.engine.policy import Policy
from sandbox.engine.proof.points import tally_of
from sandbox.engine.proof.search import search
from sandbox.engine.proof.space import DERIVED, Space, space_of
from sandbox.engine.proof.sums import Fit, Sums
from sandbox.engine.proof.terms import Budget, Domains, Term, Terms, holds
from sandbox.engine.proof.translate import Translator

ALL_STEPS = 600_000
"""Steps that all questions about a policy may take together: a few seconds.

A step is a term narrowed, a domain split, or two sums added.
"""


class Moment(StrEnum):
    """When a condition is read; after the decision, derived facts may follow from facts that have changed since."""

    DECISION = "decision"
    CONVERSATION = "conversation"
    NURTURE = "nurture"


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """A lead, by its known facts, for which the conditions hold; what a conversation reveals is among them."""

    lead: Mapping[str, FactValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsatisfiable:
    """No lead satisfies the conditions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """The steps did not suffice, or the answer depends on how facts change between two moments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shadowed:
    """No lead gets to a row, because rows above it take all that match.

    `rows` are those rows, none of which could be left out, each with a lead that it takes; without leads where they
    would depend on how facts change between two moments.
    """

    rows: tuple[int, ...]
    leads: tuple[Mapping[str, FactValue], ...]


Verdict = Witness | Unsatisfiable | Unknown


@dataclass(slots=True, kw_only=True)
class Prover:
    """Answers questions about one policy, each exact or `Unknown`.

    Conditions may join the policy's own comparisons in any way, and ask whether a fact that it reads is missing; others
    are named when the prover is made.

    `linked` translates conditions of leads whose facts have not changed since the decision; `free` those of leads of
    whose derived facts nothing is known, which are more leads than there can be. `history` are the facts of a lead's
    history from which the decision follows.
    """

    policy: Policy
    space: Space
    terms: Terms
    sums: Sums
    linked: Translator
    free: Mapping[Moment, Translator]
    history: frozenset[str]

    def satisfiable(self, *conditions: Condition, moment: Moment = Moment.DECISION) -> Verdict:
        """Say whether a lead satisfies all conditions at once."""
        if not self._may_have_changed(conditions, moment):
            return self._verdict(conditions)
        translator = self.free[moment]
        if self._find([translator.term(condition) for condition in conditions], sums=None) is Fit.NONE:
            return Unsatisfiable()
        found = Unknown() if self._is_history_mixed(conditions) else self._verdict(conditions)
        return found if isinstance(found, Witness) else Unknown()

    def first_match(
        self, rows: Sequence[Condition], row: int, *, moment: Moment = Moment.DECISION
    ) -> Witness | Shadowed | Unknown:
        """Say whether a lead gets to a row: one that matches it and no row above it."""
        read = rows[: row + 1]
        if not self._may_have_changed(read, moment):
            return self._first_match(read, self.linked, self.sums)
        free = self._first_match(read, self.free[moment], None)
        if isinstance(free, Shadowed):
            return replace(free, leads=())
        linked = Unknown() if self._is_history_mixed(read) else self._first_match(read, self.linked, self.sums)
        return linked if isinstance(linked, Witness) else Unknown()

    def scores(self) -> dict[float, Mapping[str, FactValue]]:
        """Return the scores that leads can have, each with such a lead; none where there are too many to tell."""
        self.terms.budget.begin()
        leads: dict[float, Mapping[str, FactValue]] = {}
        for score, choice in self.sums.reachable():
            narrowed = dict(choice)
            domains = tuple(narrowed.get(place, mask) for place, mask in enumerate(self.terms.possible))
            leads[score] = self.space.lead(self.space.choose(domains))
        return leads

    def _may_have_changed(self, conditions: Iterable[Condition], moment: Moment) -> bool:
        return moment is not Moment.DECISION and bool(self._read(conditions) & DERIVED)

    def _is_history_mixed(self, conditions: Iterable[Condition]) -> bool:
        """Whether conditions read history from which the decision followed, too: it is another by now."""
        return bool(self._read(conditions) & self.history)

    def _read(self, conditions: Iterable[Condition]) -> frozenset[str]:
        read = frozenset[str]().union(*map(facts_read, conditions))
        return read | facts_read(self.policy.sql) if SQL_FACT.name in read else read

    def _verdict(self, conditions: Iterable[Condition]) -> Verdict:
        found = self._find([self.linked.term(condition) for condition in conditions], self.sums)
        if isinstance(found, Fit):
            return Unsatisfiable() if found is Fit.NONE else Unknown()
        return Witness(lead=self.space.lead(found))

    def _first_match(
        self, rows: Sequence[Condition], translator: Translator, sums: Sums | None
    ) -> Witness | Shadowed | Unknown:
        """Look for a lead of the last row, and around every row that takes the one found, until one gets through."""
        *above, row = rows
        wanted = translator.term(row)
        takers: dict[int, Domains] = {}
        while True:
            passed = {taker: translator.term(above[taker], holding=False) for taker in takers}
            found = self._find([wanted, *passed.values()], sums)
            if found is Fit.NONE:
                kept = self._needed(wanted, passed, sums)
                return Shadowed(rows=kept, leads=tuple(self.space.lead(takers[taker]) for taker in kept))
            if isinstance(found, Fit):
                return Unknown()
            taker = next((n for n, other in enumerate(above) if holds(translator.term(other), found)), None)
            if taker is None:
                return Witness(lead=self.space.lead(found))
            takers[taker] = found

    def _needed(self, wanted: Term, passed: dict[int, Term], sums: Sums | None) -> tuple[int, ...]:
        """Return the rows, in order, that together take every lead of a row, and none of which can be left out."""
        for taker in sorted(passed, reverse=True):
            others = [term for row, term in passed.items() if row != taker]
            if self._find([wanted, *others], sums) is Fit.NONE:
                del passed[taker]
        return tuple(sorted(passed))

    def _find(self, wanted: Sequence[Term], sums: Sums | None) -> Domains | Fit:
        """Return one atom of each variable that satisfies the terms, or why there is none."""
        self.terms.budget.begin()
        found = search(wanted, self.terms, sums)
        if isinstance(found, Fit):
            return found
        atoms = self.space.choose(found)
        if sums is None:
            return atoms
        places = sums.places(atoms)
        return tuple(places.get(place, mask) for place, mask in enumerate(atoms))


def prover_of(policy: Policy, steps: int = ALL_STEPS, asked: Iterable[Condition] = ()) -> Prover:
    """Return a prover for a policy that may take so many steps for all questions together.

    Conditions with comparisons that the policy does not make must be among those `asked` about.
    """
    space = space_of(policy, asked)
    terms = Terms(possible=space.possible, budget=Budget(total=steps))
    decided = {*SUMS, "grade", "mql"}
    free = {Moment.CONVERSATION: frozenset(decided), Moment.NURTURE: frozenset({*decided, SQL_FACT.name})}
    linked = Translator(policy=policy, space=space, terms=terms)
    chain = [*(rule.when for rule in policy.scoring), *(row.when for row in policy.grades), policy.mql]
    return Prover(
        policy=policy,
        space=space,
        terms=terms,
        sums=_sums_of(policy, linked),
        linked=linked,
        free={
            moment: Translator(policy=policy, space=space, terms=terms, free=names) for moment, names in free.items()
        },
        history=frozenset().union(*map(facts_read, chain)) & frozenset(HISTORY_FACTS),
    )


def _sums_of(policy: Policy, translator: Translator) -> Sums:
    space = translator.space
    names = [name for name in SUMS if name in space.places]
    points = [[rule.points if name in rule.sums else 0.0 for rule in policy.scoring] for name in names]
    return Sums(
        terms=translator.terms,
        rules=[translator.term(rule.when) for rule in policy.scoring],
        tally=tally_of(points, len(policy.scoring)),
        sums={space.places[name]: space.variables[space.places[name]] for name in names},
    )
