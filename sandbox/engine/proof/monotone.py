"""Which way a score follows a number: proven over all pairs of leads that differ only in it, or refuted by such a pair.

A score changes only where the number passes from one of its atoms to the next, so that neighbours suffice. Between two
neighbours most rules match alike and cancel out; of the others every sum of points gained and lost is found that some
lead can have. Where points do not add up exactly, rounding may depend on every rule, and so all of them are looked at.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from sandbox.domain.facts import FactValue
from sandbox.engine.policy import Direction
from sandbox.engine.proof.points import Tally, tally_of
from sandbox.engine.proof.prove import Prover, Unknown
from sandbox.engine.proof.sums import Choice
from sandbox.engine.proof.terms import Term, holds

Pair = tuple[Mapping[str, FactValue], Mapping[str, FactValue]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Follows:
    """The score follows the number as declared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaks:
    """Two leads, by their known facts, that differ only in the number, the smaller one first, and their scores."""

    leads: Pair
    scores: tuple[float, float]


def score_follows(prover: Prover, fact: str, direction: Direction) -> Follows | Breaks | Unknown:
    """Say whether the score never falls (`up`), or never rises (`down`), as a number grows and all else stays."""
    place = prover.space.places.get(fact)
    if place is None:  # No condition reads it.
        return Follows()
    prover.terms.budget.begin()
    variable = prover.space.variables[place]
    known = [1 << n for n, value in enumerate(variable.atoms) if value is not None and variable.possible >> n & 1]
    tally = tally_of([[rule.points for rule in prover.policy.scoring]], len(prover.policy.scoring))
    sign = 1.0 if direction is Direction.UP else -1.0
    is_unknown = False
    for pair in pairwise(known):
        sides = _Sides(prover=prover, tally=tally, place=place, atoms=pair)
        found = sides.find(lambda low, high: sign * (high - low) < 0)
        if isinstance(found, Breaks):
            return found
        is_unknown = is_unknown or isinstance(found, Unknown)
    return Unknown() if is_unknown else Follows()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sides:
    """Leads on two sides of a boundary of one number; `atoms` are the masks of the number on either side."""

    prover: Prover
    tally: Tally
    place: int
    atoms: tuple[int, int]

    def find(self, is_wrong: Callable[[float, float], bool]) -> Follows | Breaks | Unknown:
        """Return leads whose scores, that of the smaller number first, are wrong."""
        found = self.prover.sums.reach(self._weighted(), self.prover.terms.possible)
        if found is None:
            return Unknown()
        for choice in found.values():
            leads, scores = self._leads(choice), self._scores(choice)
            if is_wrong(*scores):
                return Breaks(leads=leads, scores=scores)
        return Follows()

    def _weighted(self) -> list[tuple[Term, int]]:
        """Return each rule as it reads on either side, with what it adds to the tally of both sides."""
        low, high = ([self._on(rule, side) for rule in self.prover.sums.rules] for side in self.atoms)
        weights = self.tally.weights
        if self.tally.base:
            return [*zip(low, (-weight for weight in weights), strict=True), *zip(high, weights, strict=True)]
        # Without exact sums a bit stands for each rule on each side.
        shift = len(weights)
        return [*zip(low, weights, strict=True), *zip(high, (weight << shift for weight in weights), strict=True)]

    def _on(self, rule: Term, side: int) -> Term:
        return self.prover.terms.narrow(rule, self.place, side)

    def _atoms(self, choice: Choice, side: int) -> tuple[int, ...]:
        """Return one atom of each variable of a lead that made the choice, on one side."""
        narrowed = {**dict(choice), self.place: side}
        domains = tuple(narrowed.get(place, mask) for place, mask in enumerate(self.prover.terms.possible))
        return self.prover.space.choose(domains)

    def _leads(self, choice: Choice) -> Pair:
        low, high = (self.prover.space.lead(self._atoms(choice, side)) for side in self.atoms)
        return low, high

    def _scores(self, choice: Choice) -> tuple[float, float]:
        low, high = (self._score(self._atoms(choice, side)) for side in self.atoms)
        return low, high

    def _score(self, atoms: tuple[int, ...]) -> float:
        rules = zip(self.prover.sums.rules, self.tally.weights, strict=True)
        (score,) = self.tally.totals(sum(weight for rule, weight in rules if holds(rule, atoms)))
        return score
