"""Hypothesis strategies of our own: odd vocabularies, and many leads at a time, some of them with a history."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from sandbox.domain.facts import HISTORY_FACTS, Fact, FactValue, Kind, Lead, Vocabulary
from sandbox.engine.policy import Policy
from sandbox.testing import strategies
from sandbox.testing.strategies import choices_of, known

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
def policies(draw: DrawFn) -> Policy:
    """Return policies of odd vocabularies."""
    return draw(strategies.policies(draw(vocabularies())))


def packed_leads(policy: Policy, *, has_history: bool) -> SearchStrategy[Lead]:
    """Return such leads as `sandbox.testing.strategies.leads`, many times faster, which shrink less well.

    With a history, facts of it are told as well, missing ones as None: a fact that is not told is that of a new lead.
    """
    given, past = choices_of(policy, policy.vocabulary.facts), choices_of(policy, HISTORY_FACTS)
    # One drawn number chooses many facts: many times faster than one draw a fact. Hypothesis rarely draws large
    # numbers of more than 24 bits, so it is one number for each of two groups.
    chosen = st.integers(0, math.prod(map(len, given.values())) - 1)
    if not has_history:
        return chosen.map(lambda number: known(lead_of(given, number)))
    numbers = st.tuples(chosen, st.integers(0, math.prod(map(len, past.values())) - 1))
    return numbers.map(lambda pair: {**known(lead_of(given, pair[0])), **lead_of(past, pair[1])})


def lead_of(choices: Mapping[str, list[FactValue]], number: int) -> dict[str, FactValue]:
    """Return the lead that a number below the product of all choices stands for."""
    lead = {}
    for name, values in choices.items():
        number, choice = divmod(number, len(values))
        lead[name] = values[choice]
    return lead


@st.composite
def cases(draw: DrawFn, policy: SearchStrategy[Policy] | None = None, min_leads: int = 1, max_leads: int = 20) -> Case:
    """Return a policy with leads of its vocabulary, all of them with a history or all of them new."""
    drawn = draw(policies() if policy is None else policy)
    told = packed_leads(drawn, has_history=draw(st.booleans()))
    return Case(policy=drawn, leads=tuple(draw(st.lists(told, min_size=min_leads, max_size=max_leads))))
