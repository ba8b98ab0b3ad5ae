"""What `sandbox.testing.strategies` promises to who writes tests of their own."""

from pathlib import Path

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from sandbox.domain.facts import to_columns
from sandbox.engine.language.parse import load_policy
from sandbox.engine.policy import Policy
from sandbox.engine.table import compile_policy
from sandbox.files.shipped import list_policies
from sandbox.testing.strategies import beside, leads, leads_apart, policies
from sandbox.testing.telling import example_entries
from tests.unit.testing.small import RULES, with_examples, write_policies
from tests.worlds import vocabulary


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    folder = tmp_path_factory.mktemp("policies")
    write_policies(folder, small=RULES)
    policy = load_policy(folder / "small.yaml").value
    assert policy is not None
    return policy


def test_numbers_lie_on_and_beside_each_threshold_and_the_ends_of_the_range(small: Policy) -> None:
    numbers = beside(small, small.vocabulary.facts["timeframe_days"])
    assert {0.0, 29.0, 29.999999999999996, 30.0, 30.000000000000004, 31.0, 364.0, 365.0} <= {*numbers}
    assert (min(numbers), max(numbers)) == (0.0, 365.0)
    assert min(beside(small, small.vocabulary.facts["employees"])) == 1.0


@pytest.mark.parametrize("number", [1.0, 9.0, 9.999999999999998, 10.0, 10.000000000000002, 11.0, None])
def test_each_of_them_and_none_is_found_among_the_leads(small: Policy, number: float | None) -> None:
    found = find(leads(small), lambda lead: lead.get("employees") == number, settings=settings(max_examples=1_000))
    assert found == ({} if number is None else {"employees": number})


@given(st.data())
def test_leads_apart_differ_in_one_number_known_of_both(small: Policy, data: DataObject) -> None:
    low, high = data.draw(leads_apart(small, "employees"))
    one, other = low["employees"], high["employees"]
    assert isinstance(one, float)
    assert isinstance(other, float)
    assert one < other
    assert {**low, "employees": None} == {**high, "employees": None}


@settings(max_examples=50)
@given(policies(vocabulary()), st.data())
def test_whole_random_policies_decide_every_lead(policy: Policy, data: DataObject) -> None:
    lead = data.draw(leads(policy))
    assert lead.keys() <= policy.vocabulary.facts.keys()
    decision = compile_policy(policy).decide(to_columns([lead], policy.vocabulary), 1).at(0)
    assert decision.queue in {*(queue.name for queue in policy.playbook.queues), "nurture", "close"}


@pytest.mark.parametrize("path", list_policies(), ids=lambda path: path.stem)
@settings(max_examples=10)
@given(st.data())
def test_a_lead_printed_for_examples_is_read_back_and_holds(path: Path, data: DataObject) -> None:
    policy = load_policy(path).value
    assert policy is not None
    lead = data.draw(leads(policy))
    decision = compile_policy(policy).decide(to_columns([lead], policy.vocabulary), 1).at(0)
    name = data.draw(st.sampled_from(["Found", "Only: where it's #1", "true"]))
    printed = example_entries(policy, name, [(lead, decision)]).split("\n\n")[1]
    text = path.read_text(encoding="utf-8").split("\nexamples:")[0]
    (example,) = with_examples(text, printed, policy).examples
    assert (example.name, example.lead) == (name, lead)
    stated = {"mql": decision.mql, "score": decision.score, "grade": decision.grade, "fired": decision.fired}
    assert {key: getattr(example.expect, key) for key in stated} == stated
    assert (example.expect.queue, example.expect.cadence) == (decision.queue, decision.cadence)
