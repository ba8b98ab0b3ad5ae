"""`unreachable-grade`: a grade that no lead can get."""

import math
from collections.abc import Iterator

from sandbox.engine.condition import Comparator, Compare, Condition
from sandbox.engine.lint.subject import Finding, Subject, Unproven
from sandbox.engine.lint.telling import lead_text
from sandbox.engine.proof.prove import Unknown, Unsatisfiable


def unreachable_grade(subject: Subject) -> Iterator[Finding]:
    """Yield a finding for each grade that no sum of points, or no row, gives to any lead.

    Without scoring all leads have one sum, which has a finding of its own.
    """
    if not subject.policy.scoring:
        return
    for grade in dict.fromkeys(row.grade for row in subject.policy.grades):
        path = _path(subject, grade)
        match subject.prover.satisfiable(Compare("grade", Comparator.EQ, grade)):
            case Unsatisfiable():
                message = f"no lead can get grade {grade}"
                yield subject.warning(path, "unreachable-grade", message, _help(subject, grade))
            case Unknown():
                yield Unproven(what=f"a lead can get grade {grade}", path=path)


def _path(subject: Subject, grade: str) -> tuple[str, ...]:
    """Return where a grade stands: its band, or the first row that gives it."""
    if subject.has_bands:
        return "grades", grade
    first = next(place for place, row in enumerate(subject.policy.grades) if row.grade == grade)
    return "grades", str(first)


def _help(subject: Subject, grade: str) -> str:
    """Return the way out; for a band with the nearest scores outside it, and a lead that has each."""
    if not subject.has_bands:
        return "change its condition or those of the rows above it, or do without the grade"
    floors = {row.grade: _floor(row.when) for row in subject.policy.grades}
    floor = floors[grade]
    ceiling = min((other for other in floors.values() if other > floor), default=math.inf)
    scores = subject.prover.scores()
    nearest = [
        *([max(below)] if (below := [score for score in scores if score < floor]) else ()),
        *([min(above)] if (above := [score for score in scores if score >= ceiling]) else ()),
    ]
    told = [f"a score of {score:g} can be reached by {lead_text(scores[score])}" for score in nearest]
    return "; ".join(["change the points or the floors, or do without the grade", *told])


def _floor(when: Condition) -> float:
    """Return the least score of a band, -inf for the last one."""
    return float(when.value) if isinstance(when, Compare) else -math.inf
