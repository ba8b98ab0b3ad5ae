"""Conditions in English: read by people, and never alike where they decide differently."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.domain.facts import LEARNT_FACTS, Fact, FactValue, Kind, Vocabulary
from sandbox.engine.condition import Always, And, Comparator, Compare, Condition, Flag, Member, Missing, Not, Or
from sandbox.report.plain_english.conditions import condition_words, number_words, quoted_text, speech_of
from sandbox.testing.conditions import NUMBERS, conditions
from tests.differential.oracle import holds
from tests.strategies import vocabularies

SIZE, KIND, PHONE = (
    Fact(name="size", kind=Kind.NUMBER, label="Size", unit="desks"),
    Fact(name="kind", kind=Kind.CATEGORY, label="Kind", values=("big_firm", "big firm", "x”, “y")),
    Fact(name="phone", kind=Kind.FLAG, label="A number is known"),
)
SMALL = Vocabulary(facts={fact.name: fact for fact in (SIZE, KIND, PHONE)}, keys={})
SPEECH = speech_of(SMALL)
JOINED: list[tuple[type[And] | type[Or], type[And] | type[Or]]] = [(And, Or), (Or, And), (And, And), (Or, Or)]
LEAVES: list[Condition] = [
    Always(True),
    Always(False),
    *(Missing(name) for name in SMALL.facts),
    *(Compare("size", comparator, number) for comparator in Comparator for number in (1.0, 2.0)),
    *(Member("size", values, excluded) for values in ((1.0,), (1.0, 2.0), ()) for excluded in (False, True)),
    *(Compare("kind", comparator, v) for comparator in (Comparator.EQ, Comparator.NE) for v in KIND.values),
    *(Member("kind", values, excluded) for values in (KIND.values[:1], KIND.values[1:]) for excluded in (False, True)),
    Flag("phone"),
    *(Compare("phone", comparator, v) for comparator in (Comparator.EQ, Comparator.NE) for v in (True, False)),
    Flag("mql"),
    *(Compare("score", comparator, 1.0) for comparator in Comparator),
]
LEADS: list[dict[str, FactValue]] = [
    {"size": size, "kind": kind, "phone": phone, "mql": mql, "score": score}
    for size, kind, phone, mql, score in product(
        (None, 0.0, 1.0, 1.5, 2.0, 3.0), (None, *KIND.values), (None, True, False), (True, False), (0.0, 1.0, 2.0)
    )
]


def decided(condition: Condition) -> tuple[bool, ...]:
    return tuple(holds(condition, lead) for lead in LEADS)


def assert_alike_only_where_they_decide_alike(found: list[Condition]) -> None:
    decisions = defaultdict(set)
    for condition in found:
        decisions[condition_words(condition, SPEECH)].add(decided(condition))
    assert [text for text, ways in decisions.items() if len(ways) > 1] == []


def test_no_two_small_conditions_that_decide_differently_read_alike() -> None:
    signed = [*LEAVES, *(Not(leaf) for leaf in LEAVES)]
    assert_alike_only_where_they_decide_alike([*signed, *(Not(term) for term in signed)])


@pytest.mark.parametrize("joined", [And, Or], ids=["and", "or"])
def test_no_two_joined_conditions_that_decide_differently_read_alike(joined: type[And] | type[Or]) -> None:
    chosen = [*LEAVES[3:15], *LEAVES[-8:], *(Not(leaf) for leaf in LEAVES[9:12])]
    pairs: list[Condition] = [joined(pair) for pair in product(chosen, chosen)]
    assert_alike_only_where_they_decide_alike([*chosen, *pairs, *(Not(pair) for pair in pairs[::7])])


def test_brackets_tell_what_belongs_together() -> None:
    a, b, c = Compare("size", Comparator.GE, 1.0), Compare("size", Comparator.LT, 2.0), Flag("phone")
    terms: list[Condition] = [Not(a), a, b, c]
    found: list[Condition] = []
    for x, y, z in product(terms, terms, terms):
        for outer, inner in JOINED:
            found += [
                outer((x, inner((y, z)))),
                outer((inner((x, y)), z)),
                outer((x, Not(inner((y, z))))),
                outer((x, y, z)),
            ]
            found.append(Not(outer((x, inner((y, z))))))
    assert_alike_only_where_they_decide_alike(found)


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_generated_conditions_that_read_alike_decide_alike(data: st.DataObject) -> None:
    vocabulary = data.draw(vocabularies())
    facts = {**vocabulary.facts, **LEARNT_FACTS}
    speech = speech_of(vocabulary)
    drawn = conditions(facts, NUMBERS)
    one, other = data.draw(drawn), data.draw(drawn)
    name = data.draw(st.sampled_from(["source", "industry"]))
    values = (None, *vocabulary.facts[name].values)
    if condition_words(one, speech) == condition_words(other, speech):
        assert [holds(one, {name: value}) for value in values] == [holds(other, {name: value}) for value in values]
    changed = Compare(name, Comparator.EQ, values[1] or "")
    others = [Compare(name, Comparator.EQ, value) for value in values[2:] if value is not None]
    assert condition_words(changed, speech) not in {condition_words(one, speech) for one in others}
    assert condition_words(And((one, changed)), speech) != condition_words(And((one, Not(changed))), speech)
    assert condition_words(And((one, changed)), speech) != condition_words(Or((one, changed)), speech)


@given(st.floats(allow_nan=False, allow_infinity=False), st.floats(allow_nan=False, allow_infinity=False))
def test_two_numbers_look_alike_only_where_they_are_equal(one: float, other: float) -> None:
    assert (number_words(one) == number_words(other)) is (one == other)
    assert float(number_words(one).replace(",", "")) == one


@given(st.text(), st.text())
def test_two_texts_look_alike_only_where_they_are_equal(one: str, other: str) -> None:
    assert (quoted_text(one) == quoted_text(other)) is (one == other)
    assert quoted_text(one).isprintable()


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Always(True), "always"),
        (Not(Missing("size")), "Size is known"),
        (Compare("size", Comparator.EQ, 1500.0), "Size is exactly 1,500 desks"),
        (
            And((Compare("size", Comparator.GT, 10.0), Compare("size", Comparator.LE, 20.0), Flag("phone"))),
            "Size is above 10 desks and at most 20 desks and “A number is known” is yes",
        ),
        (Not(Compare("size", Comparator.GE, 50.0)), "Size is below 50 desks (or not known)"),
        (Not(Compare("score", Comparator.GE, 50.0)), "Score is below 50 points"),
        (Not(Flag("phone")), "“A number is known” is no (or not known)"),
        (Compare("phone", Comparator.NE, True), "“A number is known” is no"),
        (Not(Flag("mql")), "the lead is not marketing qualified"),
        (Member("kind", ("big firm",), True), "Kind is none of “big firm”"),
        (Member("grade", ("A", "B")), "Grade is one of A, B"),
        (Compare("last_outcome", Comparator.EQ, "no_answer"), "How the last attempt ended is “no answer”"),
        (
            Not(And((Flag("phone"), Or((Missing("size"), Flag("mql")))))),
            "it is not so that (“A number is known” is yes and (Size is not known or the lead is marketing qualified))",
        ),
    ],
)
def test_conditions_read_as_people_talk(condition: Condition, words: str) -> None:
    assert condition_words(condition, SPEECH) == words


def test_facts_that_share_a_label_are_told_apart() -> None:
    twins = Vocabulary(
        facts={name: Fact(name=name, kind=Kind.NUMBER, label="Size") for name in ("desks", "rooms")}, keys={}
    )
    assert condition_words(Missing("desks"), speech_of(twins)) == "Size (desks) is not known"
    assert condition_words(Missing("rooms"), speech_of(twins)) == "Size (rooms) is not known"
