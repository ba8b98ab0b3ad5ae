"""Leads compared in bulk, held against the same leads decided one by one."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from sandbox.domain.facts import Lead, to_columns
from sandbox.engine import changed_rules
from sandbox.engine.answers import DECISION
from sandbox.engine.policy import Policy
from sandbox.engine.table import compile_policy
from sandbox.study import diff_leads, diff_rules
from sandbox.study.diff import diff_of
from sandbox.study.diff_leads import EXAMPLES, Leads, LeadsDiff, compare_leads
from tests.pairs import Pair, joined, pairs
from tests.properties.test_equivalence import TEXT, policy_of
from tests.strategies import packed_leads

FEW = settings(max_examples=60, deadline=None)


def some_leads(pair: Pair, data: DataObject) -> Leads:
    told = data.draw(st.lists(packed_leads(joined(*pair), has_history=False), min_size=1, max_size=25))
    columns = to_columns(told, pair[0].vocabulary)
    return Leads(facts=(columns, columns), names=np.arange(len(told)) + 100, named="line")


def check(pair: Pair, known: Leads, found: LeadsDiff) -> None:
    first, second = (
        compile_policy(policy).decide(facts, len(known)) for policy, facts in zip(pair, known.facts, strict=True)
    )
    both = [(first.at(n), second.at(n)) for n in range(len(known))]
    differs = [[aspect for aspect in DECISION if getattr(a, aspect) != getattr(b, aspect)] for a, b in both]
    assert found.leads == len(known)
    assert found.different == sum(map(bool, differs))
    counted = Counter(aspect for one in differs for aspect in one)
    assert {aspect: count for aspect, count in found.by_aspect.items() if count} == counted
    for table, name in ((found.grades, "grade"), (found.queues, "queue")):
        cells = Counter((getattr(a, name) or "none", getattr(b, name) or "none") for a, b in both)
        assert int(table.counts.sum()) == len(known)
        for at, label in enumerate(table.labels):
            assert table.counts[at].sum() == sum(n for (one, _), n in cells.items() if one == label)
            assert table.counts[:, at].sum() == sum(n for (_, other), n in cells.items() if other == label)
            assert all(table.counts[at, to] == cells[label, end] for to, end in enumerate(table.labels))
    assert len(found.examples) == min(EXAMPLES, found.different)
    assert len({example.name for example in found.examples}) == len(found.examples)
    for example in found.examples:
        assert example.decisions == both[example.name - 100]
        assert differs[example.name - 100]


@FEW
@given(pairs(), st.data())
def test_shares_cross_tables_and_examples_are_those_of_single_leads(pair: Pair, data: DataObject) -> None:
    known = some_leads(pair, data)
    check(pair, known, compare_leads(*pair, known))


@FEW
@given(pairs(), st.data())
def test_blocks_do_not_matter(pair: Pair, data: DataObject) -> None:
    known = some_leads(pair, data)
    whole = compare_leads(*pair, known)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(diff_leads, "BLOCK_LEADS", 3)
        parts = compare_leads(*pair, known)
    check(pair, known, parts)
    assert (parts.rules, parts.unattributed, parts.examples) == (whole.rules, whole.unattributed, whole.examples)


def whole_points(policy: Policy) -> Policy:
    """Return a policy whose points add up to the same in any order."""
    return replace(policy, scoring=tuple(replace(rule, points=float(round(rule.points))) for rule in policy.scoring))


def every_difference_has_a_rule(drawn: Pair, data: DataObject) -> None:
    pair = (whole_points(drawn[0]), whole_points(drawn[1]))
    found = compare_leads(*pair, some_leads(pair, data))
    assert found.unattributed == 0
    assert all(0 < one.leads <= found.different for one in found.rules)
    assert all(example.rules for example in found.examples)


@FEW
@given(pairs(), st.data())
def test_some_rule_made_the_difference_for_each_lead_that_is_decided_differently(pair: Pair, data: DataObject) -> None:
    every_difference_has_a_rule(pair, data)


def rows_never_move(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(changed_rules, "_moved", lambda section, first, second: set())


def rules_of_one_policy_do_not_count(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(diff_rules, "_fired", lambda rule, decisions: np.zeros(len(decisions), dtype=np.bool_))


def points_are_not_looked_at(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(diff_rules, "_points_differ", lambda rule, policies, found: np.zeros(len(found[0]), dtype=np.bool_))


BEST = """  - {id: best, when: 'grade == "A"', to: sales}
"""
MID = """  - {id: mid,  when: 'mql and source in ["webinar", "referral"]', to: sales, cadence: other}
"""


@pytest.mark.parametrize(
    ("bug", "written", "instead", "rules"),
    [
        (rows_never_move, BEST + MID, MID + BEST, {"best", "mid"}),
        (rules_of_one_policy_do_not_count, "mql: score >= 10", "mql: score > 10", {"mql"}),
        (points_are_not_looked_at, "points: 20", "points: 25", {"large"}),
    ],
)
def test_a_rule_that_is_passed_over_is_found_out(
    bug: Callable[[pytest.MonkeyPatch], None], written: str, instead: str, rules: set[str]
) -> None:
    assert TEXT.count(written) == 1
    pair = policy_of(TEXT), policy_of(TEXT.replace(written, instead))
    told: list[Lead] = [
        {"employees": employees, "timeframe_days": days, "source": "webinar"}
        for employees in (None, 50.0, 100.0)
        for days in (None, 10.0)
    ]
    columns = to_columns(told, pair[0].vocabulary)
    known = Leads(facts=(columns, columns), names=np.arange(len(told)), named="line")
    found = compare_leads(*pair, known)
    assert {one.rule.id for one in found.rules} == rules
    assert found.unattributed == 0
    with pytest.MonkeyPatch.context() as patch:
        bug(patch)
        assert compare_leads(*pair, known).unattributed == found.different > 0


@FEW
@given(pairs(), st.data())
def test_a_policy_beside_itself_differs_in_nothing(pair: Pair, data: DataObject) -> None:
    policy, _ = pair
    found = diff_of(policy, policy, some_leads((policy, policy), data))
    assert found.leads is not None
    assert found.leads.different == found.leads.share == 0
    assert not (found.rules)
    assert not (found.settings)
    assert not (found.leads.rules)
    assert not (found.leads.examples)
