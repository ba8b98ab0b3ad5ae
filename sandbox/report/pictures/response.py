"""Contact by response time, as the scenario assumes it: it is no evidence that calling sooner helps."""

from collections.abc import Mapping
from typing import Final

import plotly.graph_objects as go

from sandbox.analysis.intervals import Estimate, wilson_interval
from sandbox.analysis.profile import Profile
from sandbox.report.pictures.parts import Sheet, by_policy, estimate_sheet, grouped_bars, series_of
from sandbox.report.pictures.style import Look
from sandbox.report.words import value_words
from sandbox.study.compare import StudyResult

HEADS: Final = (
    "Within 5 min",
    "5 to 30 min",
    "30 min to 1 h",
    "1 to 4 h",
    "4 to 24 h",
    "1 to 7 days",
    "Later",
)
"""The bins that end at `RESPONSE_EDGES_MS`."""
_DAY_BIN = HEADS.index("1 to 7 days")


def figure(result: StudyResult, colours: Mapping[str, str], look: Look) -> go.Figure:
    """Return a bar a response time and policy, the share of those leads ever spoken with; times of no lead are out."""
    found = _found(result)
    known = [number for number in range(len(HEADS)) if any(shares[number].n for shares in found)]
    heads, kept = [HEADS[number] for number in known], [[shares[number] for number in known] for shares in found]
    return grouped_bars(heads, kept, series_of(result, colours), "share", look)


def caption(result: StudyResult) -> str:
    """Return the share spoken with of the leads tried within 5 min, and after a day; intervals are Wilson's."""
    found = _found(result)

    def said(number: int) -> str:
        soon, late = value_words(found[number][0], "share"), value_words(found[number][_DAY_BIN], "share")
        return f"{soon} and {late}"

    return (
        "As assumed by this view of the market, not measured: share of the leads first tried within 5 min, and of "
        f"those first tried after 1 to 7 days, with whom somebody spoke in the end: {by_policy(result, said)}."
    )


def table(result: StudyResult) -> Sheet:
    """Return the share of tried leads that were spoken with, by response time, with how many leads there were."""
    (*heading,), rows = estimate_sheet(result, "first tried", HEADS, _found(result))
    tried = [profile.responses[:, number, 0].sum() for number in range(len(HEADS)) for profile in result.main.profiles]
    return (*heading, "leads"), [(*row, int(leads)) for row, leads in zip(rows, tried, strict=True)]


def _found(result: StudyResult) -> list[list[Estimate]]:
    return [_shares(profile, result.spec.confidence) for profile in result.main.profiles]


def _shares(profile: Profile, confidence: float) -> list[Estimate]:
    """Return the share contacted by bin, over all replications together."""
    shares = []
    for number in range(len(HEADS)):
        tried, contacted = (int(count) for count in profile.responses[:, number].sum(axis=0))
        low, high = wilson_interval(contacted, tried, confidence) or (None, None)
        defined = int((profile.responses[:, number, 0] > 0).sum())
        shares.append(Estimate(mean=contacted / tried if tried else None, low=low, high=high, n=defined))
    return shares
