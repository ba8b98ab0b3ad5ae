"""Why deals are lost."""

from collections.abc import Mapping
from typing import Final

import plotly.graph_objects as go

from sandbox.analysis.intervals import Estimate
from sandbox.analysis.profile import shares_of
from sandbox.domain.tables import LostReason
from sandbox.report.figure_parts import Sheet, by_policy, estimate_sheet, grouped_bars, series_of
from sandbox.report.figure_style import Look
from sandbox.report.words import many, share
from sandbox.study.compare import StudyResult

LOST_FOR: Final[Mapping[LostReason, str]] = {
    LostReason.NO_BUDGET: "No budget",
    LostReason.NO_AUTHORITY: "Nobody who decides",
    LostReason.RIVAL: "Bought from a rival",
    LostReason.NO_DECISION: "No decision",
    LostReason.BAD_FIT: "Bad fit",
}
_HEADS: Final = [*LOST_FOR.values(), "No reason noted"]


def has_reasons(result: StudyResult) -> bool:
    """Whether any lost deal has a reason: a scenario may state none."""
    return any(int(profile.lost_reasons[:, :-1].sum()) for profile in result.main.profiles)


def figure(result: StudyResult, colours: Mapping[str, str], look: Look) -> go.Figure:
    """Return a bar a reason and policy, in per cent of the lost deals."""
    return grouped_bars(_HEADS, _found(result), series_of(result, colours), "share", look)


def caption(result: StudyResult) -> str:
    """Return how many deals were lost, and why most often."""

    def said(number: int) -> str:
        totals = result.main.profiles[number].lost_reasons.sum(axis=0).tolist()
        if not sum(totals):
            return "none were lost"
        largest = max(range(len(totals)), key=totals.__getitem__)
        part = share(totals[largest] / sum(totals))
        return f"{part} of {many(sum(totals), 'lost deal')} for “{_HEADS[largest].lower()}”"

    return f"The reason for which most deals are lost, as assumed by the scenario: {by_policy(result, said)}."


def table(result: StudyResult) -> Sheet:
    """Return the share of the lost deals by reason."""
    return estimate_sheet(result, "deals lost for", _HEADS, _found(result))


def _found(result: StudyResult) -> list[list[Estimate]]:
    return [
        shares_of(profile.lost_reasons, profile.lost_reasons.sum(axis=1), result.spec.confidence)
        for profile in result.main.profiles
    ]
