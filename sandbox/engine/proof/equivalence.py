"""Whether two policies decide every lead alike, at every moment: proven, refuted by a lead, or neither in time.

What is derived is proven in its order: points, grade, mql, route, then sql and the later rows. So each proof may take
for granted that what it reads has been proven to be the same under both policies, and one prover serves for both. No
lead is believed to be decided differently before both decision tables have been asked.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations, islice

from sandbox.domain.facts import FactValue
from sandbox.engine.answers import (
    CONVERSATION,
    DECISION,
    IN_NURTURE,
    Answers,
    Aspect,
    Speaker,
    differing,
    speaker_of,
)
from sandbox.engine.condition import Comparator, Compare, Condition, Missing, facts_read
from sandbox.engine.policy import Policy, conditions_of
from sandbox.engine.proof.contrast import Question, point_sums, questions_of, totals_differ
from sandbox.engine.proof.likely import likely_leads
from sandbox.engine.proof.prove import ALL_STEPS, Prover, Unsatisfiable, Witness, prover_of
from sandbox.engine.proof.space import DERIVED, NEVER_MISSING
from sandbox.engine.proof.sums import Sums
from sandbox.engine.proof.terms import Literal

MOST_CHOICES = 1_000
"""So many choices of facts are tried at most in order to find a lead of which fewer are known."""

Facts = Mapping[str, FactValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class Equivalent:
    """Both policies say the same of every lead, at every moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Different:
    """A lead, by its known facts, and what each policy says of it.

    `aspects` are those in which they differ. `is_fewest`: of no lead that is decided differently at that moment are
    fewer facts known; else no single one of these could be left out.
    """

    lead: Facts
    answers: tuple[Answers, Answers]
    aspects: tuple[Aspect, ...]
    is_fewest: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecided:
    """No lead was found, and in these aspects it is not proven that there is none."""

    aspects: tuple[Aspect, ...]


Equivalence = Equivalent | Different | Undecided


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What was found among some leads: one that is decided differently, else in what there may be one."""

    lead: Facts | None = None
    unsure: tuple[Aspect, ...] = ()


def equivalence(first: Policy, second: Policy, steps: int = ALL_STEPS) -> Equivalence:
    """Say whether two policies of one vocabulary decide every lead alike; rule ids and settings do not matter."""
    return _Pair(first, second, steps).settle()


class _Pair:
    """Two policies, with one prover for both."""

    def __init__(self, first: Policy, second: Policy, steps: int) -> None:
        self._policies = (first, second)
        self._speakers: tuple[Speaker, Speaker] = (speaker_of(first), speaker_of(second))
        asked: list[Condition] = [condition for condition, _ in conditions_of(second)]
        counts = [Compare(name, Comparator.EQ, 0.0) for name in sorted(NEVER_MISSING)]
        self._prover: Prover = prover_of(first, steps, [*asked, *counts])
        read = frozenset[str]().union(*(facts_read(when) for one in (first, second) for when, _ in conditions_of(one)))
        self._facts = sorted(read - DERIVED)
        self._points: Sums | None = point_sums(first, second, self._prover)

    def settle(self) -> Equivalence:
        """Settle what is said on arrival, then after a conversation, then in nurture."""
        unsure: list[Aspect] = []
        for aspects in (DECISION, CONVERSATION, IN_NURTURE):
            found = self._search(aspects, ())
            if found.lead is not None:
                return self._fewest(found.lead, aspects)
            unsure += found.unsure
        if not unsure:
            return Equivalent()
        for lead in likely_leads(self._speakers, self._prover):
            told = self._told(lead)
            if told:
                return self._fewest(lead, next(a for a in (DECISION, CONVERSATION, IN_NURTURE) if {*a} & {*told}))
        return Undecided(aspects=tuple(dict.fromkeys(unsure)))

    def _told(self, lead: Facts) -> tuple[Aspect, ...]:
        """Return in what the decision tables differ about a lead."""
        one, other = (speaker.answers(lead) for speaker in self._speakers)
        return differing(one, other)

    def _search(self, aspects: Sequence[Aspect], only: Sequence[Condition]) -> Search:
        """Look among leads for which conditions hold for one that differs in some aspects of one moment."""
        unsure: list[Aspect] = []
        for ask in self._asks(aspects):
            found = ask(only)
            if found.lead is not None and {*aspects} & {*self._told(found.lead)}:
                return found
            unsure += found.unsure
        return Search(unsure=tuple(unsure))

    def _asks(self, aspects: Sequence[Aspect]) -> Iterator[Callable[[Sequence[Condition]], Search]]:
        if Aspect.SCORE in aspects and self._points is not None:
            yield self._ask_points
        for question in questions_of(*self._policies, self._prover):
            if question.aspect in aspects:
                yield partial(self._ask, question)

    def _ask(self, question: Question, only: Sequence[Condition]) -> Search:
        verdict = self._prover.satisfiable(*question.conditions, *only, moment=question.moment)
        match verdict:
            case Witness(lead=lead):
                # Not so where what the question takes for granted has not been proven.
                return Search(lead=lead, unsure=(question.aspect,))
            case Unsatisfiable():
                return Search()
            case _:
                return Search(unsure=(question.aspect,))

    def _ask_points(self, only: Sequence[Condition]) -> Search:
        """Look for a lead with other points."""
        terms, space = self._prover.terms, self._prover.space
        domains = list(terms.possible)
        for condition in only:
            term = self._prover.linked.term(condition)
            if isinstance(term, Literal):
                domains[term.variable] &= term.mask
        terms.budget.begin()
        reached = None if self._points is None else self._points.totals(tuple(domains))
        if reached is None:
            return Search(unsure=(Aspect.SCORE,))
        for totals, choice in reached:
            if totals_differ(totals):
                narrowed = dict(choice)
                chosen = tuple(narrowed.get(place, mask) for place, mask in enumerate(domains))
                return Search(lead=space.lead(space.choose(chosen)), unsure=(Aspect.SCORE,))
        return Search()

    def _fewest(self, lead: Facts, aspects: Sequence[Aspect]) -> Different:
        """Return a lead of which as few facts are known as possible, and what is said of it."""
        is_fewest = True
        choices = MOST_CHOICES
        while True:
            lead = self._without_idle(lead, aspects)
            fewer = list(islice(combinations(self._facts, len(lead) - 1), choices + 1)) if lead else []
            is_fewest = is_fewest and len(fewer) <= choices
            smaller: Facts | None = None
            for kept in fewer[:choices]:
                choices -= 1
                found = self._search(aspects, [self._unknown(name) for name in self._facts if name not in kept])
                smaller = found.lead
                is_fewest = is_fewest and (smaller is not None or not found.unsure)
                if smaller is not None:
                    break
            if smaller is None:
                one, other = (speaker.answers(lead) for speaker in self._speakers)
                told = differing(one, other)
                return Different(lead=lead, answers=(one, other), aspects=told, is_fewest=is_fewest)
            lead = smaller

    def _without_idle(self, lead: Facts, aspects: Sequence[Aspect]) -> Facts:
        """Return a lead without facts that need not be known for it to be decided differently."""
        for name in list(lead):
            less = {other: value for other, value in lead.items() if other != name}
            if {*aspects} & {*self._told(less)}:
                lead = less
        return lead

    @staticmethod
    def _unknown(name: str) -> Condition:
        return Compare(name, Comparator.EQ, 0.0) if name in NEVER_MISSING else Missing(name)
