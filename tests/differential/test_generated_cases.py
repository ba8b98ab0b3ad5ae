"""The generated policies and leads reach what they are meant to try; else agreement would mean little."""

from collections import Counter
from collections.abc import Mapping

from hypothesis.strategies import DataObject

from sandbox.domain.facts import HISTORY_FACTS, Lead
from sandbox.engine.condition import OTHERWISE, facts_read
from sandbox.engine.policy import Policy, conditions_of
from sandbox.testing.strategies import beside, thresholds_of
from tests.differential import oracle
from tests.differential.properties import check
from tests.moments import later_cases
from tests.strategies import Case, cases

CASES = 300


def test_generated_leads_take_every_way_through_the_policies() -> None:
    seen: Counter[str] = Counter()

    def count(case: Case, _: DataObject) -> None:
        employees = case.policy.vocabulary.facts["employees"]
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
                thresholds = (value for when, _ in conditions_of(case.policy) for value in thresholds_of(when, name))
                kind = "score" if name == "score" else "sum of a part"
                seen[f"{kind} on a threshold"] += points in thresholds
            seen["fit and engagement differ, and are not 0"] += 0.0 != decision.fit != decision.engagement != 0.0
            seen["matched before the last row"] += decision.fired[-1] != "rest"
            seen["nurture or close"] += decision.cadence is None
            seen["lacks a number"] += "employees" not in lead or "budget" not in lead
            seen["with a history"] += "touches" in lead
            seen["touches missing"] += "touches" in lead and lead["touches"] is None
            seen["number beside a threshold"] += lead.get("employees") in beside(case.policy, employees)

    check(cases(min_leads=10, max_leads=30), count, CASES)

    assert seen["leads"] > 10 * CASES
    assert all(number > 0.02 * seen["leads"] for number in seen.values()), seen
    assert 0.1 < seen["mql"] / seen["leads"] < 0.9


def test_generated_conversations_end_in_every_way() -> None:
    seen: Counter[str] = Counter()

    def count(case: Case, _: DataObject) -> None:
        rows, touches = case.policy.after_contact, HISTORY_FACTS["touches"]
        for lead in case.leads:
            (sql, step), (program, promotes) = oracle.judge(case.policy, lead), oracle.nurture(case.policy, lead)
            seen["leads"] += 1
            seen["sql"] += sql
            seen["nothing follows"] += step < 0
            seen["first of several rows"] += step == 0 and len(rows) > 1
            seen["a row in the middle"] += 0 < step < len(rows) - 1
            seen["a row in the end"] += 0 < step == len(rows) - 1
            seen["several rows match"] += sum(oracle.holds(row.when, {**lead, "sql": sql}) for row in rows) > 2
            seen["no program"] += program < 0
            seen["not the first program"] += program > 0
            seen["stays in nurture"] += not promotes
            seen["promoted with a program"] += promotes and program >= 0
            seen["need is missing"] += lead["need"] is None
            seen["nothing said of the past"] += "touches" not in lead
            seen["touches on or beside a threshold"] += lead.get("touches") in beside(case.policy, touches)

    check(later_cases(min_leads=10, max_leads=30), count, CASES)

    assert seen["leads"] > 10 * CASES
    assert all(number > 0.02 * seen["leads"] for number in seen.values()), seen
    assert 0.1 < seen["sql"] / seen["leads"] < 0.9
    assert seen["stays in nurture"] > 0.1 * seen["leads"]


def _read_for_grade(policy: Policy, lead: Lead, sums: Mapping[str, float]) -> frozenset[str]:
    """Return what the row reads that gives the lead its grade."""
    matching = (row.when for row in policy.grades if oracle.holds(row.when, {**lead, **sums}))
    return facts_read(next(matching, OTHERWISE))
