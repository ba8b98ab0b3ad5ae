"""Hypothesis strategies: leads on and beside every threshold of a policy, and whole policies of a vocabulary."""

import math
import operator
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from sandbox.domain.facts import DERIVED_FACTS, GRADES, HISTORY_FACTS, SUMS, Fact, FactValue, Kind, Lead, Vocabulary
from sandbox.domain.playbook import Cadence, Channel, Playbook, Queue, Touch
from sandbox.engine.condition import OTHERWISE, And, Compare, Condition, Member, Not, Or
from sandbox.engine.policy import GradeRow, Part, Policy, RoutingRow, ScoringRule, conditions_of, grade_bands
from sandbox.testing.conditions import NUMBERS, conditions, pick

POINTS = (0.0, 5.0, 10.0, 25.0, -20.0, 0.1, 0.2, 0.7, -0.3, 1e9, -1e9, 1e-7, 1 / 3)


def leads(policy: Policy) -> SearchStrategy[Lead]:
    """Return new leads of a policy's vocabulary: numbers on and beside each threshold of its rules, any fact missing.

    They shrink to leads of which little is known, with the first value of a category and small whole numbers.
    """
    return _leads(choices_of(policy, policy.vocabulary.facts))


@st.composite
def leads_apart(draw: DrawFn, policy: Policy, fact: str) -> tuple[Lead, Lead]:
    """Return two new leads that differ only in one number, known of both; that of the first one is smaller.

    The number has a range, or the policy compares it with something: else there are no two numbers to choose from.
    """
    numbers = beside(policy, policy.vocabulary.facts[fact])
    others = {name: other for name, other in policy.vocabulary.facts.items() if name != fact}
    low = draw(st.integers(0, len(numbers) - 2))
    high = draw(st.integers(low + 1, len(numbers) - 1))
    lead = draw(_leads(choices_of(policy, others)))
    return {**lead, fact: numbers[low]}, {**lead, fact: numbers[high]}


def _leads(choices: Mapping[str, list[FactValue]]) -> SearchStrategy[Lead]:
    facts = {name: st.sampled_from(values) for name, values in choices.items()}
    return st.fixed_dictionaries(facts).map(known)


def known(lead: Mapping[str, FactValue]) -> Lead:
    """Return a lead without the facts that are None."""
    return {name: value for name, value in lead.items() if value is not None}


def choices_of(policy: Policy, facts: Mapping[str, Fact]) -> dict[str, list[FactValue]]:
    """Return what each of some facts may be, None first, for missing."""
    return {name: [None, *_values(policy, fact)] for name, fact in facts.items()}


def _values(policy: Policy, fact: Fact) -> Sequence[FactValue]:
    if fact.kind is Kind.FLAG:
        return (True, False)
    if fact.kind is Kind.CATEGORY:
        return fact.values
    return sorted(beside(policy, fact), key=_plainness)


def _plainness(number: float) -> tuple[bool, float, bool]:
    """Return what sorts numbers from plain to odd: small whole ones first."""
    return not number.is_integer(), abs(number), number < 0


def beside(policy: Policy, fact: Fact) -> list[float]:
    """Return every number in a fact's range that the policy compares it with, and those next to it, ascending.

    The ends of the range are among them, and 0.
    """
    low = -math.inf if fact.low is None else fact.low
    high = math.inf if fact.high is None else fact.high
    compared = [number for when, _ in conditions_of(policy) for number in thresholds_of(when, fact.name)]
    thresholds = {0.0, low, high, *compared}
    steps = (lambda x: x, lambda x: math.nextafter(x, math.inf), lambda x: math.nextafter(x, -math.inf))
    numbers = {float(step(x)) for x in thresholds for step in (*steps, lambda x: x + 1.0, lambda x: x - 1.0)}
    return sorted(number for number in numbers if low <= number <= high and math.isfinite(number))


def thresholds_of(condition: Condition, fact: str) -> Iterator[float]:
    """Yield the numbers that a condition compares a fact with."""
    match condition:
        case Not(term):
            yield from thresholds_of(term, fact)
        case And(terms) | Or(terms):
            for term in terms:
                yield from thresholds_of(term, fact)
        case Compare(name, _, value) if name == fact and isinstance(value, float):
            yield value
        case Member(name, values) if name == fact:
            yield from (value for value in values if isinstance(value, float))


