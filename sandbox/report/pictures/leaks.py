"""Where leads leak: how the leads that were not won ended, the most frequent way first."""

from collections.abc import Mapping
from typing import Final

import plotly.graph_objects as go

from sandbox.analysis.intervals import Estimate
from sandbox.analysis.leaks import Ending
from sandbox.analysis.profile import Profile, Reached
from sandbox.analysis.shares import shares_of
from sandbox.report.pictures.parts import Sheet, by_policy, estimate_sheet, grouped_bars, series_of
from sandbox.report.pictures.style import Look
from sandbox.report.words import share
from sandbox.study.compare import StudyResult

ENDINGS: Final[Mapping[Ending, str]] = {
    Ending.WON: "Won",
    Ending.BOUGHT_ELSEWHERE: "Bought elsewhere",
    Ending.LOST: "Deal lost",
    Ending.OPTED_OUT: "Wants no further contact",
    Ending.IGNORED: "Ignored by its rep",
    Ending.DROPPED: "Given up early by its rep",
    Ending.NOT_GIVEN: "Never given to sales",
    Ending.NEVER_TRIED: "Waited, never tried",
    Ending.STALLED: "Stalled",
    Ending.OPEN: "Still open at the end",
    Ending.NOT_READY: "Spoken with, not ready or no fit",
    Ending.NOT_REACHED: "Tried as planned, not reached",
}


def figure(result: StudyResult, colours: Mapping[str, str], look: Look) -> go.Figure:
    """Return a bar an ending and policy, in per cent of all leads; endings that no lead had are left out."""
    endings = _leaks(result)
    heads = [ENDINGS[ending] for ending in endings]
    return grouped_bars(heads, _found(result, endings), series_of(result, colours), "share", look)


def caption(result: StudyResult) -> str:
    """Return the most frequent leak of each policy, as `leaks.Ending` defines it."""
    if not _leaks(result):
        return "No lead leaked: there was none, or each was won."

    def said(number: int) -> str:
        totals = _totals(result.main.profiles[number])
        largest = max(_leaks(result), key=lambda ending: totals[ending])
        leads = sum(totals.values())
        return f"“{ENDINGS[largest]}” ({share(totals[largest] / leads) if leads else 'no cases'})"

    return f"Each lead ends in one way; the way in which most are lost is {by_policy(result, said)}."


def table(result: StudyResult) -> Sheet:
    """Return the share of all leads that ended in each way, won included: a policy's shares add up to 1."""
    return estimate_sheet(result, "how leads ended", list(ENDINGS.values()), _found(result, list(ENDINGS)))


def _leaks(result: StudyResult) -> list[Ending]:
    """Return the ways in which leads were not won, by the largest count of any policy."""
    totals = [_totals(profile) for profile in result.main.profiles]
    largest = {ending: max(counts[ending] for counts in totals) for ending in ENDINGS}
    leaks = [ending for ending, count in largest.items() if count and ending != Ending.WON]
    return sorted(leaks, key=lambda ending: -largest[ending])


def _totals(profile: Profile) -> dict[Ending, int]:
    return {ending: int(profile.endings[:, ending].sum()) for ending in ENDINGS}


def _found(result: StudyResult, endings: list[Ending]) -> list[list[Estimate]]:
    return [
        shares_of(profile.endings[:, endings], profile.reached[:, Reached.LEAD], result.spec.confidence)
        for profile in result.main.profiles
    ]
