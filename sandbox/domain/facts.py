"""What a rule may know of a lead: the vocabulary, and leads as columns of facts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

MISSING_CODE = -1
"""How a missing category or flag is stored in a column; a missing number is NaN."""

FactValue = str | float | bool | None
"""One fact of one lead: text for a category, a number, true or false for a flag; None is missing."""

Lead = Mapping[str, FactValue]
"""One lead's facts by name; a fact that is absent is missing."""

Columns = Mapping[str, NDArray[Any]]
"""Leads as columns, one array of shape (leads,) a fact.

Categories are int32 codes into `Fact.values`, numbers float64, flags int8 of 0 or 1; see `MISSING_CODE`.
A fact that has no column is missing for every lead.
"""


class Kind(StrEnum):
    """What sort of value a fact has."""

    CATEGORY = "category"
    NUMBER = "number"
    FLAG = "flag"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One declared fact.

    `aliases` and `bands` are keyed by lower-case text: aliases give a category's value (its own values included),
    bands the number that stands for a range such as "51-200". `columns` are the names CRM exports use.
    """

    name: str
    kind: Kind
    label: str
    values: tuple[str, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    bands: Mapping[str, float] = field(default_factory=dict)
    low: float | None = None
    high: float | None = None
    unit: str = ""
    asked: bool = False
    columns: tuple[str, ...] = ()

    def code(self, value: str) -> int:
        """Return the column code of a category value or alias, `MISSING_CODE` if it is none of them."""
        known = self.aliases.get(value.strip().lower())
        return self.values.index(known) if known is not None else MISSING_CODE


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The declared facts by name, and which columns of an export name lead, person, account, created, owner.

    `source` is the text of the file.
    """

    facts: Mapping[str, Fact]
    keys: Mapping[str, tuple[str, ...]]
    source: str = field(default="", compare=False, repr=False)


DERIVED_FACTS: Mapping[str, Fact] = {
    "fit": Fact(name="fit", kind=Kind.NUMBER, label="Fit", unit="points"),
    "engagement": Fact(name="engagement", kind=Kind.NUMBER, label="Engagement", unit="points"),
    "score": Fact(name="score", kind=Kind.NUMBER, label="Score", unit="points"),
    "grade": Fact(
        name="grade",
        kind=Kind.CATEGORY,
        label="Grade",
        values=("A", "B", "C", "D"),
        aliases={"a": "A", "b": "B", "c": "C", "d": "D"},
    ),
    "mql": Fact(name="mql", kind=Kind.FLAG, label="Marketing qualified"),
}
"""Facts a policy derives, in the order in which they become known."""

LAST_OUTCOMES = ("no_answer", "replied", "connected", "meeting_held", "no_show", "lost")

HISTORY_FACTS: Mapping[str, Fact] = {
    "touches": Fact(name="touches", kind=Kind.NUMBER, label="Touches so far", low=0.0),
    "times_recycled": Fact(name="times_recycled", kind=Kind.NUMBER, label="Times it came back", low=0.0),
    "last_outcome": Fact(
        name="last_outcome",
        kind=Kind.CATEGORY,
        label="How the last attempt ended",
        values=LAST_OUTCOMES,
        aliases={outcome: outcome for outcome in LAST_OUTCOMES},
    ),
}
"""What has happened to a lead so far; every rule may read it. A new lead has 0 touches and no last outcome."""

CONVERSATION_FACTS: Mapping[str, Fact] = {
    "need": Fact(name="need", kind=Kind.FLAG, label="Has a need"),
    "budget_confirmed": Fact(name="budget_confirmed", kind=Kind.FLAG, label="Has the budget"),
    "authority": Fact(name="authority", kind=Kind.FLAG, label="May decide"),
    "timing": Fact(name="timing", kind=Kind.FLAG, label="Buys now"),
}
"""What a conversation reveals; `definitions.sql` and `after_contact` may read it."""

SQL_FACT = Fact(name="sql", kind=Kind.FLAG, label="Sales qualified")
"""What `definitions.sql` derives from it; `after_contact` may read it."""

LEARNT_FACTS: Mapping[str, Fact] = {**HISTORY_FACTS, **DERIVED_FACTS, **CONVERSATION_FACTS, SQL_FACT.name: SQL_FACT}
"""Every fact that rules may read and no vocabulary declares, in the order in which they become known."""


def learnt_how(name: str) -> str:
    """Return how one of `LEARNT_FACTS` becomes known, in words that follow its name."""
    if name in HISTORY_FACTS:
        return "is counted from what has happened to the lead"
    return "is revealed by a conversation" if name in CONVERSATION_FACTS else "is derived by a policy"


SUMS = ("fit", "engagement", "score")
"""Derived facts that are sums of points."""

GRADES: tuple[str, ...] = DERIVED_FACTS["grade"].values


def to_columns(leads: list[Lead], vocabulary: Vocabulary) -> dict[str, NDArray[Any]]:
    """Return leads as columns, one for every fact of the vocabulary.

    A category value outside the vocabulary counts as missing: callers that read files report it first.
    """
    return {name: _column([lead.get(name) for lead in leads], fact) for name, fact in vocabulary.facts.items()}


def _column(values: list[FactValue], fact: Fact) -> NDArray[Any]:
    if fact.kind is Kind.CATEGORY:
        return np.array([fact.code(v) if isinstance(v, str) else MISSING_CODE for v in values], dtype=np.int32)
    if fact.kind is Kind.FLAG:
        return np.array([MISSING_CODE if v is None else int(bool(v)) for v in values], dtype=np.int8)
    return np.array([np.nan if v is None else float(v) for v in values], dtype=np.float64)


def lead_at(columns: Columns, index: int, facts: Mapping[str, Fact]) -> Lead:
    """Return one of the leads in columns, in the order of the facts; one that has no column is left out.

    What is missing is told as None: of a lead's history that is not the same as nothing.
    """
    return {name: value_of(fact, columns[name][index]) for name, fact in facts.items() if name in columns}


def value_of(fact: Fact, stored: float) -> FactValue:
    """Return what one entry of a fact's column stands for."""
    if fact.kind is Kind.NUMBER:
        return None if np.isnan(stored) else float(stored)
    if stored == MISSING_CODE:
        return None
    return bool(stored) if fact.kind is Kind.FLAG else fact.values[int(stored)]
