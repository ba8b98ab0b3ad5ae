"""What a policy costs and brings: leads, staff, revenue, margin."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import plotly.graph_objects as go

from sandbox.analysis.intervals import Estimate, Sums, estimates
from sandbox.analysis.profile import Profile, Reached
from sandbox.report.pictures.parts import Sheet, by_policy, estimate_sheet, grouped_bars, series_of
from sandbox.report.pictures.style import Look
from sandbox.report.words import period, value_words
from sandbox.study.compare import StudyResult

HEADS: Final = ("Cost of the leads", "Cost of staff", "Revenue", "Margin")


def figure(result: StudyResult, colours: Mapping[str, str], look: Look) -> go.Figure:
    """Return a bar an amount and policy, in dollars a simulated period."""
    return grouped_bars(HEADS, _found(result), series_of(result, colours), "USD", look)


def caption(result: StudyResult) -> str:
    """Return what is spent and earned a period: cost is leads and staff, margin as among the measures."""
    by_measure = [one.metrics for one in result.main.policies]

    def said(number: int) -> str:
        cost, revenue, margin = (value_words(by_measure[number][n], "USD") for n in ("cost", "revenue", "margin"))
        return f"{cost} for leads and staff bring {revenue} of revenue and a margin of {margin}"

    return f"In one {period(result.spec.scenario.window)}, {by_policy(result, said)}."


def table(result: StudyResult) -> Sheet:
    """Return the amounts in dollars a simulated period."""
    return estimate_sheet(result, "dollars", HEADS, _found(result))


def _found(result: StudyResult) -> list[list[Estimate]]:
    return [
        [*_costs(profile, result.spec.confidence), found.metrics["revenue"], found.metrics["margin"]]
        for profile, found in zip(result.main.profiles, result.main.policies, strict=True)
    ]


def _costs(profile: Profile, confidence: float) -> list[Estimate]:
    """Return what leads and staff cost a replication; a replication without leads is no case."""
    any_leads = (profile.reached[:, [Reached.LEAD]] > 0).astype(np.float64)
    denominators = np.broadcast_to(any_leads, profile.cents.shape)
    sums = Sums(numerators=profile.cents / 100.0, denominators=denominators, is_quantile=np.array(False))
    return estimates(sums, confidence, (np.array(0.0), np.array(np.inf)))
