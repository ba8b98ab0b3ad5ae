"""A difference between two policies as the JSON that other programs read: `schema: 1`, and its keys stay as they are.

Lists of two hold the first policy's, then the second's.
"""

from typing import Any

from sandbox.domain.decision import Decision
from sandbox.domain.diagnostics import Span
from sandbox.domain.facts import FactValue
from sandbox.engine.answers import Answers, Aspect
from sandbox.engine.changed_rules import ChangedRule
from sandbox.engine.policy import Policy
from sandbox.engine.proof.equivalence import Different, Undecided
from sandbox.study.diff import Diff, file_of
from sandbox.study.diff_leads import CrossTable, ExampleLead, LeadsDiff

SCHEMA = 1


def diff_document(diff: Diff, *, summary: str) -> dict[str, Any]:
    """Return the difference as plain values."""
    counts = {} if diff.leads is None else {one.rule: one.leads for one in diff.leads.rules}
    return {
        "schema": SCHEMA,
        "kind": "diff",
        "policies": [_policy(policy) for policy in diff.policies],
        "result": str(diff.result),
        "equivalent": diff.is_equivalent,
        "summary": summary,
        "leads": None if diff.leads is None else _leads(diff.leads, diff.source),
        "witness": _witness(diff.proof) if isinstance(diff.proof, Different) else None,
        "unsettled": [str(one) for one in diff.proof.aspects] if isinstance(diff.proof, Undecided) else [],
        "rules": [{**_rule(rule), "leads": None if diff.leads is None else counts.get(rule, 0)} for rule in diff.rules],
        "settings": [
            {"key": ".".join(one.path), "values": list(one.values), "lines": [_line(place) for place in one.places]}
            for one in diff.settings
        ],
    }


def _policy(policy: Policy) -> dict[str, Any]:
    about = policy.about
    return {
        "id": policy.id,
        "name": policy.name,
        "file": file_of(policy),
        "sha256": policy.sha256,
        "revision": about.revision,
        "effective_from": None if about.effective_from is None else about.effective_from.isoformat(),
    }


def _leads(found: LeadsDiff, source: str | None) -> dict[str, Any]:
    return {
        "source": source,
        "count": found.leads,
        "different": _count(found.different, found),
        "by": {str(aspect): _count(count, found) for aspect, count in found.by_aspect.items()},
        "grades": _cells(found.grades),
        "queues": _cells(found.queues),
        "unattributed": found.unattributed,
        "examples": [_example(example, found.named) for example in found.examples],
    }


def _count(count: int, found: LeadsDiff) -> dict[str, Any]:
    return {"leads": count, "share": count / found.leads if found.leads else 0.0}


def _cells(table: CrossTable) -> list[dict[str, Any]]:
    return [
        {"from": first, "to": second, "leads": int(table.counts[row, column])}
        for row, first in enumerate(table.labels)
        for column, second in enumerate(table.labels)
        if table.counts[row, column]
    ]


def _example(example: ExampleLead, named: str) -> dict[str, Any]:
    return {
        named: example.name,
        "facts": [dict(lead) for lead in example.leads],
        "decisions": [_decision(decision) for decision in example.decisions],
        "rules": [_rule(rule) for rule in example.rules],
    }


def _rule(rule: ChangedRule) -> dict[str, Any]:
    return {
        "section": str(rule.section),
        "id": rule.id,
        "change": str(rule.change),
        "lines": [_line(place) for place in rule.places],
        "effects": list(rule.effects),
    }


def _line(place: Span | None) -> int | None:
    return None if place is None else place.line


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "mql": decision.mql,
        "fit": decision.fit,
        "engagement": decision.engagement,
        "score": decision.score,
        "grade": decision.grade,
        "queue": decision.queue,
        "cadence": decision.cadence,
        "fired": list(decision.fired),
    }


def _witness(found: Different) -> dict[str, Any]:
    lead: dict[str, FactValue] = dict(found.lead)
    return {
        "facts": lead,
        "fewest": found.is_fewest,
        "differs": [str(aspect) for aspect in found.aspects],
        "decisions": [_answers(answers) for answers in found.answers],
    }


def _answers(answers: Answers) -> dict[str, Any]:
    step, program = answers.step, answers.program
    return {
        **_decision(answers.decision),
        str(Aspect.SQL): answers.sql,
        str(Aspect.AFTER_CONTACT): None if step is None else {"id": step.id, "to": step.to},
        str(Aspect.NURTURE): None if program is None else {"id": program.id},
        str(Aspect.PROMOTE_WHEN): answers.promotes,
    }
