"""What decides, under each view of the market side by side."""

from collections.abc import Mapping

import plotly.graph_objects as go

from sandbox.analysis.intervals import Estimate
from sandbox.analysis.measures import measure_named
from sandbox.report.pictures.parts import Sheet, by_policy, estimate_sheet, grouped_bars, series_of
from sandbox.report.pictures.style import Look
from sandbox.report.words import VIEW_NAMES, value_words
from sandbox.study.compare import StudyResult
from sandbox.study.spec import verdict_measure


def figure(result: StudyResult, colours: Mapping[str, str], look: Look) -> go.Figure:
    """Return a bar a view and policy, with the measure that the verdict is on."""
    unit = measure_named(verdict_measure(result.spec)).unit
    return grouped_bars(_heads(result), _found(result), series_of(result, colours), unit, look)


def caption(result: StudyResult) -> str:
    """Return the values of each policy in the order of the views."""
    measure, found = measure_named(verdict_measure(result.spec)), _found(result)

    def said(number: int) -> str:
        return ", ".join(value_words(one, measure.unit) for one in found[number])

    views = ", ".join(head.lower() for head in _heads(result))
    return f"{measure.label} in the {views}: {by_policy(result, said)}."


def table(result: StudyResult) -> Sheet:
    """Return the measure that the verdict is on, by view of the market."""
    return estimate_sheet(result, "view of the market", _heads(result), _found(result))


def _heads(result: StudyResult) -> list[str]:
    return [VIEW_NAMES[regime] for regime in result.regimes]


def _found(result: StudyResult) -> list[list[Estimate]]:
    """Return for each policy its estimate in each view."""
    measure, views = verdict_measure(result.spec), result.regimes.values()
    return [[view.policies[number].metrics[measure] for view in views] for number in range(len(result.spec.policies))]
