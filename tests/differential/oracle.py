"""A policy applied by hand: one lead, one rule after another, as the page on the policy language reads.

Slow and plain on purpose. It shares no code with the table or the rules engine beyond the policy's own dataclasses.
"""

from collections.abc import Mapping

from sandbox.domain.decision import Decision
from sandbox.domain.facts import FactValue, Lead
from sandbox.engine.condition import Always, And, Comparator, Compare, Condition, Flag, Member, Missing, Not, Or
from sandbox.engine.policy import Policy, RoutingRow

NEW: Lead = {"touches": 0.0, "times_recycled": 0.0}
"""What is true of a lead of whose history nothing is said."""


def decide(policy: Policy, lead: Lead) -> Decision:
    """Say by hand what a policy says of one lead."""
    facts = {**NEW, **lead}

    # Every scoring rule that matches adds its points, those of a part to that part as well.
    fit, engagement, score, fired = 0.0, 0.0, 0.0, []
    for rule in policy.scoring:
        if holds(rule.when, facts):
            score += rule.points
            fit += rule.points if rule.part == "fit" else 0.0
            engagement += rule.points if rule.part == "engagement" else 0.0
            fired.append(rule.id)
    facts |= {"fit": fit, "engagement": engagement, "score": score}

    # The first row of grades that matches; its conditions do not know the grade.
    grade = next((row.grade for row in policy.grades if holds(row.when, facts)), None)
    facts["grade"] = grade

    mql = holds(policy.mql, facts)
    facts["mql"] = mql

    # The first row that matches.
    row = next(row for row in policy.routing if holds(row.when, facts))
    return Decision(
        mql=mql,
        fit=fit,
        engagement=engagement,
        score=score,
        grade=grade,
        queue=row.to,
        cadence=cadence(policy, row),
        fired=(*fired, row.id),
    )


def judge(policy: Policy, lead: Lead) -> tuple[bool, int]:
    """Say by hand whether a lead is sales qualified after a conversation, and which row says what follows (else -1)."""
    facts = {**NEW, **lead}
    sql = holds(policy.sql, facts)
    facts["sql"] = sql
    for number, row in enumerate(policy.after_contact):
        if holds(row.when, facts):
            return sql, number
    return sql, -1


def nurture(policy: Policy, lead: Lead) -> tuple[int, bool]:
    """Say by hand which row keeps in touch with a lead (else -1), and whether a signal sends it through routing."""
    facts = {**NEW, **lead}
    for number, row in enumerate(policy.nurture):
        if holds(row.when, facts):
            return number, holds(row.promote_when, facts)
    return -1, True


def cadence(policy: Policy, row: RoutingRow) -> str | None:
    """Say which cadence a row starts: its own, else that of its queue; none on the way to nurture or out."""
    if row.to in {"nurture", "close"}:
        return None
    if row.cadence is not None:
        return row.cadence
    [queue] = [queue for queue in policy.playbook.queues if queue.name == row.to]
    return queue.cadence


def holds(condition: Condition, facts: Mapping[str, FactValue]) -> bool:
    """Say whether a condition holds for a lead: what compares with a missing fact is false, `not` turns it round."""
    match condition:
        case Always(value):
            return value
        case Not(term):
            return not holds(term, facts)
        case And(terms):
            return all(holds(term, facts) for term in terms)
        case Or(terms):
            return any(holds(term, facts) for term in terms)
        case Missing(fact):
            return facts.get(fact) is None
        case Flag(fact):
            return facts.get(fact) is True
        case Compare(fact, comparator, value):
            known = facts.get(fact)
            return known is not None and compares(known, comparator, value)
        case Member(fact, values, negated):
            known = facts.get(fact)
            return known is not None and (known not in values if negated else known in values)


def compares(known: str | float | bool, comparator: Comparator, value: str | float | bool) -> bool:
    """Say whether a known fact compares with a value as stated."""
    if comparator is Comparator.EQ:
        return known == value
    if comparator is Comparator.NE:
        return known != value
    # Only numbers have an order.
    number, other = float(known), float(value)
    if comparator is Comparator.LT:
        return number < other
    if comparator is Comparator.LE:
        return number <= other
    if comparator is Comparator.GT:
        return number > other
    return number >= other
