"""One lead under both policies on one time axis, on which minutes and months can be read alike."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

import plotly.graph_objects as go

from sandbox.domain.tables import Event, Outcome
from sandbox.domain.units import DAY_MS, HOUR_MS, MINUTE_MS, WEEK_MS
from sandbox.report.lead_words import event_words, wait_words
from sandbox.report.pictures.style import GRID, LINE, Look, template
from sandbox.study.journeys import Entry, Journey

_LANE_PX: Final = 105
_STEP: Final = 0.15
_REACH: Final = 0.02
"""How close two marks may stand, as a share of the axis, before the later one goes above."""

_TICKS: Final = (
    (0, "inquiry"),
    (5 * MINUTE_MS, "5 min"),
    (HOUR_MS, "1 h"),
    (8 * HOUR_MS, "8 h"),
    (DAY_MS, "1 day"),
    (WEEK_MS, "1 week"),
    (30 * DAY_MS, "1 month"),
    (182 * DAY_MS, "6 months"),
    (365 * DAY_MS, "1 year"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A kind of mark: its Plotly symbol, what readers see in text, and what it stands for."""

    symbol: str
    sign: str
    meaning: str


INQUIRY: Final = Mark(symbol="line-ns-open", sign="|", meaning="inquiry or signal")
NO_ANSWER: Final = Mark(symbol="circle-open", sign="\u25cb", meaning="call, no answer")
TALK: Final = Mark(symbol="circle", sign="\u25cf", meaning="conversation")
MESSAGE: Final = Mark(symbol="triangle-up-open", sign="\u25b3", meaning="mail or text message")
REPLY: Final = Mark(symbol="triangle-up", sign="\u25b2", meaning="the lead's answer")
MEETING: Final = Mark(symbol="square", sign="\u25a0", meaning="meeting held")
NO_SHOW: Final = Mark(symbol="square-open", sign="\u25a1", meaning="meeting missed")
DEAL: Final = Mark(symbol="diamond-open", sign="\u25c7", meaning="deal opened")
WON: Final = Mark(symbol="star", sign="\u2605", meaning="deal won")
LOST: Final = Mark(symbol="x", sign="\u2716", meaning="lost, given up or closed")

_MARK_OF: Final[Mapping[Event, Mark]] = {
    Event.INQUIRY: INQUIRY,
    Event.SIGNAL: INQUIRY,
    Event.MAILED: MESSAGE,
    Event.AUTOMATED: MESSAGE,
    Event.NURTURED: MESSAGE,
    Event.REPLIED: REPLY,
    Event.CONTACTED: TALK,
    Event.MEETING_HELD: MEETING,
    Event.NO_SHOW: NO_SHOW,
    Event.OPENED: DEAL,
    Event.WON: WON,
    Event.LOST: LOST,
    Event.OPTED_OUT: LOST,
    Event.BOUGHT_ELSEWHERE: LOST,
    Event.GIVEN_UP: LOST,
    Event.IGNORED: LOST,
    Event.FROZEN: LOST,
}


def mark_of(entry: Entry) -> Mark | None:
    """Return the mark of an event, None for one that is told in words only."""
    if entry.event is Event.DIALED:
        return NO_ANSWER if entry.outcome == Outcome.NO_ANSWER else None  # an answered one is a conversation
    return _MARK_OF.get(entry.event)


def marks_shown(journeys: Sequence[Journey | None]) -> tuple[Mark, ...]:
    """Return the marks that some journeys need, each once, in the order of the legend."""
    used = {mark_of(entry) for journey in journeys if journey is not None for entry in journey.entries}
    legend = (INQUIRY, NO_ANSWER, TALK, MESSAGE, REPLY, MEETING, NO_SHOW, DEAL, WON, LOST)
    return tuple(mark for mark in legend if mark in used)


def legend_words(journeys: Sequence[Journey | None]) -> str:
    """Return what the marks of a picture mean, in one line."""
    return " \u00b7 ".join(f"{mark.sign} {mark.meaning}" for mark in marks_shown(journeys))


def at(since_ms: int) -> float:
    """Return where a moment stands on the axis: the logarithm of 1 + minutes since the inquiry."""
    return math.log10(1 + since_ms / MINUTE_MS)


def journey_figure(
    journeys: tuple[Journey | None, Journey | None], names: Sequence[str], colours: Sequence[str], look: Look
) -> go.Figure:
    """Return one lane a policy, the baseline above; where a lead never became one under a policy, it says so."""
    figure = go.Figure()
    last_ms = max((entry.since_ms for journey in journeys if journey for entry in journey.entries), default=0)
    right = at(max(last_ms, HOUR_MS)) * 1.04
    for lane, journey in enumerate(journeys):
        base = len(journeys) - 1 - lane
        figure.add_shape(type="line", x0=0, x1=right, y0=base + 0.18, y1=base + 0.18, line={"color": LINE, "width": 1})
        figure.add_annotation(
            text=f"<b>{escape(names[lane])}</b>" + ("" if journey else ": no lead, the form was not completed"),
            x=0,
            xref="paper",
            y=base + 0.97,
            showarrow=False,
            xanchor="left",
        )
        if journey is not None:
            _draw(figure, journey, base + 0.18, colours[lane], right)
    ticks = [(at(ms), text) for ms, text in _TICKS if at(ms) <= right]
    figure.update_xaxes(
        range=[-0.02 * right, right],
        tickvals=[x for x, _ in ticks],
        ticktext=[text for _, text in ticks],
        gridcolor=GRID,
        zeroline=False,
        title_text="since the inquiry, minutes drawn wider",
    )
    figure.update_yaxes(visible=False, range=[0, len(journeys) + 0.05])
    figure.update_layout(template=template(look), height=70 + _LANE_PX * len(journeys))
    return figure


def _draw(figure: go.Figure, journey: Journey, base: float, colour: str, right: float) -> None:
    marked = [(entry, mark) for entry in journey.entries if (mark := mark_of(entry)) is not None]
    heights = stacked([at(entry.since_ms) for entry, _ in marked], right * _REACH)
    figure.add_scatter(
        x=[at(entry.since_ms) for entry, _ in marked],
        y=[base + min(height, 4) * _STEP for height in heights],
        mode="markers",
        marker={
            "symbol": [mark.symbol for _, mark in marked],
            "size": 12,
            "color": colour,
            "line": {"color": colour, "width": 2},
        },
        text=[
            f"{escape(event_words(entry, journey.policy))}, after {wait_words(entry.since_ms)} ({entry.local})"
            for entry, _ in marked
        ],
        hovertemplate="%{text}<extra></extra>",
        name=journey.policy.id,
    )


def stacked(places: Sequence[float], reach: float) -> list[int]:
    """Return how high each mark stands: one closer than `reach` to the one before it goes a step above."""
    heights: list[int] = []
    for number, place in enumerate(places):
        is_near = number > 0 and place - places[number - 1] < reach
        heights.append(heights[-1] + 1 if is_near else 0)
    return heights


def journey_text(journeys: tuple[Journey | None, Journey | None], names: Sequence[str]) -> str:
    """Return the picture in words, for those who do not see it."""
    said = []
    for journey, name in zip(journeys, names, strict=True):
        marked = [entry for entry in journey.entries if mark_of(entry) is not None] if journey else []
        told = "; ".join(
            f"{event_words(entry, journey.policy)} after {wait_words(entry.since_ms)}" for entry in marked if journey
        )
        said.append(f"{name}: {told or 'no lead'}.")
    return " ".join(said)
