"""Which measures are shown of a study."""

from collections.abc import Sequence

from sandbox.analysis.comparison import PolicyEstimates
from sandbox.analysis.measures import MEASURES
from sandbox.study.compare import StudyResult
from sandbox.study.spec import have_equal_forms

MAIN_MEASURES = (
    "contact_rate",
    "qualification_rate",
    "meetings_held",
    "show_rate",
    "close_rate",
    "wins",
    "revenue",
    "cost",
    "margin",
    "cost_per_win",
    "speed_to_lead_p50_min",
    "speed_to_lead_within_1h",
    "sla_attainment",
    "attempts_per_lead",
    "unworked_rate",
    "reassignment_rate",
    "hours_used",
)
"""What a comparison shows, where it `is_shown`; `verbose` shows every measure that is."""
_SHOWN_WHERE_ANY = (
    *("reassignment_rate", "opt_out_rate", "recycle_rate", "recycled_wins", "missed_sales"),
    "handoffs_per_lead",
)


def is_shown(name: str, policies: Sequence[PolicyEstimates]) -> bool:
    """Return whether a measure says anything of these policies.

    Meetings are shown where a policy has any, opt-outs, hand-offs and the like where there was one; everything else
    always.
    """
    if name in {"meetings_held", "show_rate"}:
        return any(one.metrics["show_rate"].mean is not None for one in policies)
    if name == "handoff_wait_p50_min":
        return is_shown("handoffs_per_lead", policies)
    if name in _SHOWN_WHERE_ANY:
        return any(one.metrics[name].mean for one in policies)
    return True


def measures_shown(result: StudyResult, policies: Sequence[PolicyEstimates], *, verbose: bool) -> list[str]:
    """Return the names of the measures that a table of some policies has; `verbose` adds all that say anything."""
    utilisations = [name for name in policies[-1].metrics if name not in MEASURES]
    main = MAIN_MEASURES if have_equal_forms(result.spec) else ("leads", *MAIN_MEASURES)
    return [*(name for name in (MEASURES if verbose else main) if is_shown(name, policies)), *utilisations]
