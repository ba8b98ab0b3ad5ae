"""Why deals are won and lost."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from sandbox.analysis.intervals import Estimate
from sandbox.analysis.profile import Profile
from sandbox.analysis.shares import shares_of
from sandbox.domain.tables import LostReason, WonReason
from sandbox.report.pictures.parts import Sheet, by_policy, estimate_sheet, grouped_bars, series_of
from sandbox.report.pictures.style import Look
from sandbox.report.words import many, share
from sandbox.study.compare import StudyResult

_LOST_FOR: Final[Mapping[LostReason, str]] = {
    LostReason.NO_BUDGET: "No budget",
    LostReason.NO_AUTHORITY: "Nobody who decides",
    LostReason.RIVAL: "Bought from a rival",
    LostReason.NO_DECISION: "No decision",
    LostReason.BAD_FIT: "Bad fit",
}
_WON_FOR: Final[Mapping[WonReason, str]] = {
    WonReason.PRICE: "Price",
    WonReason.FIT: "Fit",
    WonReason.SPEED: "Speed",
    WonReason.RELATIONSHIP: "Relationship",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Deals:
    """Deals that ended one way: their number by reason, and the words for it."""

    counts: Callable[[Profile], NDArray[np.int64]]
    heads: tuple[str, ...]
    ended: str


WON: Final = Deals(counts=lambda profile: profile.won_for, heads=(*_WON_FOR.values(), "No reason noted"), ended="won")
LOST: Final = Deals(
    counts=lambda profile: profile.lost_for, heads=(*_LOST_FOR.values(), "No reason noted"), ended="lost"
)


def has_reasons(result: StudyResult, deals: Deals) -> bool:
    """Whether any such deal has a reason: a scenario may state none."""
    return any(int(deals.counts(profile)[:, :-1].sum()) for profile in result.main.profiles)


def reasons_figure(result: StudyResult, colours: Mapping[str, str], look: Look, deals: Deals) -> go.Figure:
    """Return a bar a reason and policy, in per cent of such deals; reasons that no deal had are left out."""
    found, known = _found(result, deals), _known(result, deals)
    kept = [[estimates[number] for number in known] for estimates in found]
    return grouped_bars([deals.heads[number] for number in known], kept, series_of(result, colours), "share", look)


def reasons_caption(result: StudyResult, deals: Deals) -> str:
    """Return how many such deals there were, and the most frequent reason; counts are over all simulated periods."""

    def said(number: int) -> str:
        totals = _totals(result, deals)[number]
        largest = max(range(len(totals)), key=totals.__getitem__)
        if not sum(totals):
            return f"no deal was {deals.ended}"
        part = share(totals[largest] / sum(totals))
        return f"“{deals.heads[largest]}” for {part} of {many(sum(totals), f'{deals.ended} deal')}"

    return f"The most frequent reason, as the scenario assumes them: {by_policy(result, said)}."


def reasons_table(result: StudyResult, deals: Deals) -> Sheet:
    """Return the share of such deals by reason."""
    return estimate_sheet(result, f"deals {deals.ended} for", deals.heads, _found(result, deals))


def _totals(result: StudyResult, deals: Deals) -> list[list[int]]:
    return [[int(count) for count in deals.counts(profile).sum(axis=0)] for profile in result.main.profiles]


def _known(result: StudyResult, deals: Deals) -> list[int]:
    return [int(number) for number in np.flatnonzero(np.sum(_totals(result, deals), axis=0))]


def _found(result: StudyResult, deals: Deals) -> list[list[Estimate]]:
    return [
        shares_of(deals.counts(profile), deals.counts(profile).sum(axis=1), result.spec.confidence)
        for profile in result.main.profiles
    ]
