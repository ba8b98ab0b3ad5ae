"""Bounds on what one call may read or do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds on input and work; what exceeds one is refused with a diagnostic, never cut off silently."""

    yaml_bytes: int = 1_048_576
    yaml_depth: int = 20
    yaml_values: int = 50_000
    rules: int = 500
    expression_characters: int = 2_000
    expression_depth: int = 20
    trace_rows: int = 1_000_000
    trace_bytes: int = 536_870_912
    case_rows: int = 10_000
    replications: int = 2_000
    leads: int = 5_000_000


DEFAULT_LIMITS = Limits()
