"""Pictures of a comparison, as Plotly figures; the words beside them are in `captions`.

Names come from files. Plotly reads a few HTML tags in text, so each name is escaped before it enters a figure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import plotly.graph_objects as go

from sandbox.analysis.comparison import PolicyFolds, Verdict
from sandbox.analysis.intervals import Difference
from sandbox.analysis.measures import measure_named
from sandbox.report.pictures.parts import cut, round_number, ticks
from sandbox.report.pictures.style import BAND, LINE, Look, template, translucent
from sandbox.report.words import VIEW_NAMES, challenger_of, change, points, policy_names, range_words, value_words
from sandbox.study.compare import RegimeResult, StudyResult

_ROW_PX = 130
_BAR_PX = 62
_DOTS_ACROSS = 26
_DOT_STEP = 0.13
_DOTS_FROM = 0.36
_DOTS_TO = 0.80
_INTERVAL_AT = 0.14


@dataclass(frozen=True, slots=True, kw_only=True)
class DotRow:
    """Paired differences of one view of the market: one value a simulated period, in the measure's unit."""

    policy: str
    label: str
    values: tuple[float, ...]
    difference: Difference
    indifference: float | None


def dot_rows(result: StudyResult, measure: str) -> tuple[DotRow, ...]:
    """Return the paired differences against the first policy: a row a policy, or a row a view of the market.

    In several views it is the policy that the verdict is about.
    """
    if len(result.regimes) > 1:
        policy = challenger_of(result)
        return tuple(_row(found, policy, VIEW_NAMES[name], measure) for name, found in result.regimes.items())
    names = policy_names(result)
    others = [one.policy for one in result.main.differences]
    return tuple(_row(result.main, one, cut(escape(names[one])) if len(others) > 1 else "", measure) for one in others)


def _row(found: RegimeResult, policy: str, label: str, measure: str) -> DotRow:
    return DotRow(
        policy=policy,
        label=label,
        values=paired_values(found, measure, policy),
        difference=found.difference_of(policy).metrics[measure],
        indifference=_indifference(found.verdict, measure),
    )


def paired_values(found: RegimeResult, measure: str, policy: str) -> tuple[float, ...]:
    """Return a policy minus the first one in each replication in which both have a value."""
    folds = next(one for one in found.folds if one.policy == policy)
    second, first = _by_replication(folds, measure), _by_replication(found.folds[0], measure)
    return tuple(float(value) + 0.0 for value in second - first if not np.isnan(value))


