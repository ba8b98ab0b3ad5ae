"""The generated policies and leads reach what they are meant to try; else agreement would mean little."""

from collections import Counter
from collections.abc import Mapping

from hypothesis.strategies import DataObject

from sandbox.domain.facts import Lead
from sandbox.engine.condition import OTHERWISE, facts_read
from sandbox.engine.policy import Policy
from tests.differential import oracle
from tests.differential.properties import check
from tests.strategies import Case, beside, cases, conditions_of, thresholds_of

CASES = 300


def test_generated_leads_take_every_way_through_the_policies() -> None:
    seen: Counter[str] = Counter()

    def count(case: Case, _: DataObject) -> None:
        for lead in case.leads:
            decision = oracle.decide(case.policy, lead)
            seen["leads"] += 1
            seen["mql"] += decision.mql
            seen["several scoring rules"] += len(decision.fired) > 2
            seen["graded, and not the lowest"] += decision.grade in {"A", "B"}
            sums = {"fit": decision.fit, "engagement": decision.engagement, "score": decision.score}
            seen["graded by more than the score"] += bool(_read_for_grade(case.policy, lead, sums) - {"score"})
            seen["graded by fit or engagement"] += bool(
                _read_for_grade(case.policy, lead, sums) & {"fit", "engagement"}
            )
            for name, points in sums.items():
                thresholds = (value for when in conditions_of(case.policy) for value in thresholds_of(when, name))
                kind = "score" if name == "score" else "sum of a part"
                seen[f"{kind} on a threshold"] += points in thresholds
            seen["fit and engagement differ, and are not 0"] += 0.0 != decision.fit != decision.engagement != 0.0
            seen["matched before the last row"] += decision.fired[-1] != "rest"
            seen["nurture or close"] += decision.cadence is None
            seen["lacks a number"] += "employees" not in lead or "budget" not in lead
            seen["number beside a threshold"] += lead.get("employees") in beside(case.policy, "employees")

    check(cases(min_leads=10, max_leads=30), count, CASES)

    assert seen["leads"] > 10 * CASES
    assert all(number > 0.03 * seen["leads"] for number in seen.values()), seen
    assert 0.1 < seen["mql"] / seen["leads"] < 0.9


def _read_for_grade(policy: Policy, lead: Lead, sums: Mapping[str, float]) -> frozenset[str]:
    """Return what the row reads that gives the lead its grade."""
    matching = (row.when for row in policy.grades if oracle.holds(row.when, {**lead, **sums}))
    return facts_read(next(matching, OTHERWISE))
