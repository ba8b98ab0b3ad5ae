"""Grades of a policy while it is being read: bands of the score, or rows."""

import math
from collections.abc import Mapping

from sandbox.domain.facts import GRADES, SUMS
from sandbox.engine.language.draft import Draft
from sandbox.engine.language.example_shape import GRADES_HELP
from sandbox.engine.language.policy_shape import GradeShape
from sandbox.engine.language.rules import read_first_match
from sandbox.engine.policy import GradeRow, grade_bands
from sandbox.files.shape import describe
from sandbox.files.suggest import quoted

BELOW = "below"


def read_grades(draft: Draft) -> tuple[GradeRow, ...]:
    """Return the rows that give grades; those in which something is wrong are noted and left out."""
    if not isinstance(draft.value(("grades",)), list):
        return grade_bands(_read_floors(draft))
    rows = read_first_match(draft, "grades", GradeShape, *SUMS)
    return tuple(GradeRow(grade=row.grade, when=when) for _, row, when in rows)


def _read_floors(draft: Draft) -> Mapping[str, float]:
    """Return the least score of each grade, best grade first; that of the last one is -inf."""
    floors: dict[str, float] = {}
    written = draft.entries("grades")
    for position, (grade, floor) in enumerate(written.items()):
        at = ("grades", grade)
        is_last = position == len(written) - 1
        if grade not in GRADES:
            draft.key_error("unknown-value", f"there is no grade {quoted(grade)}", at, GRADES_HELP)
        elif floors and GRADES.index(grade) < GRADES.index(next(reversed(floors))):
            message = f"{grade} stands below {next(reversed(floors))}"
            draft.key_error("score-gap", message, at, "write the best grade first")
        elif floor == BELOW and is_last:
            floors[grade] = -math.inf
        elif floor == BELOW:
            message = "only the last grade can be `below`: no score is left for the others"
            draft.error("score-gap", message, at, "write the least score of this grade")
        elif isinstance(floor, bool) or not isinstance(floor, int | float):
            message = f"expected the least score of grade {grade}, found {describe(floor)}"
            draft.error("wrong-type", message, at, "write a number, or `below` for the last grade")
        else:
            _check_floor(draft, grade, floor, floors, is_last)
            floors[grade] = float(floor)
    return floors


def _check_floor(draft: Draft, grade: str, floor: float, floors: dict[str, float], is_last: bool) -> None:
    """Note a floor that is not below the one above it, or leaves low scores without a grade."""
    at = ("grades", grade)
    above = next(reversed(floors), None)
    if above is not None and floor >= floors[above]:
        message = f"no score can be {grade}: {floor:g} is not below the {floors[above]:g} of {above}"
        draft.error("score-gap", message, at, "let the floors go down from grade to grade")
    if is_last:
        message = f"a score below {floor:g} has no grade"
        draft.error("score-gap", message, at, f"write `{grade}: below`, or add a last grade that is `below`")
