"""What pictures share: the policies with their colours, round numbers on axes, the legend, and bars in groups."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

import numpy as np
import plotly.graph_objects as go

from sandbox.analysis.intervals import Estimate
from sandbox.report.pictures.style import Look, template, translucent
from sandbox.report.words import amount, policy_names, range_words, value_words
from sandbox.study.compare import StudyResult

NAME_WIDTH: Final = 36
"""How many letters of a name fit on a phone."""
_LEGEND_ROW_PX = 24
_BAR_PX = 24
_MOST_TICKS = 6
_TEXT_ROOM = 0.28
"""What a number beside a bar needs, as a share of the axis."""

Cell = str | float | int | None
Sheet = tuple[tuple[str, ...], list[tuple[Cell, ...]]]
"""The figures of a picture as a table: headings and rows; None is undefined, shares are fractions of 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One policy on a picture: its id, its name as shown (escaped, and short enough for a phone), its colour."""

    policy: str
    name: str
    colour: str


def series_of(result: StudyResult, colours: Mapping[str, str]) -> list[Series]:
    """Return the policies of a study in their order."""
    names = policy_names(result)
    return [Series(policy=id_, name=escape(cut(names[id_])), colour=colours[id_]) for id_ in names]


def cut(name: str, width: int = NAME_WIDTH) -> str:
    """Return a name short enough for its place."""
    return name if len(name) <= width else f"{name[: width - 3].rstrip()}..."


def ticks(low: float, high: float, most: int = _MOST_TICKS) -> list[float]:
    """Return about so many round numbers between two ends, zero among them."""
    rough = (high - low) / most
    power = 10.0 ** np.floor(np.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
    return [round(float(n * step), 12) + 0.0 for n in range(int(np.ceil(low / step)), int(np.floor(high / step)) + 1)]


def round_number(value: float, unit: str) -> str:
    """Return a tick without decimals that say nothing."""
    return f"{100 * value:g} %" if unit == "share" and value else amount(value, unit) if value else "0"


def finish(figure: go.Figure, look: Look, *, height: int, legend_rows: int, axis_px: int = 46) -> go.Figure:
    """Give a picture its look, its height in px without the legend, and the legend below it, one row an entry."""
    below = axis_px + _LEGEND_ROW_PX * legend_rows
    figure.update_layout(
        template=template(look),
        height=height + below,
        margin={"b": below},
        showlegend=legend_rows > 0,
        legend={
            "x": 0,
            "xanchor": "left",
            "y": 0,
            "yanchor": "bottom",
            "yref": "container",
            "bgcolor": "rgba(0,0,0,0)",
            "itemclick": False,
            "itemdoubleclick": False,
        },
    )
    return figure


def grouped_bars(
    heads: Sequence[str],
    found: Sequence[Sequence[Estimate]],
    series: Sequence[Series],
    unit: str,
    look: Look,
    over: Sequence[go.Scatter] = (),
) -> go.Figure:
    """Return bars from zero with intervals, a group a head and in it a bar a policy, the value beside each bar.

    `found` holds the estimates of each policy, one a head. The heads are escaped by whoever gives them. What is drawn
    `over` the bars stands at the rows of `group_rows`.
    """
    figure, step = go.Figure(), _step(len(series))
    for place, (one, estimates) in enumerate(zip(series, found, strict=True)):
        rows = [group_rows(number, len(series))[place] for number in range(len(heads))]
        _draw_bars(figure, one, estimates, rows, unit)
    figure.add_traces(list(over))
    for number, head in enumerate(heads):
        figure.add_annotation(
            text=f"<b>{head}</b>", x=0, xref="paper", y=-number * step - 0.2, xanchor="left", showarrow=False
        )
    low, high = _reach(found, [x for trace in over for x in trace.x])
    marks = ticks(low, high, most=4)
    figure.update_xaxes(
        range=[low, high + _TEXT_ROOM * (high - low)],
        tickvals=marks,
        ticktext=[round_number(mark, unit) for mark in marks],
        zeroline=True,
    )
    figure.update_yaxes(visible=False, range=[-step * len(heads) + 0.4, 0.4])
    rows_below = len(series) + sum(trace.showlegend is not False for trace in over)
    return finish(figure, look, height=round(_BAR_PX * step * len(heads)) + 16, legend_rows=rows_below)


def group_rows(number: int, bars: int) -> list[float]:
    """Return where the bars of a group stand on the axis that runs downwards; each is a row high."""
    return [-(number * _step(bars) + place + 1) for place in range(bars)]


def _step(bars: int) -> float:
    """Return how many rows a group takes, its head included."""
    return bars + 1.2


def _reach(found: Sequence[Sequence[Estimate]], over: Sequence[float | None]) -> tuple[float, float]:
    """Return what the axis must show: zero, all intervals, and what is drawn over them."""
    ends = [end for estimates in found for one in estimates for end in (one.low, one.mean, one.high)]
    known = [end for end in (*ends, *over) if end is not None]
    low, high = min([0.0, *known]), max([0.0, *known])
    return (low * 1.05, high) if high > low else (0.0, 1.0)


def _draw_bars(figure: go.Figure, one: Series, estimates: Sequence[Estimate], rows: Sequence[float], unit: str) -> None:
    said = [value_words(found, unit) for found in estimates]
    error = {
        "array": [arm(found.mean, found.high) for found in estimates],
        "arrayminus": [arm(found.mean, found.low) for found in estimates],
        "color": one.colour,
        "thickness": 2.5,
        "width": 5,
    }
    figure.add_bar(
        x=[found.mean for found in estimates],
        y=rows,
        width=0.8,
        orientation="h",
        marker={"color": translucent(one.colour), "line_width": 0},
        error_x=error,
        text=[_with_range(text, range_words(found, unit)) for text, found in zip(said, estimates, strict=True)],
        textposition="none",
        hovertemplate="%{text}<extra></extra>",
        name=one.name,
    )
    figure.add_scatter(
        x=[max(0.0, found.mean or 0.0, found.high or 0.0) for found in estimates],
        y=rows,
        mode="text",
        text=[f" {text}" for text in said],
        textposition="middle right",
        hoverinfo="skip",
        showlegend=False,
        name=f"{one.name}, values",
    )


def arm(mean: float | None, end: float | None) -> float:
    """Return how far an interval reaches from its mean, 0 where there is none."""
    return 0.0 if mean is None or end is None else abs(end - mean)


def _with_range(said: str, spread: str) -> str:
    return f"{said} ({spread})" if spread else said


def estimate_sheet(
    result: StudyResult,
    first: str,
    heads: Sequence[str],
    found: Sequence[Sequence[Estimate]],
) -> Sheet:
    """Return the figures of `grouped_bars`: a row a head and policy."""
    names = policy_names(result)
    rows: list[tuple[Cell, ...]] = [
        (head, name, estimates[number].mean, estimates[number].low, estimates[number].high)
        for number, head in enumerate(heads)
        for name, estimates in zip(names.values(), found, strict=True)
    ]
    return (first, "policy", "mean", "interval from", "interval to"), rows


def by_policy(result: StudyResult, said: Callable[[int], str]) -> str:
    """Return what is said of each policy by its number: `5 under “A”; 7 under “B”`."""
    names = policy_names(result).values()
    return "; ".join(f"{said(number)} under “{name}”" for number, name in enumerate(names))
