"""Tests of the tests: run by pytest, the invariants find bugs planted in either implementation, by a minimal lead."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sandbox.testing.collecting  # noqa: F401 - before the runs inside: they forget imports, NumPy loads once
from sandbox.domain.decision import Decisions
from sandbox.domain.facts import MISSING_CODE, Columns, Lead
from sandbox.engine import durable, table
from sandbox.engine.chain import DurableRulesError
from sandbox.engine.condition import Comparator, Compare
from sandbox.engine.explain import explain
from sandbox.engine.policy import Policy
from sandbox.testing import engines, invariants
from tests.unit.testing.small import RULES, checked, shown_examples, write_policies

pytest_plugins = ["pytester"]

Decide = Callable[[Columns, int], Decisions]
Twist = Callable[[Decide], Decide]
Plant = Callable[[pytest.MonkeyPatch, Twist], None]


def in_table(patch: pytest.MonkeyPatch, twist: Twist) -> None:
    class Table:
        def __init__(self, policy: Policy) -> None:
            self.decide = twist(table.compile_policy(policy).decide)

    patch.setattr(engines, "compile_policy", Table)


def in_durable(patch: pytest.MonkeyPatch, twist: Twist) -> None:
    class Durable(durable.DurableRulebook):
        def decide(self, columns: Columns, count: int) -> Decisions:
            return twist(super().decide)(columns, count)

    patch.setattr(engines, "DurableRulebook", Durable)


BOTH = pytest.mark.parametrize("plant", [in_table, in_durable])


def changed(**parts: Callable[[Decisions], Any]) -> Twist:
    """Return decisions in which some columns are others."""

    def twist(decide: Decide) -> Decide:
        def decided(columns: Columns, count: int) -> Decisions:
            decisions = decide(columns, count)
            return replace(decisions, **{name: change(decisions) for name, change in parts.items()})

        return decided

    return twist


def missing_is_zero(decide: Decide) -> Decide:
    """A missing number as if it were 0."""

    def decided(columns: Columns, count: int) -> Decisions:
        filled = {name: np.nan_to_num(c) if c.dtype == np.float64 else c for name, c in columns.items()}
        return decide({"employees": np.zeros(count), "timeframe_days": np.zeros(count), **filled}, count)

    return decided


def strict(policy: Policy) -> Policy:
    """`<` for `<=`."""
    (soon, *others) = policy.scoring
    assert soon.when == Compare("timeframe_days", Comparator.LE, 30.0)
    return replace(policy, scoring=(replace(soon, when=Compare("timeframe_days", Comparator.LT, 30.0)), *others))


def found(pytester: pytest.Pytester, invariant: str, *, rules: str = RULES) -> tuple[str, list[Lead]]:
    """Return what pytest says of the only invariant that fails, and the leads that it shows."""
    write_policies(pytester.path / "policies", small=rules)
    result = checked(pytester, "-k", invariant)
    result.assert_outcomes(failed=1, deselected=4)
    output = result.stdout.str()
    assert "Traceback" not in output
    shown = shown_examples(output, Path("policies") / "small.yaml") if "  - name: " in output else ()
    return output, [example.lead for example in shown]


def test_less_for_at_most_in_the_table_is_found_on_the_threshold(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "compile_policy", lambda policy: table.compile_policy(strict(policy)))
    output, shown = found(pytester, "implementations-agree")
    assert shown == [{"timeframe_days": 30.0}]
    assert "  score: 25 by durable_rules, 0 by the decision table" in output


def test_less_for_at_most_in_durable_rules_is_found_on_the_threshold(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "DurableRulebook", lambda policy: durable.DurableRulebook(strict(policy)))
    output, shown = found(pytester, "implementations-agree")
    assert shown == [{"timeframe_days": 30.0}]
    assert "  score: 0 by durable_rules, 25 by the decision table" in output


@BOTH
def test_a_missing_number_taken_for_0_is_found_on_a_lead_of_which_nothing_is_known(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, plant: Plant
) -> None:
    plant(monkeypatch, missing_is_zero)
    _, shown = found(pytester, "implementations-agree")
    assert shown == [{}]


def test_less_for_at_most_in_the_explanation_is_found_on_the_threshold(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invariants, "explain", lambda policy, lead: explain(strict(policy), lead))
    output, shown = found(pytester, "explain-agrees")
    assert shown == [{"timeframe_days": 30.0}]
    assert "  score: 0 by the explanation, 25 by the decision table" in output


def test_a_missing_number_taken_for_0_in_the_explanation_is_found(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invariants, "explain", lambda policy, lead: explain(policy, {"employees": 0.0, **lead}))
    _, shown = found(pytester, "explain-agrees")
    assert shown == [{}]


@BOTH
def test_a_fact_that_no_rule_reads_and_matters_is_found(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, plant: Plant
) -> None:
    def region_counts(decide: Decide) -> Decide:
        def decided(columns: Columns, count: int) -> Decisions:
            bonus = 5.0 * (columns.get("region", np.full(count, MISSING_CODE)) == 1)
            return changed(score=lambda decisions: decisions.score + bonus)(decide)(columns, count)

        return decided

    plant(monkeypatch, region_counts)
    _, shown = found(pytester, "unread-facts")
    assert shown == [{}, {"region": "west"}]


@BOTH
@pytest.mark.parametrize(
    "column",
    [
        {"queue": lambda decisions: decisions.queue + 3 * (decisions.score < 0)},
        {"route": lambda decisions: decisions.route - 2 * (decisions.score < 0)},
        {"score": lambda decisions: np.where(decisions.score < 0, np.nan, decisions.score)},
        {"cadence": lambda decisions: np.where(decisions.score < 0, 0, decisions.cadence)},
    ],
    ids=["no such queue", "no row", "no score", "a cadence in nurture"],
)
def test_a_lead_without_a_destination_is_found(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    plant: Plant,
    column: dict[str, Callable[[Decisions], Any]],
) -> None:
    plant(monkeypatch, changed(**column))
    output, _ = found(pytester, "total")
    assert "    lead: {employees: 1}" in output


@BOTH
def test_a_lead_without_a_grade_is_found(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, plant: Plant
) -> None:
    plant(monkeypatch, changed(grade=lambda decisions: np.where(decisions.score > 0, MISSING_CODE, decisions.grade)))
    output, _ = found(pytester, "one-grade")
    assert "    lead: {timeframe_days: 0}" in output


def test_a_lead_on_which_durable_rules_fails_is_shown(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(decide: Decide) -> Decide:
        def decided(columns: Columns, count: int) -> Decisions:
            decisions = decide(columns, count)
            if decisions.score[0] < 0:
                raise DurableRulesError("failed on a lead")
            return decisions

        return decided

    in_durable(monkeypatch, fails)
    output, _ = found(pytester, "implementations-agree")
    assert "durable_rules fails on this lead:" in output
    assert "    lead: {employees: 1}" in output


def test_without_durable_rules_the_table_is_checked_alone(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise DurableRulesError("durable_rules is not installed")

    monkeypatch.setattr(durable, "require_library", refuse)
    write_policies(pytester.path / "policies", small=RULES)
    result = checked(pytester, "-rs")
    result.assert_outcomes(passed=4, skipped=1)
    assert "durable_rules is not installed" in result.stdout.str()
