"""For which leads a rule that is not the same in two policies made a difference.

A changed rule made a difference for a lead if it fired in one policy and not in the other, or fired in both with
another effect: other points, another part, another queue or cadence. The rows that give a grade fire for leads of that
grade, the definition of mql for leads that are qualified. Rules of later moments have no say on arrival.
"""

import numpy as np
from numpy.typing import NDArray

from sandbox.domain.decision import Decisions
from sandbox.domain.facts import GRADES
from sandbox.engine.changed_rules import Change, ChangedRule, Section
from sandbox.engine.policy import Part, Policy

Mask = NDArray[np.bool_]


def difference_made(rule: ChangedRule, policies: tuple[Policy, Policy], decisions: tuple[Decisions, Decisions]) -> Mask:
    """Return the leads for which a changed rule made a difference, shape (leads,)."""
    if rule.section is Section.SCORING:
        return _points_differ(rule, policies, decisions)
    one, other = (_fired(rule, found) for found in decisions)
    has_other_effect = rule.change in {Change.EFFECT, Change.BOTH}
    return np.asarray((one ^ other) | (one & other & has_other_effect), dtype=np.bool_)


def _fired(rule: ChangedRule, decisions: Decisions) -> Mask:
    match rule.section:
        case Section.GRADES:
            return np.asarray(decisions.grade == GRADES.index(rule.id), dtype=np.bool_)
        case Section.MQL:
            return decisions.mql
    if rule.id not in decisions.route_ids:
        return np.zeros(len(decisions), dtype=np.bool_)
    return np.asarray(decisions.route == decisions.route_ids.index(rule.id), dtype=np.bool_)


def _points_differ(rule: ChangedRule, policies: tuple[Policy, Policy], decisions: tuple[Decisions, Decisions]) -> Mask:
    """Return the leads that a scoring rule gives other points, or points of another part; no points are no effect."""
    one, other = (_added(rule, policy, found) for policy, found in zip(policies, decisions, strict=True))
    return np.asarray((one != other).any(axis=0), dtype=np.bool_)


def _added(rule: ChangedRule, policy: Policy, decisions: Decisions) -> NDArray[np.float64]:
    """Return what a scoring rule adds to leads outside the parts, to fit and to engagement, shape (3, leads)."""
    added = np.zeros((3, len(decisions)))
    if rule.id in decisions.scoring_ids:
        number = decisions.scoring_ids.index(rule.id)
        stated = policy.scoring[number]
        added[(None, *Part).index(stated.part)] = stated.points * decisions.scored[:, number]
    return added