@st.composite
def policies(draw: DrawFn, vocabulary: Vocabulary) -> Policy:
    """Return whole policies of a vocabulary: scoring, grades, mql, routing, queues and cadences.

    Their grades and conditions lie on sums of points that leads can reach, so that `leads` of them tell rules apart.
    """
    points = [pick(draw, POINTS) for _ in range(draw(st.integers(0, 5)))]
    parts = [pick(draw, (None, *Part)) for _ in points]
    scores = draw(_reachable(points, parts))
    given = {**vocabulary.facts, **HISTORY_FACTS}
    summed = given | {name: DERIVED_FACTS[name] for name in SUMS}
    graded = summed | {"grade": DERIVED_FACTS["grade"]}
    playbook = draw(playbooks())
    return Policy(
        id="generated",
        name="Generated",
        summary="",
        sha256="",
        vocabulary=vocabulary,
        scoring=tuple(
            ScoringRule(id=f"rule-{n}", when=draw(conditions(given)), points=value, part=part)
            for n, (value, part) in enumerate(zip(points, parts, strict=True))
        ),
        grades=draw(_grades(summed, scores)),
        routing=tuple(draw(_rows(given | dict(DERIVED_FACTS), scores, playbook))),
        playbook=playbook,
        mql=draw(conditions(graded, scores)),
    )


@st.composite
def _reachable(draw: DrawFn, points: Sequence[float], parts: Sequence[Part | None]) -> list[float]:
    """Return sums of some of the points, of all rules and of each part, and the numbers next to them.

    Points are added in their order.
    """
    chosen = [draw(st.integers(0, 2 ** len(points) - 1)) for _ in range(3)]
    sums = {
        _total(value for n, value in enumerate(points) if bits >> n & 1 and part in {None, parts[n]})
        for part in (None, *Part)
        for bits in chosen
    }
    return sorted({near for value in sums for near in (value, math.nextafter(value, math.inf))})


def _total(points: Iterable[float]) -> float:
    """Return a sum as it is added up one by one; since Python 3.12 `sum` corrects what floats lose."""
    return reduce(operator.add, points, 0.0)


@st.composite
def _grades(draw: DrawFn, facts: Mapping[str, Fact], scores: Sequence[float]) -> tuple[GradeRow, ...]:
    """Return no grades, two to four bands, or one to five rows in any order, the last one `otherwise`."""
    shape = draw(st.integers(0, 3))
    if shape == 0:
        return ()
    if shape == 1:
        floors = sorted((pick(draw, scores) for _ in range(3)), reverse=True)
        return grade_bands(dict(zip(GRADES, [*dict.fromkeys(floors), -math.inf], strict=False)))
    sums = {name: fact for name, fact in facts.items() if name in SUMS}
    rows = [
        GradeRow(grade=pick(draw, GRADES), when=draw(conditions(pick(draw, (facts, sums, sums)), scores)))
        for _ in range(draw(st.integers(0, 4)))
    ]
    return (*rows, GradeRow(grade=pick(draw, GRADES), when=OTHERWISE))


@st.composite
def _rows(draw: DrawFn, facts: Mapping[str, Fact], scores: Sequence[float], playbook: Playbook) -> list[RoutingRow]:
    """Return one to five routing rows, the last one `otherwise`; their numbers are often scores that leads reach."""
    ends = [*(queue.name for queue in playbook.queues), "nurture", "close"]
    count = draw(st.integers(0, 4))
    numbers = [*scores, *scores, *NUMBERS]
    return [
        RoutingRow(
            id="rest" if n == count else f"row-{n}",
            when=OTHERWISE if n == count else draw(conditions(facts, numbers)),
            to=pick(draw, ends),
            cadence=pick(draw, [None, *playbook.cadences]),
        )
        for n in range(count + 1)
    ]


@st.composite
def playbooks(draw: DrawFn) -> Playbook:
    """Return one to three queues, each with one of two cadences."""
    names = ("six_touch", "light")
    cadences = {name: Cadence(name=name, touches=(Touch(channel=Channel.PHONE),), then="nurture") for name in names}
    queue_names = ("inside_sales", "field", "partners")[: draw(st.integers(1, 3))]
    queues = tuple(Queue(name=name, team="sdr", cadence=pick(draw, names)) for name in queue_names)
    return Playbook(queues=queues, cadences=cadences)
