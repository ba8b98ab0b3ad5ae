"""The decision table, the rules engine, explanations and the oracle say the same of every lead."""

import pytest
from hypothesis import given, settings

from tests.differential.explaining import explained
from tests.differential.properties import (
    MakeRulebook,
    agrees_with_the_oracle,
    agrees_with_the_oracle_later,
    an_unread_fact_changes_nothing,
    an_unread_fact_changes_nothing_later,
    columns_of,
    company_does_not_matter,
    company_does_not_matter_later,
    durable,
    every_lead_has_one_destination,
    no_leads_get_no_decisions,
    table,
)
from tests.strategies import Case, cases

MAKES = (table, durable, explained)
ALL = pytest.mark.parametrize("make", MAKES)


def test_all_agree_with_the_oracle() -> None:
    assert agrees_with_the_oracle(*MAKES, examples=500) >= 20_000


def test_all_agree_with_the_oracle_after_a_conversation_and_in_nurture() -> None:
    assert agrees_with_the_oracle_later(*MAKES, examples=250) >= 4_500


@ALL
def test_company_does_not_matter_after_a_conversation_and_in_nurture(make: MakeRulebook) -> None:
    company_does_not_matter_later(make, examples=40)


@settings(max_examples=50)
@given(cases(max_leads=10))
def test_table_rules_engine_and_explanations_agree_in_every_column(case: Case) -> None:
    columns, count = columns_of(case), len(case.leads)
    with table(case.policy) as by_table, durable(case.policy) as by_durable, explained(case.policy) as by_hand:
        one, *others = (rulebook.decide(columns, count) for rulebook in (by_table, by_durable, by_hand))
    for other in others:
        for name in ("mql", "fit", "engagement", "score", "grade", "queue", "cadence", "route", "scored"):
            assert getattr(one, name).dtype == getattr(other, name).dtype
            assert getattr(one, name).tolist() == getattr(other, name).tolist()
        for name in ("queue_names", "cadence_names", "route_ids", "scoring_ids"):
            assert getattr(one, name) == getattr(other, name)


@ALL
def test_every_lead_has_one_destination(make: MakeRulebook) -> None:
    every_lead_has_one_destination(make, examples=60)


@ALL
def test_an_unread_fact_changes_nothing(make: MakeRulebook) -> None:
    an_unread_fact_changes_nothing(make, examples=60)


@ALL
def test_an_unread_fact_changes_nothing_after_a_conversation(make: MakeRulebook) -> None:
    an_unread_fact_changes_nothing_later(make, examples=60)


@ALL
def test_company_does_not_matter(make: MakeRulebook) -> None:
    company_does_not_matter(make, examples=60)


@ALL
def test_no_leads_get_no_decisions(make: MakeRulebook) -> None:
    no_leads_get_no_decisions(make, examples=60)
