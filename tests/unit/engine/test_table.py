"""The compiled decision table."""

import pickle  # noqa: S403 - what the pool of workers does
from dataclasses import replace

import numpy as np
import pytest

from sandbox.domain.decision import Decision, Rulebook
from sandbox.domain.facts import Lead, to_columns
from sandbox.engine.condition import OTHERWISE, Always, And, Comparator, Compare, Condition, Flag, Member, Missing, Not
from sandbox.engine.policy import GradeRow, Part, Policy
from sandbox.engine.table import BLOCK_LEADS, compile_policy
from tests.unit.engine.by_hand import VOCABULARY, policy

BIG = Compare("employees", Comparator.GE, 50.0)
SMALL = Compare("employees", Comparator.LT, 10.0)
DECIDES = Compare("role", Comparator.EQ, "decision_maker")


def decide(policy: Policy, lead: Lead) -> Decision:
    return compile_policy(policy).decide(to_columns([lead], policy.vocabulary), 1).at(0)


def test_scores_grades_qualifies_and_routes() -> None:
    rules = policy(
        scoring=[(BIG, 25.0), (DECIDES, 20.0), (SMALL, -20.0)],
        mql=And((Flag("phone"), Compare("score", Comparator.GE, 40.0))),
        rows=[(Not(Flag("mql")), "nurture"), (Member("grade", ("C", "D")), "close")],
    )

    assert decide(rules, {"employees": 50.0, "role": "decision_maker", "phone": True}) == Decision(
        mql=True,
        fit=0.0,
        engagement=0.0,
        score=45.0,
        grade="B",
        queue="sales",
        cadence="calls",
        fired=("rule-0", "rule-1", "rest"),
    )
    assert decide(rules, {"employees": 9.0}) == Decision(
        mql=False,
        fit=0.0,
        engagement=0.0,
        score=-20.0,
        grade="D",
        queue="nurture",
        cadence=None,
        fired=("rule-2", "row-0"),
    )


def test_parts_are_summed_apart_and_every_rule_counts_for_the_score() -> None:
    rules = policy(
        scoring=[(BIG, 25.0), (DECIDES, 20.0), (Flag("phone"), 7.0), (Always(True), 0.5)],
        mql=And((Compare("fit", Comparator.GE, 45.0), Compare("engagement", Comparator.GE, 7.0))),
        rows=[(Compare("engagement", Comparator.EQ, 0.0), "nurture")],
    )
    parts = (Part.FIT, Part.FIT, Part.ENGAGEMENT, None)
    rules = replace(
        rules, scoring=tuple(replace(rule, part=part) for rule, part in zip(rules.scoring, parts, strict=True))
    )

    strong = decide(rules, {"employees": 50.0, "role": "decision_maker", "phone": True})
    assert (strong.fit, strong.engagement, strong.score, strong.mql) == (45.0, 7.0, 52.5, True)
    weak = decide(rules, {"employees": 50.0})
    assert (weak.fit, weak.engagement, weak.score, weak.mql, weak.queue) == (25.0, 0.0, 25.5, False, "nurture")


def test_the_first_row_of_grades_that_matches_wins() -> None:
    grades = (
        GradeRow(grade="A", when=And((Compare("score", Comparator.GE, 20.0), DECIDES))),
        GradeRow(grade="C", when=SMALL),
        GradeRow(grade="A", when=Flag("phone")),
        GradeRow(grade="D", when=OTHERWISE),
    )
    rules = policy(scoring=[(BIG, 25.0)], grades=grades)

    assert decide(rules, {"employees": 50.0, "role": "decision_maker"}).grade == "A"
    assert decide(rules, {"employees": 9.0, "phone": True}).grade == "C"
    assert decide(rules, {"employees": 50.0, "phone": True}).grade == "A"
    assert decide(rules, {}).grade == "D"


def test_points_are_added_in_the_order_of_the_rules() -> None:
    thirds = [0.1, 0.2, 0.3]
    forwards = decide(policy(scoring=[(Always(True), points) for points in thirds]), {})
    backwards = decide(policy(scoring=[(Always(True), points) for points in reversed(thirds)]), {})

    assert forwards.score == 0.1 + 0.2 + 0.3
    assert backwards.score == 0.3 + 0.2 + 0.1
    assert forwards.score != backwards.score


