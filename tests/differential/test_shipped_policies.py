"""The policies that ship, on generated leads."""

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from sandbox.engine.explain import explain
from sandbox.engine.language.parse import load_policy
from sandbox.engine.policy import Policy
from sandbox.files.shipped import list_policies
from tests.differential import oracle
from tests.differential.properties import decided, durable, table
from tests.strategies import cases


@cache
def policy_of(path: Path) -> Policy:
    policy = load_policy(path).value
    assert policy is not None
    return policy


@pytest.mark.parametrize("path", list_policies(), ids=lambda path: path.stem)
@settings(max_examples=30)
@given(st.data())
def test_oracle_table_rules_engine_and_explanations_agree(path: Path, data: DataObject) -> None:
    policy = policy_of(path)
    case = data.draw(cases(st.just(policy), min_leads=10, max_leads=40))
    expected = [oracle.decide(policy, lead) for lead in case.leads]
    with table(policy) as by_table, durable(policy) as by_durable:
        assert decided(by_table, case) == expected
        assert decided(by_durable, case) == expected
    assert [explain(policy, lead).decision for lead in case.leads] == expected
