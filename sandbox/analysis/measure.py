"""What a measure is: its unit, its formula, and which direction is good."""

import math
from dataclasses import dataclass
from enum import StrEnum


class Better(StrEnum):
    """Which direction of a measure is good."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measure.

    `unit` is share, min, days, leads, touches, calls, hand-offs, tasks, meetings, deals, USD or h. `is_quantile` says
    that one replication without a value leaves the measure undefined: an average over the others would flatter the
    policy. No value lies outside `lowest` to `highest`, and no interval is shown beyond.
    """

    name: str
    label: str
    unit: str
    formula: str
    better: Better = Better.HIGHER
    is_quantile: bool = False
    lowest: float = 0.0
    highest: float = math.inf


def share_of(name: str, label: str, formula: str, better: Better = Better.HIGHER) -> Measure:
    """Return a measure between 0 and 1."""
    return Measure(name=name, label=label, unit="share", formula=formula, better=better, highest=1.0)
