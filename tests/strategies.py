"""Hypothesis strategies: vocabularies, conditions, policies, and leads on and beside every threshold of a policy."""

import math
import operator
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from sandbox.domain.facts import DERIVED_FACTS, GRADES, HISTORY_FACTS, SUMS, Fact, FactValue, Kind, Lead, Vocabulary
from sandbox.domain.playbook import Cadence, Channel, Playbook, Queue, Touch
from sandbox.engine.condition import (
    OTHERWISE,
    Always,
    And,
    Comparator,
    Compare,
    Condition,
    Flag,
    Member,
    Missing,
    Not,
    Or,
)
from sandbox.engine.policy import GradeRow, Part, Policy, RoutingRow, ScoringRule, conditions_of, grade_bands

T = TypeVar("T")

NUMBERS = (
    *(0.0, 1.0, -1.0, 0.1, 0.2, 0.30000000000000004, 7.5, 10.0, 30.0, -2.5, 250.0),
    *(1e-7, -1e-7, 5e-324, 1e16, 9007199254740993.0, -1e300, 1.7976931348623157e308),
)
"""Numbers that rules compare with: small ones, so that ranges meet, and those that text or integers would garble."""

POINTS = (0.0, 5.0, 10.0, 25.0, -20.0, 0.1, 0.2, 0.7, -0.3, 1e9, -1e9, 1e-7, 1 / 3)

CATEGORY_VALUES = (
    *("a", "b", "aa", "A", "", " ", "other", "true", "1", "yes", "None"),
    *('say "hi"', "it's", "back\\slash", "x, y", "}", "$or", "Zürich", "日本", "🙂", "new\nline"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A policy and leads to decide with it."""

    policy: Policy
    leads: tuple[Lead, ...]


@st.composite
def vocabularies(draw: DrawFn) -> Vocabulary:
    """Return vocabularies of a few facts, each kind among them."""
    facts = [_number("employees"), _number("budget"), _flag("phone"), _flag("named_account")]
    for name in ("source", "industry"):
        values = draw(st.lists(st.sampled_from(CATEGORY_VALUES), min_size=1, max_size=5, unique_by=_folded))
        facts.append(_category(name, tuple(values)))
    return Vocabulary(facts={fact.name: fact for fact in facts}, keys={})


def _folded(value: str) -> str:
    return value.strip().lower()


def _number(name: str) -> Fact:
    return Fact(name=name, kind=Kind.NUMBER, label=name)


def _flag(name: str) -> Fact:
    return Fact(name=name, kind=Kind.FLAG, label=name)


def _category(name: str, values: tuple[str, ...]) -> Fact:
    aliases = {_folded(value): value for value in values}
    return Fact(name=name, kind=Kind.CATEGORY, label=name, values=values, aliases=aliases)


@st.composite
def conditions(
    draw: DrawFn, facts: Mapping[str, Fact], numbers: Sequence[float] = NUMBERS, depth: int = 3
) -> Condition:
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


@st.composite
def policies(draw: DrawFn) -> Policy:
    """Return policies whose grades and conditions lie on sums of points that leads can reach."""
    vocabulary = draw(vocabularies())
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
    shape = draw(st.integers(0, 2))
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


def leads(policy: Policy, *, has_history: bool = False) -> SearchStrategy[Lead]:
    """Return leads of a policy's vocabulary: numbers on and beside each threshold of its rules, any fact missing.

    With a history, facts of it are told as well, missing ones as None: a fact that is not told is that of a new lead.
    """
    given, past = choices_of(policy, policy.vocabulary.facts), choices_of(policy, HISTORY_FACTS)
    # One drawn number chooses many facts: many times faster than one draw a fact. Hypothesis rarely draws large
    # numbers of more than 24 bits, so it is one number for each of two groups.
    chosen = st.integers(0, math.prod(map(len, given.values())) - 1)
    if not has_history:
        return chosen.map(lambda number: _known(lead_of(given, number)))
    numbers = st.tuples(chosen, st.integers(0, math.prod(map(len, past.values())) - 1))
    return numbers.map(lambda pair: {**_known(lead_of(given, pair[0])), **lead_of(past, pair[1])})


def choices_of(policy: Policy, facts: Mapping[str, Fact]) -> dict[str, list[FactValue]]:
    """Return what each of some facts may be, None among it for missing."""
    return {name: _choices(policy, fact) for name, fact in facts.items()}


def _choices(policy: Policy, fact: Fact) -> list[FactValue]:
    if fact.kind is Kind.FLAG:
        return [None, True, False]
    return [None, *(fact.values if fact.kind is Kind.CATEGORY else beside(policy, fact.name))]


def lead_of(choices: Mapping[str, list[FactValue]], number: int) -> dict[str, FactValue]:
    """Return the lead that a number below the product of all choices stands for."""
    lead = {}
    for name, values in choices.items():
        number, choice = divmod(number, len(values))
        lead[name] = values[choice]
    return lead


def _known(lead: Mapping[str, FactValue]) -> Lead:
    return {name: value for name, value in lead.items() if value is not None}


def beside(policy: Policy, fact: str) -> list[float]:
    """Return every number that the policy compares a fact with, and the numbers next to it."""
    thresholds = {0.0, *(value for when, _ in conditions_of(policy) for value in thresholds_of(when, fact))}
    steps = (lambda x: x, lambda x: math.nextafter(x, math.inf), lambda x: math.nextafter(x, -math.inf))
    numbers = {float(step(x)) for x in thresholds for step in (*steps, lambda x: x + 1.0, lambda x: x - 1.0)}
    return sorted(number for number in numbers if math.isfinite(number))


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
def cases(draw: DrawFn, policy: SearchStrategy[Policy] | None = None, min_leads: int = 1, max_leads: int = 20) -> Case:
    """Return a policy with leads of its vocabulary, all of them with a history or all of them new."""
    drawn = draw(policy or policies())
    told = leads(drawn, has_history=draw(st.booleans()))
    return Case(policy=drawn, leads=tuple(draw(st.lists(told, min_size=min_leads, max_size=max_leads))))
