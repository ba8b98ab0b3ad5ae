"""How long leads wait: the share of all leads that were reached by each time; those never reached never count."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from sandbox.analysis.measures import WITHIN_MS
from sandbox.analysis.profile import WAIT_EDGES_MS, Profile, Reached
from sandbox.domain.units import MINUTE_MS, WEEK_MS
from sandbox.report.pictures.parts import Series, Sheet, by_policy, finish, series_of
from sandbox.report.pictures.style import LINE, Look
from sandbox.report.words import duration, policy_names, share, value_words
from sandbox.study.compare import StudyResult

_TICKS: Final = {1: "1 min", 5: "5 min", 60: "1 h", 240: "4 h", 1440: "24 h", 10080: "1 week"}
_HEIGHT_PX = 330


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """One wait of leads: how many of them by bin, how many in the end, the measures of it, and the words for it."""

    bins: Callable[[Profile], NDArray[np.int64]]
    end: Reached
    measures: str
    verb: str
    axis: str
    has_promise: bool


TRIED: Final = Wait(
    bins=lambda profile: profile.tried_within,
    end=Reached.TRIED,
    measures="speed_to_lead",
    verb="tried",
    axis="time from creation to the first try by a person",
    has_promise=True,
)
CONTACTED: Final = Wait(
    bins=lambda profile: profile.contacted_within,
    end=Reached.CONTACTED,
    measures="time_to_first_contact",
    verb="spoken with",
    axis="time from creation to the first conversation",
    has_promise=False,
)


def speed_figure(result: StudyResult, colours: Mapping[str, str], look: Look, wait: Wait) -> go.Figure:
    """Return a curve a policy over all leads, on a log scale of time, with marks and the promised response."""
    figure = go.Figure()
    marks = [limit_ms / MINUTE_MS for limit_ms in WITHIN_MS.values()]
    _upright(figure, marks, name="marks", line={"color": LINE, "width": 1.2, "dash": "dash"})
    series = series_of(result, colours)
    for number, one in enumerate(series):
        if wait.has_promise:
            line = {"color": one.colour, "width": 2, "dash": "dot"}
            _upright(figure, _promises_min(result, number), name=f"{one.name}, promise", line=line)
        _draw_curve(figure, one, _shares_by(result.main.profiles[number], wait))
    promised = wait.has_promise and any(_promises_min(result, number) for number in range(len(series)))
    if promised:
        figure.add_scatter(
            x=[None], y=[None], mode="lines", line={"color": LINE, "dash": "dot"}, name="promised", showlegend=True
        )
    figure.update_xaxes(
        type="log",
        range=[-0.1, float(np.log10(WEEK_MS / MINUTE_MS))],
        tickvals=list(_TICKS),
        ticktext=list(_TICKS.values()),
        title_text=wait.axis,
        ticklabelstandoff=6,
    )
    shares = [fifth / 5 for fifth in range(6)]
    figure.update_yaxes(range=[0, 1.02], tickvals=shares, ticktext=[f"{100 * one:.0f} %" for one in shares])
    return finish(figure, look, height=_HEIGHT_PX, legend_rows=len(series) + promised, axis_px=64)


def _draw_curve(figure: go.Figure, one: Series, shares: list[float]) -> None:
    figure.add_scatter(
        x=[edge / MINUTE_MS for edge in WAIT_EDGES_MS.tolist()],
        y=shares,
        mode="lines",
        line={"color": one.colour, "width": 3},
        text=[share(value) for value in shares],
        hovertemplate="%{text} of all leads<extra></extra>",
        name=one.name,
        showlegend=True,
    )


def _upright(figure: go.Figure, at_min: list[float], *, name: str, line: dict[str, object]) -> None:
    """Draw upright lines; as a trace, because shapes on a log axis cannot be told from those on a plain one."""
    x = [place for minutes in at_min for place in (minutes, minutes, None)]
    y = [place for _ in at_min for place in (0, 1.02, None)]
    if x:
        figure.add_scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip", name=name, showlegend=False)


def _promises_min(result: StudyResult, number: int) -> list[float]:
    """Return the responses that a policy's queues promise; those in business time have no place on this axis."""
    waits = [queue.respond_within for queue in result.spec.policies[number].playbook.queues]
    return sorted({wait.elapsed_ms / MINUTE_MS for wait in waits if wait is not None and not wait.is_business})


def _shares_by(profile: Profile, wait: Wait) -> list[float]:
    """Return the share of all leads by the end of each bin but the last; empty without leads."""
    leads = int(profile.reached[:, Reached.LEAD].sum())
    counts = np.cumsum(wait.bins(profile).sum(axis=0))[:-1]
    return [float(count) / leads for count in counts] if leads else []


def tried_caption(result: StudyResult) -> str:
    """Return in what time half of all leads are tried, as the measure has it, and how many never are."""
    medians = [one.metrics[f"{TRIED.measures}_p50_min"].mean for one in result.main.policies]

    def said(number: int) -> str:
        median, end = medians[number], _in_the_end(result.main.profiles[number], TRIED)
        if end is None:
            return "no lead came"
        half = "fewer than half are ever tried" if median is None else f"half are tried within {duration(median)}"
        return f"{half} and {share(1 - end)} never are"

    return f"Of all leads, {by_policy(result, said)}."


def contacted_caption(result: StudyResult) -> str:
    """Return with what share of all leads somebody has spoken after an hour, after a day, and in the end."""

    def said(number: int) -> str:
        metrics, end = result.main.policies[number].metrics, _in_the_end(result.main.profiles[number], CONTACTED)
        within = [value_words(metrics[f"{CONTACTED.measures}_within_{key}"], "share") for key in ("1h", "24h")]
        return "no lead came" if end is None else f"{within[0]} within 1 h, {within[1]} within 24 h, {share(end)} ever"

    return f"Of all leads, somebody speaks with {by_policy(result, said)}."


def _in_the_end(profile: Profile, wait: Wait) -> float | None:
    leads, end = (int(profile.reached[:, stage].sum()) for stage in (Reached.LEAD, wait.end))
    return end / leads if leads else None


def speed_table(result: StudyResult, wait: Wait) -> Sheet:
    """Return the share of all leads by time in minutes; the last row of a policy is the whole follow-up."""
    rows: list[tuple[str | float | None, ...]] = []
    for name, profile in zip(policy_names(result).values(), result.main.profiles, strict=True):
        for edge_ms, value in zip(WAIT_EDGES_MS.tolist(), _shares_by(profile, wait), strict=False):
            rows.append((name, edge_ms / MINUTE_MS, value))
        rows.append((name, None, _in_the_end(profile, wait)))
    return ("policy", "within minutes", f"share of all leads {wait.verb}"), rows
