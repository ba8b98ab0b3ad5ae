"""What a scenario assumes of answering the phone, as pictures: by time since the inquiry, by hour, by weekday."""

import math
from html import escape
from typing import Final

import plotly.graph_objects as go

from sandbox.domain.units import DAY_MS, HOUR_MS, MINUTE_MS, WEEK_MS
from sandbox.report.pictures.style import LINE, POLICY_COLOURS, Look, template
from sandbox.report.words import VIEW_NAMES, share
from sandbox.sim.curves import first_call_chance
from sandbox.sim.scenario import REGIMES, Scenario

MARKED_MS: Final = (5 * MINUTE_MS, HOUR_MS, DAY_MS)
"""Where the curves are marked and told in words: five minutes, an hour, a day."""

_MARKED_NAMES: Final = ("5 min", "1 h", "24 h")
_DASHES: Final = ("dot", "solid", "dash")
_SYMBOLS: Final = ("square", "circle", "diamond")
_POINTS: Final = 120
_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_TICKS: Final = (
    *((MINUTE_MS, "1 min"), (5 * MINUTE_MS, "5 min"), (HOUR_MS, "1 h"), (8 * HOUR_MS, "8 h")),
    *((DAY_MS, "1 day"), (WEEK_MS, "1 week")),
)


def curves_figure(scenario: Scenario, look: Look) -> go.Figure:
    """Return the chance that a first call is answered, by how long after the inquiry it is made, in three views."""
    figure = go.Figure()
    low, high = math.log10(1.0), math.log10(WEEK_MS / MINUTE_MS)
    minutes = [10 ** (low + (high - low) * step / (_POINTS - 1)) for step in range(_POINTS)]
    for regime, colour, dash, symbol in zip(REGIMES, POLICY_COLOURS, _DASHES, _SYMBOLS, strict=False):
        response, name = scenario.regimes[regime].response, VIEW_NAMES[regime]
        width = 3.5 if regime == scenario.regime else 2
        figure.add_scatter(
            x=minutes,
            y=[first_call_chance(scenario, response, round(minute * MINUTE_MS)) for minute in minutes],
            mode="lines",
            line={"color": colour, "dash": dash, "width": width},
            hoverinfo="skip",
            name=name,
        )
        marked = [first_call_chance(scenario, response, at_ms) for at_ms in MARKED_MS]
        figure.add_scatter(
            x=[at_ms / MINUTE_MS for at_ms in MARKED_MS],
            y=marked,
            mode="markers",
            marker={"color": colour, "size": 10, "symbol": symbol},
            text=[f"{name}, after {when}: {share(chance)}" for when, chance in zip(_MARKED_NAMES, marked, strict=True)],
            hovertemplate="%{text}<extra></extra>",
            name=f"{name}, marked",
        )
    figure.update_xaxes(
        type="log",
        range=[low - 0.05, high],
        tickvals=[at_ms / MINUTE_MS for at_ms, _ in _TICKS],
        ticktext=[text for _, text in _TICKS],
        title_text="time from the inquiry to the call",
    )
    figure.update_yaxes(rangemode="tozero", tickformat=".0%", title_text="answered")
    figure.update_layout(template=template(look), height=360)
    return figure


def curve_rows(scenario: Scenario) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the marked chances in words, a row a view of the market: its name, then a share for each marked time."""
    return tuple(
        (
            f"{_SIGNS[number]} {VIEW_NAMES[regime]}",
            tuple(share(first_call_chance(scenario, scenario.regimes[regime].response, at_ms)) for at_ms in MARKED_MS),
        )
        for number, regime in enumerate(REGIMES)
    )


_SIGNS: Final = ("\u25a0", "\u25cf", "\u25c6")


def curves_text(scenario: Scenario) -> str:
    """Return the curves in words, for those who do not see them."""
    told = [
        f"{name[2:]}: "
        + ", ".join(f"{chance} after {when}" for when, chance in zip(_MARKED_NAMES, chances, strict=True))
        for name, chances in curve_rows(scenario)
    ]
    return f"Share of first calls that are answered. {'; '.join(told)}."


def hours_figure(values: tuple[float, ...], look: Look, colour: str, *, is_share: bool) -> go.Figure:
    """Return bars by hour of the day, or by weekday where there are seven values.

    Shares are drawn as per cent from zero; relative chances as what they lie above or below 1, the usual.
    """
    names = [*_WEEKDAYS] if len(values) == len(_WEEKDAYS) else [f"{hour}" for hour in range(len(values))]
    base = 0.0 if is_share else 1.0
    figure = go.Figure()
    figure.add_bar(
        x=names,
        y=[value - base for value in values],
        base=base,
        marker={"color": colour, "line_width": 0},
        text=[_bar_words(name, value, is_share=is_share) for name, value in zip(names, values, strict=True)],
        textposition="none",
        hovertemplate="%{text}<extra></extra>",
    )
    figure.update_xaxes(type="category", tickangle=0, nticks=12)
    figure.add_hline(y=base, line={"color": LINE, "width": 1.5})
    figure.update_yaxes(tickformat=".0%" if is_share else ".2f", zeroline=False)
    figure.update_layout(template=template(look), height=220, bargap=0.25)
    return figure


def hours_text(values: tuple[float, ...], *, is_share: bool) -> str:
    """Return such bars in words."""
    names = [*_WEEKDAYS] if len(values) == len(_WEEKDAYS) else [f"{hour}" for hour in range(len(values))]
    return "; ".join(_bar_words(name, value, is_share=is_share) for name, value in zip(names, values, strict=True))


def _bar_words(name: str, value: float, *, is_share: bool) -> str:
    when = name if name in _WEEKDAYS else f"{name}:00"
    return escape(f"{when}: {share(value) if is_share else f'{value:.2f} times the usual chance'}")
