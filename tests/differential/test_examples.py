"""The examples of policies hold, whoever decides them."""

from pathlib import Path

import pytest

from sandbox.domain.example import differences
from sandbox.engine.language.parse import parse_policy
from sandbox.engine.policy import Policy
from sandbox.files.shipped import list_policies, vocabulary_file
from sandbox.files.vocabulary import load_vocabulary
from tests.differential import oracle
from tests.differential.explaining import explained
from tests.differential.properties import MakeRulebook, decided, durable, table
from tests.strategies import Case

PAGE = (Path(__file__).parents[2] / "docs" / "policy-language.md").read_text(encoding="utf-8")
GOOD = sorted((Path(__file__).parents[1] / "corpus" / "good").glob("*.yaml"))
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in [*list_policies(), *GOOD]}
TEXTS["the page on the language"] = PAGE.split("```yaml\n")[1].split("```")[0]
WITH_EXAMPLES = {name: text for name, text in TEXTS.items() if "\nexamples:" in text}


def policy_of(text: str) -> Policy:
    vocabulary = load_vocabulary(vocabulary_file()).value
    assert vocabulary is not None
    policy = parse_policy(text, "p.yaml", vocabulary).value
    assert policy is not None
    return policy


@pytest.mark.parametrize("make", [table, durable, explained])
@pytest.mark.parametrize("text", WITH_EXAMPLES.values(), ids=WITH_EXAMPLES)
def test_every_example_holds(text: str, make: MakeRulebook) -> None:
    policy = policy_of(text)
    case = Case(policy=policy, leads=tuple(example.lead for example in policy.examples))
    assert case.leads
    with make(policy) as rulebook:
        decisions = decided(rulebook, case)
    assert decisions == [oracle.decide(policy, lead) for lead in case.leads]
    for example, decision in zip(policy.examples, decisions, strict=True):
        assert differences(example.expect, decision) == (), example.name


def test_all_policies_have_examples() -> None:
    assert WITH_EXAMPLES.keys() == TEXTS.keys()


def test_newest_and_oldest_first_differ_in_name_summary_and_order() -> None:
    lines = zip(TEXTS["newest_first"].splitlines(), TEXTS["oldest_first"].splitlines(), strict=True)
    assert [one.split(":")[0].strip() for one, other in lines if one != other] == ["name", "summary", "order"]