@pytest.mark.parametrize(
    "condition",
    [
        BIG,
        Compare("employees", Comparator.NE, 50.0),
        Member("employees", (1.0,), negated=True),
        Compare("role", Comparator.NE, "user"),
        Member("role", ("user",), negated=True),
        Compare("phone", Comparator.NE, value=True),
        Flag("phone"),
        Not(Missing("role")),
    ],
)
def test_nothing_compares_with_a_missing_fact_and_not_turns_that_round(condition: Compare) -> None:
    assert decide(policy(mql=condition), {}).mql is False
    assert decide(policy(mql=Not(condition)), {}).mql is True


def test_a_policy_without_grades_gives_none() -> None:
    rules = policy(grades=(), mql=Missing("grade"))

    assert decide(rules, {}).grade is None
    assert decide(rules, {}).mql is True


def test_the_cadence_is_the_rows_else_the_queues() -> None:
    rules = policy(rows=[(BIG, "sales")])
    own = replace(rules, routing=(replace(rules.routing[0], cadence="mails"), rules.routing[1]))

    assert decide(own, {"employees": 50.0}).cadence == "mails"
    assert decide(own, {}).cadence == "calls"


def test_leads_are_decided_alike_on_both_sides_of_a_block() -> None:
    rules = policy(scoring=[(BIG, 25.0), (DECIDES, 40.0)], rows=[(Compare("score", Comparator.LT, 1.0), "nurture")])
    kinds: list[Lead] = [{}, {"employees": 50.0}, {"role": "decision_maker"}]
    count = 2 * BLOCK_LEADS + 5
    few = to_columns(kinds, VOCABULARY)
    many = {name: np.resize(column, count) for name, column in few.items()}
    table = compile_policy(rules)

    expected = [table.decide(few, 3).at(n) for n in range(3)]
    decisions = table.decide(many, count)
    assert [decisions.at(n) for n in range(count - 9, count)] == [expected[n % 3] for n in range(count - 9, count)]
    assert decisions.route.tolist() == [n % 3 != 0 for n in range(count)]


def test_a_column_named_like_a_derived_fact_is_not_read() -> None:
    rules = policy(mql=Compare("score", Comparator.GE, 10.0))
    columns = {"score": np.array([99.0]), "mql": np.array([1], dtype=np.int8)}

    assert not compile_policy(rules).decide(columns, 1).mql[0]


def test_columns_are_left_as_they_were() -> None:
    rules = policy(scoring=[(BIG, 25.0)], mql=Compare("score", Comparator.GE, 10.0))
    columns = to_columns([{"employees": 60.0}], VOCABULARY)
    before = {name: column.copy() for name, column in columns.items()}
    compile_policy(rules).decide(columns, 1)

    assert columns.keys() == before.keys()
    assert all(
        np.array_equal(columns[name], before[name], equal_nan=columns[name].dtype == np.float64) for name in before
    )


def test_a_condition_that_several_rules_share_is_evaluated_once() -> None:
    rules: list[tuple[Condition, float]] = [(BIG, 1.0), (Not(BIG), 2.0), (And((BIG, DECIDES)), 3.0)]
    table = compile_policy(policy(scoring=rules, grades=(), mql=BIG))

    assert len(table.predicates) == len({"big", "not big", "decides", "both", "otherwise"})


def test_a_table_survives_the_way_to_a_worker_process() -> None:
    rules = policy(scoring=[(BIG, 25.0)], rows=[(DECIDES, "close")])
    table: Rulebook = compile_policy(rules)
    sent: Rulebook = pickle.loads(pickle.dumps(table))  # noqa: S301 - its own, just made

    columns = to_columns([{"employees": 60.0, "role": "decision_maker"}], VOCABULARY)
    assert sent.decide(columns, 1).at(0) == table.decide(columns, 1).at(0)
    assert sent == table
