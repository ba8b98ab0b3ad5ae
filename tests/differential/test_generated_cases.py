"""The generated policies and leads reach what they are meant to try; else agreement would mean little."""

from collections import Counter

from hypothesis.strategies import DataObject

from tests.differential import oracle
from tests.differential.properties import check
from tests.strategies import Case, beside, cases

CASES = 200


def test_generated_leads_take_every_way_through_the_policies() -> None:
    seen: Counter[str] = Counter()

    def count(case: Case, _: DataObject) -> None:
        for lead in case.leads:
            decision = oracle.decide(case.policy, lead)
            seen["leads"] += 1
            seen["mql"] += decision.mql
            seen["several scoring rules"] += len(decision.fired) > 2
            seen["graded, and not the lowest"] += decision.grade in {"A", "B"}
            seen["score on a floor"] += decision.score in case.policy.grade_floors.values()
            seen["matched before the last row"] += decision.fired[-1] != "rest"
            seen["nurture or close"] += decision.cadence is None
            seen["lacks a number"] += "employees" not in lead or "budget" not in lead
            seen["number beside a threshold"] += lead.get("employees") in beside(case.policy, "employees")

    check(cases(min_leads=10, max_leads=30), count, CASES)

    assert seen["leads"] > 10 * CASES
    assert all(number > 0.03 * seen["leads"] for number in seen.values()), seen
    assert 0.1 < seen["mql"] / seen["leads"] < 0.9
