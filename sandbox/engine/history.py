"""The history of a lead of which nothing is said: that of a new one."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandbox.domain.facts import HISTORY_FACTS, Columns, Kind

_COUNTS = tuple(name for name, fact in HISTORY_FACTS.items() if fact.kind is Kind.NUMBER)


def with_history(columns: Columns, count: int) -> Mapping[str, NDArray[Any]]:
    """Return the columns of `count` leads, 0 touches and returns where there is no column of them.

    The last outcome stays missing: a new lead has none.
    """
    return {**{name: np.zeros(count, dtype=np.float64) for name in _COUNTS}, **columns}
