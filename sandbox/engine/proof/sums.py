"""Sums of points: which of them leads can reach, given which scoring rules can match together.

Rules that share no fact match independently of each other. So the rules fall into groups, the sums of each group are
found by trying the atoms of its facts, and groups are added up, each sum kept once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from sandbox.engine.proof.atoms import Variable
from sandbox.engine.proof.points import Tally
from sandbox.engine.proof.terms import FALSE, TRUE, Domains, Term, Terms, holds, masks_on

Choice = tuple[tuple[int, int], ...]
"""Atoms that variables are narrowed to, by which leads reach a sum."""

Open = Mapping[Term, int]
"""Rules that match some leads, with what they add to the tally; rules of one condition together."""


class Fit(Enum):
    """Why no lead was found."""

    NONE = "no lead has such sums"
    UNKNOWN = "the steps are used up"


@dataclass(slots=True, kw_only=True)
class Sums:
    """The sums of a policy's scoring rules; `rules` are in file order, and so are the weights of `tally`.

    `sums` has the sums that a condition reads, by their place among the variables.
    """

    terms: Terms
    rules: Sequence[Term]
    tally: Tally
    sums: Mapping[int, Variable]
    _reached: dict[tuple[tuple[tuple[Term, int], ...], Domains], dict[int, Choice]] = field(default_factory=dict)

    def places(self, atoms: Sequence[int]) -> dict[int, int]:
        """Return the atom, as a mask, of each sum of a lead that has these atoms of the other variables."""
        key = sum(weight for rule, weight in zip(self.rules, self.tally.weights, strict=True) if holds(rule, atoms))
        return self._places_of(key)

    def fit(self, domains: Domains) -> Domains | Fit:
        """Return narrower domains in which every choice of atoms gives sums inside their domains."""
        bound = [place for place in self.sums if domains[place] != self.terms.possible[place]]
        if not bound:
            return domains
        rules = [self._narrowed(rule, domains) for rule in self.rules]
        ranges = self._ranges(rules)
        if any(not ranges[place] & domains[place] for place in bound):
            return Fit.NONE
        if not any(ranges[place] & ~domains[place] for place in bound):
            return domains
        weighted = list(zip(rules, self.tally.weights, strict=True))
        found = self._reach(_merged(weighted), domains)
        if found is None:
            return Fit.UNKNOWN
        sure = sum(weight for rule, weight in weighted if rule is TRUE)
        for key, choice in found.items():
            places = self._places_of(sure + key)
            if all(places[place] & domains[place] for place in bound):
                narrower = dict(choice)
                return tuple(narrower.get(place, mask) for place, mask in enumerate(domains))
        return Fit.NONE

    def reachable(self) -> list[tuple[float, Choice]]:
        """Return each score that leads reach, with atoms that lead to it; none where that takes too many steps."""
        names = [variable.name for variable in self.sums.values()]
        found = self.totals(self.terms.possible) if "score" in names else None
        return [(totals[names.index("score")], choice) for totals, choice in found or ()]

    def totals(self, domains: Domains) -> list[tuple[tuple[float, ...], Choice]] | None:
        """Return what all sums come to for leads of some domains, with atoms that lead there; None: too many steps."""
        rules = zip(self.rules, self.tally.weights, strict=True)
        found = self.reach([(self._narrowed(rule, domains), weight) for rule, weight in rules], domains)
        return None if found is None else [(self.tally.totals(key), choice) for key, choice in found.items()]

    def reach(self, weighted: Sequence[tuple[Term, int]], domains: Domains) -> dict[int, Choice] | None:
        """Return each sum of weights of the terms that hold for a lead, with atoms that lead to it; None: too many."""
        found = self._reach(_merged(weighted), domains)
        sure = sum(weight for rule, weight in weighted if rule is TRUE)
        return None if found is None else {sure + key: choice for key, choice in found.items()}

    def _narrowed(self, rule: Term, domains: Domains) -> Term:
        for place, mask in enumerate(domains):
            if rule.reads >> place & 1 and mask != self.terms.possible[place]:
                rule = self.terms.narrow(rule, place, mask)
        return rule

    def _ranges(self, rules: Sequence[Term]) -> dict[int, int]:
        """Return the atoms between the least and the greatest that each sum could be, as masks.

        Adding floats in order is monotone in each of them, so that these bounds hold of the rounded sums.
        """
        ranges = {}
        bounds = self.tally.bounds([rule.value if rule in {TRUE, FALSE} else None for rule in rules])
        for (place, variable), (low, high) in zip(self.sums.items(), bounds, strict=True):
            first, last = variable.place_of(low), variable.place_of(high)
            ranges[place] = ((1 << last + 1) - (1 << first)) & variable.possible
        return ranges

    def _places_of(self, key: int) -> dict[int, int]:
        totals = self.tally.totals(key)
        return {
            place: 1 << variable.place_of(total)
            for (place, variable), total in zip(self.sums.items(), totals, strict=True)
        }

    def _reach(self, rules: Open, domains: Domains) -> dict[int, Choice] | None:
        """Return each tally that the rules can add up to, with atoms that lead to it; None: too many steps."""
        reached: dict[int, Choice] = {0: ()}
        for group in _groups(rules):
            added = self._reach_of_group(group, domains)
            if added is None or not self.terms.budget.spend(len(reached) * len(added)):
                return None
            reached = {one + other: choice + more for one, choice in reached.items() for other, more in added.items()}
        return reached

    def _reach_of_group(self, rules: Open, domains: Domains) -> dict[int, Choice] | None:
        reads = 0
        for rule in rules:
            reads |= rule.reads
        places = [place for place in range(reads.bit_length()) if reads >> place & 1]
        name = (tuple(rules.items()), tuple(domains[place] for place in places))
        if name in self._reached:
            return self._reached[name]
        # The fact that most rules read: the others are more likely to fall apart into groups without it.
        place = max(places, key=lambda place: sum(rule.reads >> place & 1 for rule in rules))
        reached: dict[int, Choice] = {}
        for atoms in _classes(domains[place], set().union(*(masks_on(rule, place) for rule in rules))):
            left = [(self.terms.narrow(rule, place, atoms), weight) for rule, weight in rules.items()]
            sure = sum(weight for rule, weight in left if rule is TRUE)
            inside = (*domains[:place], atoms, *domains[place + 1 :])
            rest = self._reach(_merged(left), inside)
            if rest is None:
                return None
            for key, choice in rest.items():
                reached.setdefault(sure + key, ((place, atoms), *choice))
        self._reached[name] = reached
        return reached


def _merged(rules: Iterable[tuple[Term, int]]) -> Open:
    """Return the rules that are still open."""
    weights: dict[Term, int] = {}
    for rule, weight in rules:
        if rule is not TRUE and rule is not FALSE and weight:
            weights[rule] = weights.get(rule, 0) + weight
    return weights


def _groups(rules: Open) -> list[Open]:
    """Return the rules in groups that share no variable."""
    groups: list[tuple[int, dict[Term, int]]] = []
    for rule, weight in rules.items():
        joined, reads, apart = {rule: weight}, rule.reads, []
        for other_reads, group in groups:
            if other_reads & rule.reads:
                joined = group | joined
                reads |= other_reads
            else:
                apart.append((other_reads, group))
        groups = [*apart, (reads, joined)]
    return [group for _, group in groups]


def _classes(atoms: int, masks: Iterable[int]) -> list[int]:
    """Return the atoms in classes that none of the masks tells apart."""
    classes = [atoms]
    for mask in masks:
        classes = [part for one in classes for part in (one & mask, one & ~mask) if part]
    return classes
