"""How far leads come: a funnel in per cent of all leads, with intervals."""

from collections.abc import Mapping
from typing import Final

import plotly.graph_objects as go

from sandbox.analysis.intervals import Estimate
from sandbox.analysis.profile import Reached
from sandbox.analysis.shares import shares_of
from sandbox.report.pictures.parts import Sheet, by_policy, estimate_sheet, grouped_bars, series_of
from sandbox.report.pictures.style import Look
from sandbox.report.words import value_words
from sandbox.study.compare import StudyResult

STAGES: Final[Mapping[Reached, str]] = {
    Reached.TRIED: "Tried by a person",
    Reached.CONTACTED: "Spoken with",
    Reached.SQL: "Qualified by sales",
    Reached.OPPORTUNITY: "Opportunity",
    Reached.WON: "Won",
}


def figure(result: StudyResult, colours: Mapping[str, str], look: Look) -> go.Figure:
    """Return a bar a stage and policy, in per cent of all leads."""
    return grouped_bars(list(STAGES.values()), _found(result), series_of(result, colours), "share", look)


def caption(result: StudyResult) -> str:
    """Return what share of all leads sales tries, speaks with and wins; defined as `profile.Reached` has it."""
    found = _found(result)

    def said(number: int) -> str:
        tried, contacted, *_, won = (value_words(one, "share") for one in found[number])
        return f"{tried} are tried, {contacted} spoken with and {won} won"

    return f"Of all leads, {by_policy(result, said)}."


def table(result: StudyResult) -> Sheet:
    """Return the share of all leads that reach each stage."""
    return estimate_sheet(result, "stage", list(STAGES.values()), _found(result))


def _found(result: StudyResult) -> list[list[Estimate]]:
    return [
        shares_of(profile.reached[:, list(STAGES)], profile.reached[:, Reached.LEAD], result.spec.confidence)
        for profile in result.main.profiles
    ]
