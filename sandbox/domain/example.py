"""A lead with what its author expects a policy to decide, and where a decision differs from that."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, fields

from sandbox.domain.decision import Decision
from sandbox.domain.diagnostics import Span
from sandbox.domain.facts import Lead

_TOLERANCE = 1e-9
"""Sums of points such as 0.1 + 0.2 are as expected where they differ in the last bits only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What an example expects of a decision; None: it does not say.

    `fired` holds ids of scoring rules and routing rows, all of which must have fired; others may have, too.
    """

    mql: bool | None = None
    fit: float | None = None
    engagement: float | None = None
    score: float | None = None
    grade: str | None = None
    queue: str | None = None
    cadence: str | None = None
    fired: tuple[str, ...] | None = None


EXPECTED_KEYS: tuple[str, ...] = tuple(one.name for one in fields(Expectation))
"""What may be expected, in the order in which it is decided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A lead, its facts as the vocabulary stores them, and what its author expects the policy to decide.

    `at` is where its author wrote it: its name in a policy, its row in a case table.
    """

    name: str
    lead: Lead
    expect: Expectation
    at: Span = field(default=Span(file=""), compare=False, repr=False)


Decided = bool | float | str | tuple[str, ...] | None
"""One value of a decision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One key of a decision, what was expected of it, and what was decided; of `fired` the rules that did not fire."""

    key: str
    expected: Decided
    decided: Decided


def differences(expect: Expectation, decision: Decision) -> tuple[Difference, ...]:
    """Return exactly those keys in which a decision differs from what was expected; none where all is well."""
    return tuple(_differences(expect, decision))


def _differences(expect: Expectation, decision: Decision) -> Iterator[Difference]:
    for key in EXPECTED_KEYS:
        expected, decided = getattr(expect, key), getattr(decision, key)
        if key == "fired":
            expected = tuple(rule for rule in expected or () if rule not in decided) or None
        if expected is not None and not _is_same(expected, decided):
            yield Difference(key=key, expected=expected, decided=decided)


def _is_same(expected: Decided, decided: Decided) -> bool:
    if isinstance(expected, float) and isinstance(decided, float):
        return math.isclose(expected, decided, rel_tol=_TOLERANCE, abs_tol=_TOLERANCE)
    return expected == decided
