"""Rules of a policy while it is being read: scoring, definitions, and rows of which the first match wins."""

from typing import TypeVar

from sandbox.domain.facts import SUMS
from sandbox.engine.condition import OTHERWISE, Condition
from sandbox.engine.language.draft import Draft
from sandbox.engine.language.policy_shape import RoutingShape, ScoringShape
from sandbox.engine.language.row_shape import FirstMatchShape
from sandbox.engine.policy import RoutingRow, ScoringRule
from sandbox.files.document import Place
from sandbox.files.suggest import quoted

Row = TypeVar("Row", bound=FirstMatchShape)

_LAST_ROWS = {
    "grades": ("every lead has a grade", "{grade: D, otherwise: true}"),
    "routing": ("every lead goes somewhere", "{id: rest, otherwise: true, to: nurture}"),
    "after_contact": ("something follows every conversation", "{id: later, otherwise: true, to: nurture}"),
    "nurture": (
        "every lead in nurture has a program",
        "{id: drip, otherwise: true, touches: {channel: email, every: 14 days}}",
    ),
}
"""What the last row of a list is good for, and how one is written."""

_RULES = ("scoring", "grades", "routing", "after_contact", "recycling", "nurture")
"""Sections that hold rules."""


def check_rule_ids(draft: Draft) -> None:
    """Note ids that two rules share, and more rules than a policy may have; rows of grades have no id."""
    first: dict[str, Place] = {}
    rows = [(key, index) for key in _RULES for index in range(len(draft.rows(key)))]
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
        when = draft.condition((*at, "when")) if "when" in keys_of(draft, at) else None
        if shape is not None and when is not None:
            rules.append(ScoringRule(id=shape.id, when=when, points=float(shape.points), part=shape.part))
    return tuple(rules)


def read_mql(draft: Draft) -> Condition:
    """Return what both teams call a marketing qualified lead; every lead, where the policy does not say."""
    if "mql" not in draft.entries("definitions"):
        return OTHERWISE
    return draft.condition(("definitions", "mql"), *SUMS, "grade") or OTHERWISE


def read_routing(draft: Draft) -> tuple[RoutingRow, ...]:
    """Return the routing rows; those in which something is wrong are noted and left out."""
    rows = read_first_match(draft, "routing", RoutingShape, *SUMS, "grade", "mql")
    return tuple(RoutingRow(id=row.id, when=when, to=row.to, cadence=row.cadence) for _, row, when in rows)


def read_first_match(draft: Draft, section: str, model: type[Row], *derived: str) -> list[tuple[int, Row, Condition]]:
    """Return rows of which the first that matches wins: number, row and condition; those with mistakes are left out.

    Conditions may read the vocabulary, the history of a lead and the `derived` facts. Noted are also rows below one
    that takes every lead, and a last row that does not.
    """
    rows: list[tuple[int, Row, Condition]] = []
    catch_all: int | None = None
    for index in draft.row_numbers(section):
        at = (section, index)
        keys = keys_of(draft, at)
        shape = draft.part(model, at)
        when = draft.condition((*at, "when"), *derived) if "when" in keys else None
        when = OTHERWISE if "otherwise" in keys else when
        if catch_all is not None:
            line = draft.document.place((section, catch_all)).line
            message = f"no lead gets here: the row on line {line} takes every lead"
            named = [key for key in ("id", "grade") if key in keys]
            draft.error("unreachable-rule", message, (*at, *named[:1]), "move the row that takes every lead to the end")
        elif when == OTHERWISE:
            catch_all = index
        if shape is not None and when is not None:
            rows.append((index, shape, when))
    _check_last_row(draft, section, catch_all)
    return rows


def _check_last_row(draft: Draft, section: str, catch_all: int | None) -> None:
    last = len(draft.rows(section)) - 1
    at: Place = (section, last) if last >= 0 else (section,)
    if "otherwise" in keys_of(draft, at) or (catch_all is not None and catch_all < last):
        return
    purpose, row = _LAST_ROWS[section]
    if isinstance(draft.value((section,)), list):
        message = f"the last row must be `otherwise: true`, so that {purpose}"
        draft.error("no-otherwise", message, at, f"end with a row such as {row}")


def keys_of(draft: Draft, at: Place) -> set[str]:
    """Return the keys of a row; none where it is no mapping."""
    row = draft.value(at)
    return set(row) if isinstance(row, dict) else set()
