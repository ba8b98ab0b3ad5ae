"""The history of a lead of which nothing is said: that of a new one."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandbox.domain.facts import HISTORY_FACTS, Columns, Kind, Lead

NEW_LEAD: Lead = {name: 0.0 for name, fact in HISTORY_FACTS.items() if fact.kind is Kind.NUMBER}
"""What is true of a lead of whose history nothing is said; its last outcome is missing, because it has none."""


def with_history(columns: Columns, count: int) -> Mapping[str, NDArray[Any]]:
    """Return the columns of `count` leads, those of new leads where there is no column of their history."""
    return {**{name: np.full(count, value, dtype=np.float64) for name, value in NEW_LEAD.items()}, **columns}
