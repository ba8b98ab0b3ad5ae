"""What is said of missing facts, held against every lead that a lead could turn out to be."""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from sandbox.domain.facts import GRADES, FactValue, Kind, Lead, to_columns
from sandbox.engine.gaps import gaps_of
from sandbox.engine.policy import Policy
from sandbox.engine.table import compile_policy
from sandbox.study.lead_gaps import bounded, lead_gaps
from tests.strategies import policies
from tests.unit.engine import brute_force

FEW = settings(max_examples=60, deadline=None)
MOST = 4_000

Choices = dict[str, list[FactValue]]


@st.composite
def files(draw: DrawFn) -> tuple[Policy, list[Lead]]:
    """Return a policy whose points add up exactly, and leads that lack facts; some numbers have a range."""
    policy = draw(policies())
    low, high = draw(st.sampled_from([(None, None), (0.0, 30.0), (1.0, 7.5), (0.1, 0.30000000000000004)]))
    facts = {
        name: replace(fact, low=low, high=high) if fact.kind is Kind.NUMBER else fact
        for name, fact in policy.vocabulary.facts.items()
    }
    scoring = tuple(replace(rule, points=float(round(max(-99, min(99, rule.points))))) for rule in policy.scoring)
    policy = replace(policy, vocabulary=replace(policy.vocabulary, facts=facts), scoring=scoring)
    choices = choices_of(policy)
    assume(math.prod(map(len, choices.values())) <= MOST)
    leads: list[Lead] = draw(
        st.lists(
            st.fixed_dictionaries({name: st.sampled_from([None, *values]) for name, values in choices.items()}),
            min_size=1,
            max_size=4,
        )
    )
    return policy, leads


def choices_of(policy: Policy) -> Choices:
    """Return the values to try of each fact of the vocabulary that the policy reads."""
    return {name: values for name, values in brute_force.choices(policy).items() if name in policy.vocabulary.facts}


def completions(lead: Lead, choices: Choices, only: str | None = None) -> list[Lead]:
    """Return every lead that a lead could be, itself among them; `only`: where one fact alone may be told."""
    is_open = {name for name, value in lead.items() if value is None and only in {None, name}}
    return [
        dict(zip(lead, values, strict=True))
        for values in product(*(choices[name] if name in is_open else [value] for name, value in lead.items()))
    ]


def decided(policy: Policy, leads: Sequence[Lead]) -> tuple[list[float], list[int]]:
    found = compile_policy(policy).decide(to_columns(list(leads), policy.vocabulary), len(leads))
    return found.score.tolist(), found.grade.tolist()


@given(files())
@FEW
def test_bounds_are_those_of_all_leads_that_a_lead_could_be(file: tuple[Policy, list[Lead]]) -> None:
    policy, leads = file
    gaps = gaps_of(policy)
    assert gaps is not None
    columns = to_columns(leads, policy.vocabulary)
    found = gaps.bounds(gaps.codes(columns, len(leads)), len(leads))
    assert gaps.tells_grades is bool(policy.grades)
    for place, lead in enumerate(leads):
        scores, grades = decided(policy, completions(lead, choices_of(policy)))
        assert (found.low[place], found.high[place]) == (min(scores), max(scores))
        if found.best is not None and found.worst is not None:
            assert (found.best[place], found.worst[place]) == (min(grades), max(grades))


@given(files())
@FEW
def test_what_was_decided_lies_between_worst_and_best(file: tuple[Policy, list[Lead]]) -> None:
    policy, leads = file
    gaps = gaps_of(policy)
    assert gaps is not None
    columns = to_columns(leads, policy.vocabulary)
    decisions = compile_policy(policy).decide(columns, len(leads))
    raw = gaps.bounds(gaps.codes(columns, len(leads)), len(leads))
    found = bounded(gaps, gaps.codes(columns, len(leads)), decisions, slice(0, len(leads)))
    assert np.array_equal(raw.low, found.low)  # points of this size add up exactly: nothing had to be mended
    assert np.all((found.low <= decisions.score) & (decisions.score <= found.high))
    if found.best is not None and found.worst is not None:
        assert np.all((found.best <= decisions.grade) & (decisions.grade <= found.worst))


@given(files())
@FEW
def test_what_a_fact_costs_is_what_telling_it_would_settle(file: tuple[Policy, list[Lead]]) -> None:
    policy, leads = file
    choices = choices_of(policy)
    found = lead_gaps(
        policy,
        to_columns(leads, policy.vocabulary),
        compile_policy(policy).decide(to_columns(leads, policy.vocabulary), len(leads)),
    )
    assert found is not None

    def spread(lead: Lead) -> float:
        scores = decided(policy, completions(lead, choices))[0]
        return max(scores) - min(scores)

    assert found.every.open_points == sum(map(spread, leads))
    for gap in found.every.facts:
        told = [lead[gap.fact] for lead in leads if lead[gap.fact] is not None]
        lacking = [lead for lead in leads if lead[gap.fact] is None]
        assert gap.missing == len(lacking)
        if told:
            settled = sum(spread(one) - sum(spread({**one, gap.fact: v}) for v in told) / len(told) for one in lacking)
            assert gap.points == pytest.approx(settled)
        if policy.grades:
            grades = [decided(policy, completions(one, choices, only=gap.fact))[1] for one in lacking]
            assert gap.grades == sum(len(set(alone)) > 1 for alone in grades)
    if policy.grades:
        every = [decided(policy, completions(lead, choices))[1] for lead in leads]
        own = decided(policy, leads)[1]
        assert found.every.rise == sum(min(one) < grade for one, grade in zip(every, own, strict=True))
        assert found.every.fall == sum(max(one) > grade for one, grade in zip(every, own, strict=True))
        assert all(grade in range(len(GRADES)) for grade in own)
