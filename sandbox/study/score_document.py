"""Ranked leads as the JSON that other programs read: `schema: 1`, and its keys stay as they are.

Leads are named by their line alone: nothing of a file's cells is in it but the facts that were read. What is undefined
is null.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from sandbox.analysis.agreement import Agreement
from sandbox.domain.facts import GRADES
from sandbox.study.document import SCHEMA, versions
from sandbox.study.lead_gaps import FactGap, GroupGap
from sandbox.study.score import HandRanking, Scored

TOP_LEADS = 10
"""How many of the best leads are told one by one."""


def score_document(scored: Scored, *, command: str) -> dict[str, Any]:
    """Return ranked leads as plain values; `command` is what reproduces them."""
    policy, sheet = scored.policy, scored.sheet
    gaps = scored.gaps
    form = policy.playbook.form
    return {
        "schema": SCHEMA,
        "kind": "score",
        "policy": {"id": policy.id, "name": policy.name, "sha256": policy.sha256},
        "leads": {
            "file": str(sheet.source.path),
            "sha256": sheet.source.sha256,
            "count": len(sheet),
            "columns": {fact: sheet.names[at] for fact, at in sheet.columns.items()},
        },
        "mql": int(scored.decisions.mql.sum()),
        "grades": grade_counts(scored),
        "queues": queue_counts(scored),
        "ranking": [_lead(scored, lead, rank) for rank, lead in enumerate(scored.order[:TOP_LEADS].tolist(), 1)],
        "gaps": None if gaps is None else {**_group(gaps.every), "sources": [_group(one) for one in gaps.sources]},
        "questions": {
            "form": None if form is None else list(form),
            "pays": [_fact(gap) for gap in scored.questions.pays],
            "unread": list(scored.questions.unread),
        },
        "hands": [_hand(scored, hand) for hand in scored.hands],
        "between_hands": None if scored.between is None else _agreement(scored.between),
        "manifest": {"versions": versions(), "command": command},
    }


def grade_counts(scored: Scored) -> Mapping[str, int]:
    """Return how many leads have each grade that the policy gives, best first."""
    given = {row.grade for row in scored.policy.grades}
    counts = np.bincount(scored.decisions.grade + 1, minlength=len(GRADES) + 1)
    return {grade: int(counts[code + 1]) for code, grade in enumerate(GRADES) if grade in given}


def queue_counts(scored: Scored) -> Mapping[str, int]:
    """Return how many leads go where, in the order of the policy's queues, then `nurture` and `close`."""
    names = scored.decisions.queue_names
    counts = np.bincount(scored.decisions.queue, minlength=len(names))
    return {name: int(count) for name, count in zip(names, counts, strict=True)}


def _lead(scored: Scored, lead: int, rank: int) -> dict[str, Any]:
    decision = scored.decisions.at(lead)
    return {
        "rank": rank,
        "line": int(scored.sheet.line[lead]),
        "mql": decision.mql,
        "fit": decision.fit,
        "engagement": decision.engagement,
        "score": decision.score,
        "grade": decision.grade,
        "queue": decision.queue,
        "cadence": decision.cadence,
        "fired": list(decision.fired),
    }


def _group(gap: GroupGap) -> dict[str, Any]:
    return {
        "name": gap.name,
        "leads": gap.leads,
        "open_points": gap.open_points,
        "grade_may_change": gap.change,
        "grade_may_rise": gap.rise,
        "grade_may_fall": gap.fall,
        "facts": [_fact(one) for one in gap.facts],
    }


def _fact(gap: FactGap) -> dict[str, Any]:
    return {"fact": gap.fact, "missing": gap.missing, "points": gap.points, "grades": gap.grades}


def _hand(scored: Scored, hand: HandRanking) -> dict[str, Any]:
    return {
        "column": hand.column,
        **_agreement(hand.agreement),
        "partings": [
            {
                "line": int(scored.sheet.line[one.lead]),
                "policy_place": one.first,
                "hand_place": one.second,
                "fired": list(scored.decisions.at(one.lead).fired),
            }
            for one in hand.partings
        ],
    }


def _agreement(found: Agreement) -> dict[str, Any]:
    return {"leads": found.leads, "tau": found.tau, "top_shared": found.top_shared}