def _by_replication(folds: PolicyFolds, measure: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return folds.of([measure]).values()[:, 0]


def _indifference(verdict: Verdict | None, measure: str) -> float | None:
    return verdict.indifference if verdict is not None and verdict.metric == measure else None


def difference_figure(rows: Sequence[DotRow], measure: str, colours: Mapping[str, str], look: Look) -> go.Figure:
    """Return the dot plot: dots, below them the mean and its interval, a zero line, the band that does not matter."""
    unit = measure_named(measure).unit
    figure = go.Figure()
    low, high = _extent(rows)
    for number, row in enumerate(rows):
        base = len(rows) - 1 - number
        colour = colours[row.policy]
        _draw_dots(figure, row, base, unit, colour, reach=(high - low) / _DOTS_ACROSS)
        _draw_mean(figure, row.difference, base, unit, colour)
    figure.add_vline(x=0, line={"color": LINE, "width": 1.5}, layer="below")
    marks = ticks(low, high)
    figure.update_xaxes(
        range=[low, high],
        tickvals=marks,
        ticktext=["0" if mark == 0 else said for mark, said in zip(marks, _changes(marks, unit), strict=True)],
        title_text=f"difference in {measure_named(measure).label.lower()}, {_axis_unit(unit)}",
        zeroline=False,
    )
    figure.update_yaxes(range=[0, len(rows)], visible=False)
    figure.update_layout(template=template(look), height=60 + _ROW_PX * len(rows))
    return figure


def _draw_dots(figure: go.Figure, row: DotRow, base: int, unit: str, colour: str, *, reach: float) -> None:
    if row.indifference:
        band = {"x0": -row.indifference, "x1": row.indifference, "y0": base, "y1": base + 0.88}
        figure.add_shape(type="rect", **band, fillcolor=BAND, line_width=0, layer="below")
    if row.label:
        figure.add_annotation(
            text=f"<b>{escape(row.label)}</b>", x=0, xref="paper", y=base + 0.94, showarrow=False, xanchor="left"
        )
    suffix = " points" if unit == "share" else ""
    figure.add_scatter(
        x=list(row.values),
        y=[base + height for height in _stacked(row.values, reach)],
        mode="markers",
        marker={"size": 11, "color": translucent(colour), "line": {"color": colour, "width": 1.5}},
        text=_changes(row.values, unit),
        hovertemplate=f"one simulated period: %{{text}}{suffix}<extra></extra>",
        name="single periods",
    )


def _draw_mean(figure: go.Figure, found: Difference, base: int, unit: str, colour: str) -> None:
    if found.mean is None:
        return
    y = base + _INTERVAL_AT
    if found.low is not None and found.high is not None:
        line = {"color": colour, "width": 4}
        figure.add_scatter(
            x=[found.low, found.high], y=[y, y], mode="lines", line=line, hoverinfo="skip", name="interval"
        )
    figure.add_scatter(
        x=[found.mean],
        y=[y],
        mode="markers",
        marker={"size": 13, "symbol": "diamond", "color": colour},
        text=[change(found.mean, unit)],
        hovertemplate="mean: %{text}<extra></extra>",
        name="mean",
    )


def _changes(values: Sequence[float], unit: str) -> list[str]:
    """Return differences in words, shares in points with as many decimals as all of them need."""
    if unit == "share" and values:
        return points(values)
    return [change(value, unit) for value in values]


def _stacked(values: Sequence[float], reach: float) -> list[float]:
    """Return heights within a row: a dot closer than `reach` to another one goes above it."""
    levels: dict[int, int] = {}
    for index in sorted(range(len(values)), key=values.__getitem__):
        near = {level for other, level in levels.items() if abs(values[other] - values[index]) < reach}
        levels[index] = next(level for level in range(len(values)) if level not in near)
    highest = max(levels.values(), default=0)
    step = min(_DOT_STEP, (_DOTS_TO - _DOTS_FROM) / highest) if highest else 0.0
    return [_DOTS_FROM + levels[index] * step for index in range(len(values))]


def _extent(rows: Sequence[DotRow]) -> tuple[float, float]:
    """Return what the axis must show: zero, all dots, intervals and bands, with some air."""
    shown = [0.0]
    for row in rows:
        shown += [*row.values, *(v for v in (row.difference.low, row.difference.high) if v is not None)]
        if row.indifference:
            shown += [-row.indifference, row.indifference]
    low, high = min(shown), max(shown)
    air = 0.08 * (high - low) or 0.01
    return low - air, high + air


def _axis_unit(unit: str) -> str:
    return "percentage points" if unit == "share" else unit


def rate_figure(result: StudyResult, measure: str, colours: Mapping[str, str], look: Look) -> go.Figure:
    """Return one bar a policy from zero, with the interval of its mean; the value stands over the bar."""
    unit = measure_named(measure).unit
    figure = go.Figure()
    highest = 0.0
    for number, found in enumerate(reversed(result.main.policies)):
        estimate = found.metrics[measure]
        mean = estimate.mean or 0.0
        low, high = estimate.low or mean, estimate.high or mean
        highest = max(highest, high)
        figure.add_bar(
            x=[mean],
            y=[number],
            width=0.34,
            orientation="h",
            marker={"color": translucent(colours[found.policy]), "line_width": 0},
            error_x={
                "array": [high - mean],
                "arrayminus": [mean - low],
                "color": colours[found.policy],
                "thickness": 3,
                "width": 6,
            },
            hoverinfo="skip",
            name=found.policy,
        )
        name = escape(cut(policy_names(result)[found.policy]))
        figure.add_annotation(
            text=f"{name}: <b>{escape(value_words(estimate, unit))}</b>",
            hovertext=escape(range_words(estimate, unit)),
            x=0,
            y=number + 0.36,
            xanchor="left",
            showarrow=False,
        )
    marks = ticks(0.0, highest * 1.1 or 1.0)
    ticktext = [round_number(mark, unit) for mark in marks]
    figure.update_xaxes(range=[0, highest * 1.1 or 1.0], tickvals=marks, ticktext=ticktext, zeroline=True)
    figure.update_yaxes(visible=False, range=[-0.35, len(result.main.policies) - 0.4])
    figure.update_layout(template=template(look), height=50 + _BAR_PX * len(result.main.policies))
    return figure
