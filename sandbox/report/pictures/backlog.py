"""The work that waits, hour by hour of the week."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from sandbox.analysis.hours import HOURS_OF_WEEK
from sandbox.analysis.profile import Profile
from sandbox.report.pictures.parts import Series, Sheet, by_policy, finish, series_of
from sandbox.report.pictures.style import Look, faint
from sandbox.report.words import period, policy_names, value_words
from sandbox.study.compare import StudyResult

DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
QUANTILES: Final = (0.05, 0.5, 0.95)
_HEIGHT_PX = 300
Floats = NDArray[np.float64]


def figure(result: StudyResult, colours: Mapping[str, str], look: Look) -> go.Figure:
    """Return a line a policy, the median quarter, in a band from the 5 % lowest to the 5 % highest; gaps are closed."""
    drawn, series = go.Figure(), series_of(result, colours)
    for one, profile in zip(series, result.main.profiles, strict=True):
        _draw(drawn, one, *waiting(profile))
    drawn.update_xaxes(
        range=[0, HOURS_OF_WEEK],
        tickvals=[24 * day + 12 for day in range(len(DAYS))],
        ticktext=list(DAYS),
        title_text="hour of the week",
        showgrid=False,
    )
    drawn.update_yaxes(rangemode="tozero", title_text="tasks waiting")
    return finish(drawn, look, height=_HEIGHT_PX, legend_rows=len(series), axis_px=64)


def waiting(profile: Profile) -> tuple[Floats, Floats, Floats]:
    """Return the mean number of waiting tasks by hour of the week: 5 % quantile, median, 95 % over replications.

    NaN where nobody was on shift in any replication.
    """
    open_ = profile.staffed_ms > 0
    means = np.full(open_.shape, np.nan)
    np.divide(profile.waiting_ms, profile.staffed_ms, out=means, where=open_)
    found = np.full((len(QUANTILES), HOURS_OF_WEEK), np.nan)
    for hour in np.flatnonzero(open_.any(axis=0)).tolist():
        found[:, hour] = np.quantile(means[open_[:, hour], hour], QUANTILES)
    return found[0], found[1], found[2]


def _draw(drawn: go.Figure, one: Series, low: Floats, middle: Floats, high: Floats) -> None:
    x, y = _outline(low, high)
    drawn.add_scatter(
        x=x,
        y=y,
        mode="lines",
        fill="toself",
        fillcolor=faint(one.colour),
        line={"width": 0},
        hoverinfo="skip",
        showlegend=False,
        name=f"{one.name}, band",
    )
    hours = range(HOURS_OF_WEEK)
    drawn.add_scatter(
        x=[hour + 0.5 for hour in hours],
        y=[None if np.isnan(value) else float(value) for value in middle],
        mode="lines",
        line={"color": one.colour, "width": 2.5},
        text=[f"{DAYS[hour // 24]} {hour % 24}:00" for hour in hours],
        hovertemplate="%{text}: %{y:.1f} waiting<extra></extra>",
        name=one.name,
    )


def _outline(low: Floats, high: Floats) -> tuple[list[float | None], list[float | None]]:
    """Return the outline of the band, each stretch of open hours by itself."""
    x: list[float | None] = []
    y: list[float | None] = []
    known = np.flatnonzero(~np.isnan(low))
    for stretch in np.split(known, np.flatnonzero(np.diff(known) > 1) + 1):
        if len(stretch):
            x += [*(stretch + 0.5).tolist(), *(stretch[::-1] + 0.5).tolist(), None]
            y += [*low[stretch].tolist(), *high[stretch[::-1]].tolist(), None]
    return x, y


def caption(result: StudyResult) -> str:
    """Return the mean backlog, over the time in which any rep is on shift; the band is of single periods."""
    means = [value_words(one.metrics["backlog_mean"], "tasks") for one in result.main.policies]
    once = period(result.spec.scenario.window)
    said = by_policy(result, lambda number: f"{means[number]} tasks wait on average")
    return (
        f"While reps are on shift, {said}; a line is the {once} in the middle, its band 90 % of all, and a gap is an "
        "hour in which nobody works."
    )


def table(result: StudyResult) -> Sheet:
    """Return the waiting tasks by hour of the week; hours in which nobody works are left out."""
    rows: list[tuple[str | float | int | None, ...]] = []
    for name, profile in zip(policy_names(result).values(), result.main.profiles, strict=True):
        low, middle, high = waiting(profile)
        rows += [
            (name, DAYS[hour // 24], hour % 24, float(middle[hour]), float(low[hour]), float(high[hour]))
            for hour in np.flatnonzero(~np.isnan(middle)).tolist()
        ]
    return ("policy", "day", "hour", "median of tasks waiting", "5 % below", "5 % above"), rows
