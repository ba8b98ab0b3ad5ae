"""Rules of a policy while it is being read: scoring, grades, definitions, routing."""

from collections.abc import Mapping

from sandbox.domain.facts import GRADES
from sandbox.engine.condition import OTHERWISE, Always, Condition
from sandbox.engine.language.draft import Draft
from sandbox.engine.language.policy_shape import RoutingShape, ScoringShape
from sandbox.engine.policy import RoutingRow, ScoringRule
from sandbox.files.document import Place
from sandbox.files.shape import describe
from sandbox.files.suggest import quoted

BELOW = "below"


def check_rule_ids(draft: Draft) -> None:
    """Note ids that two rules share, and more rules than a policy may have."""
    first: dict[str, Place] = {}
    rows = [(key, index) for key in ("scoring", "routing") for index in range(len(draft.rows(key)))]
    if len(rows) > draft.limits.rules:
        place = rows[draft.limits.rules]
        draft.error("too-large", f"more than {draft.limits.rules} rules: {len(rows):,}", place, "join some with `or`")
    for row in rows[: draft.limits.rules]:
        at = (*row, "id")
        rule = draft.text(at)
        if rule is None:
            continue
        if rule in first:
            line = draft.document.place(first[rule]).line
            message = f"two rules are called {quoted(rule)}; the first is on line {line}"
            draft.error("duplicate-id", message, at, "give each rule a name of its own")
        first.setdefault(rule, at)


def read_scoring(draft: Draft) -> tuple[ScoringRule, ...]:
    """Return the scoring rules; those in which something is wrong are noted and left out."""
    rules = []
    for index in draft.row_numbers("scoring"):
        at = ("scoring", index)
        shape = draft.part(ScoringShape, at)
        when = draft.condition((*at, "when")) if "when" in _keys(draft, at) else None
        if shape is not None and when is not None:
            rules.append(ScoringRule(id=shape.id, when=when, points=float(shape.points)))
    return tuple(rules)


def read_mql(draft: Draft) -> Condition:
    """Return what both teams call a marketing qualified lead; every lead, where the policy does not say."""
    if "mql" not in draft.entries("definitions"):
        return OTHERWISE
    return draft.condition(("definitions", "mql"), "score", "grade") or OTHERWISE


def read_grades(draft: Draft) -> Mapping[str, float]:
    """Return the least score of each grade, best grade first; the last one has no floor."""
    floors: dict[str, float] = {}
    written = draft.entries("grades")
    for position, (grade, floor) in enumerate(written.items()):
        at = ("grades", grade)
        is_last = position == len(written) - 1
        if grade not in GRADES:
            draft.key_error("unknown-value", f"there is no grade {quoted(grade)}", at, f"grades: {', '.join(GRADES)}")
        elif floors and GRADES.index(grade) < GRADES.index(next(reversed(floors))):
            message = f"{grade} stands below {next(reversed(floors))}"
            draft.key_error("score-gap", message, at, "write the best grade first")
        elif floor == BELOW and is_last:
            floors[grade] = float("-inf")
        elif floor == BELOW:
            draft.error("score-gap", "only the last grade can be `below`: no score is left for the others", at)
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


def read_routing(draft: Draft) -> tuple[RoutingRow, ...]:
    """Return the routing rows; those in which something is wrong are noted and left out."""
    rows: list[RoutingRow] = []
    catch_all: int | None = None
    for index in draft.row_numbers("routing"):
        at = ("routing", index)
        keys = _keys(draft, at)
        shape = draft.part(RoutingShape, at)
        when = draft.condition((*at, "when"), "score", "grade", "mql") if "when" in keys else OTHERWISE
        if catch_all is not None:
            line = draft.document.place(("routing", catch_all)).line
            message = f"no lead gets here: the row on line {line} takes every lead"
            place = (*at, "id") if "id" in keys else at
            draft.error("unreachable-rule", message, place, "move the row that takes every lead to the end")
        elif "otherwise" in keys or when == Always(True):
            catch_all = index
        if shape is not None and when is not None:
            rows.append(RoutingRow(id=shape.id, when=when, to=shape.to, cadence=shape.cadence))
    _check_last_row(draft, catch_all)
    return tuple(rows)


def _check_last_row(draft: Draft, catch_all: int | None) -> None:
    count = len(draft.rows("routing"))
    if catch_all is not None and ("otherwise" in _keys(draft, ("routing", catch_all)) or catch_all < count - 1):
        return
    at: Place = ("routing", count - 1) if count else ("routing",)
    help_text = "end with a row such as {id: rest, otherwise: true, to: nurture}"
    if isinstance(draft.value(("routing",)), list):
        message = "the last row must be `otherwise: true`, so that every lead goes somewhere"
        draft.error("no-otherwise", message, at, help_text)


def _keys(draft: Draft, at: Place) -> set[str]:
    row = draft.value(at)
    return set(row) if isinstance(row, dict) else set()
