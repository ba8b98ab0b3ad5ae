"""What decided a condition: enough for its result, and in conditions that read no fact twice no more than that."""

import operator
from itertools import product

import pytest
from hypothesis import strategies as st
from hypothesis.strategies import DataObject, DrawFn

from sandbox.domain.facts import FactValue, Lead
from sandbox.engine import deciding
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
    facts_read,
)
from sandbox.engine.deciding import Ruling, rule_on
from sandbox.testing.conditions import pick
from tests.differential import oracle
from tests.differential.properties import check
from tests.strategies import Case, cases, packed_leads

BIG = Compare("employees", Comparator.GE, 50.0)
STUDENT = Compare("role", Comparator.EQ, "student")
PHONE = Flag("phone")
KNOWN = Not(Missing("budget"))

NAMES = ("a", "b", "c", "d", "e")
TRUTHS = (None, True, False)


def decided_by(condition: Condition, lead: Lead) -> tuple[bool, list[str]]:
    found = rule_on(condition, lead)
    return found.holds, [reason.asks.fact for reason in found.reasons]


@pytest.mark.parametrize(
    ("condition", "lead", "expected"),
    [
        (BIG, {"employees": 50.0}, (True, ["employees"])),
        (BIG, {}, (False, ["employees"])),
        (Not(STUDENT), {}, (True, ["role"])),
        (KNOWN, {"budget": 5.0}, (True, ["budget"])),
        # All of an `and` that holds; the first that fails of one that does not.
        (And((BIG, PHONE)), {"employees": 60.0, "phone": True}, (True, ["employees", "phone"])),
        (And((BIG, PHONE, KNOWN)), {"employees": 60.0, "phone": False}, (False, ["phone"])),
        # The first that holds of an `or`; all of one that does not hold.
        (Or((BIG, PHONE, KNOWN)), {"phone": True, "budget": 1.0}, (True, ["phone"])),
        (Or((BIG, PHONE)), {"employees": 2.0}, (False, ["employees", "phone"])),
        # `not` of an `and` holds by the first that fails.
        (Not(And((BIG, PHONE))), {"employees": 60.0, "phone": False}, (True, ["phone"])),
        (Or((And((BIG, PHONE)), And((STUDENT, KNOWN)))), {"employees": 60.0}, (False, ["phone", "role"])),
        # Nothing that is read decides what is always so, nor an alternative to it.
        (OTHERWISE, {}, (True, [])),
        (Or((BIG, OTHERWISE)), {"employees": 2.0}, (True, [])),
        (And((BIG, Always(value=False))), {"employees": 60.0}, (False, [])),
        # What is said twice is told once.
        (And((BIG, Or((PHONE, BIG)))), {"employees": 60.0}, (True, ["employees"])),
    ],
)
def test_the_part_that_decides(condition: Condition, lead: Lead, expected: tuple[bool, list[str]]) -> None:
    assert decided_by(condition, lead) == expected


def test_a_reason_knows_what_it_read_and_what_was_asked_of_it() -> None:
    [reason] = rule_on(And((PHONE, Not(STUDENT))), {"phone": True, "role": "student"}).reasons
    assert (reason.asks, reason.value, reason.negated, reason.is_met) == (STUDENT, "student", True, False)


def conditions_of(case: Case) -> list[Condition]:
    policy = case.policy
    return [
        *(rule.when for rule in policy.scoring),
        *(row.when for row in policy.grades),
        policy.mql,
        *(row.when for row in policy.routing),
    ]


def sufficient(examples: int, *, is_hunt: bool = False) -> None:
    def holds(case: Case, data: DataObject) -> None:
        [other] = data.draw(st.tuples(packed_leads(case.policy, has_history=True)))
        for condition in conditions_of(case):
            for lead in case.leads:
                found = rule_on(condition, lead)
                assert found.holds is oracle.holds(condition, lead)
                kept = {reason.asks.fact: reason.value for reason in found.reasons}
                assert oracle.holds(condition, {**other, **kept}) is found.holds
                assert oracle.holds(condition, kept) is found.holds
                assert all(reason.is_met is found.holds for reason in found.reasons)

    check(cases(max_leads=6), holds, examples, is_hunt=is_hunt)


def test_whatever_else_a_lead_is_what_decided_decides_alike() -> None:
    sufficient(examples=200)


def test_the_test_finds_an_evaluator_that_takes_less_for_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(deciding._COMPARE, Comparator.LE, operator.lt)
    with pytest.raises(AssertionError):
        sufficient(examples=200, is_hunt=True)


def test_the_test_finds_a_missing_number_that_counts_as_0(monkeypatch: pytest.MonkeyPatch) -> None:
    right = deciding._holds
    monkeypatch.setattr(deciding, "_holds", lambda asks, value: right(asks, zero_for_missing(asks, value)))
    with pytest.raises(AssertionError):
        sufficient(examples=200, is_hunt=True)


def zero_for_missing(asks: Condition, value: FactValue) -> FactValue:
    is_number = isinstance(asks, Compare) and isinstance(asks.value, float)
    return 0.0 if value is None and is_number else value


def test_the_test_finds_a_part_that_is_too_small(monkeypatch: pytest.MonkeyPatch) -> None:
    def first_alone(terms: list[Ruling], *, decisive: bool) -> Ruling:
        return next((term for term in terms if term.holds is decisive), terms[0])

    monkeypatch.setattr(deciding, "_joined", first_alone)
    with pytest.raises(AssertionError):
        sufficient(examples=200, is_hunt=True)


@st.composite
def read_once(draw: DrawFn) -> Condition:
    """Conditions over five flags, each of which they read once at most, and no part of which is always so."""
    return _over(draw, draw(st.permutations(NAMES))[: draw(st.integers(1, len(NAMES)))])


def _over(draw: DrawFn, names: list[str]) -> Condition:
    found: Condition
    if len(names) == 1:
        [name] = names
        comparisons: tuple[Condition, ...] = (Flag(name), Missing(name), Compare(name, Comparator.NE, value=True))
        found = pick(draw, (*comparisons, Member(name, (1.0,))))
    else:
        cut = draw(st.integers(1, len(names) - 1))
        terms = (_over(draw, names[:cut]), _over(draw, names[cut:]))
        found = And(terms) if draw(st.booleans()) else Or(terms)
    return Not(found) if draw(st.booleans()) else found


def necessary(examples: int, *, is_hunt: bool = False) -> None:
    def holds(told: tuple[Condition, dict[str, FactValue]], _: DataObject) -> None:
        condition, lead = told
        found = rule_on(condition, lead)
        read = [reason.asks.fact for reason in found.reasons]
        for name in read:
            opened = sorted(facts_read(condition) - {*read} | {name})
            others = (dict(zip(opened, values, strict=True)) for values in product(TRUTHS, repeat=len(opened)))
            assert any(oracle.holds(condition, {**lead, **other}) is not found.holds for other in others)

    flags = st.fixed_dictionaries({name: st.sampled_from(TRUTHS) for name in NAMES})
    check(st.tuples(read_once(), flags), holds, examples, is_hunt=is_hunt)


def test_nothing_that_decided_can_be_left_out_where_no_fact_is_read_twice() -> None:
    necessary(examples=300)


def test_the_test_finds_a_part_that_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    def all_terms(terms: list[Ruling], *, decisive: bool) -> Ruling:
        every = tuple(reason for term in terms for reason in term.reasons)
        return Ruling(holds=decisive is any(term.holds is decisive for term in terms), reasons=every)

    monkeypatch.setattr(deciding, "_joined", all_terms)
    with pytest.raises(AssertionError):
        necessary(examples=300, is_hunt=True)
