"""The look of pictures: two templates, light and dark, and one fixed colour a policy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import plotly.graph_objects as go

FONT: Final = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', Arial, sans-serif"
POLICY_COLOURS: Final = ("#0072B2", "#D55E00", "#009E73", "#CC79A7")
"""Okabe and Ito's palette, those of it that reach 3:1 on white and on the dark background alike."""

PLAIN_CHART: Final[Mapping[str, object]] = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}
"""Settings of the browser's Plotly: the mode bar would add a dozen tab stops."""


LINE: Final = "#7F8B97"
GRID: Final = "rgba(127,139,151,.28)"
BAND: Final = "rgba(127,139,151,.20)"
PALE: Final = "rgba(255,255,255,.8)"
"""Lines and areas are drawn so that they can be seen on both backgrounds: a page may change its theme at any time."""


SEQUENTIAL: Final = "Cividis"
DIVERGING: Final = ((0.0, "#0072B2"), (0.5, "#F2F2F2"), (1.0, "#D55E00"))
"""Scales of maps, from low to high; both are made for all kinds of colour vision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Colours of text in one theme, 4.5:1 on its background."""

    name: str
    text: str
    muted: str


LIGHT: Final = Look(name="light", text="#1B2430", muted="#4A5563")
DARK: Final = Look(name="dark", text="#E8ECF1", muted="#A9B4C0")


def template(look: Look) -> go.layout.Template:
    """Return the Plotly template of a look: no background of its own, no legend, nothing that zooms by accident."""
    axis = {
        "gridcolor": GRID,
        "linecolor": LINE,
        "tickcolor": LINE,
        "tickfont": {"color": look.muted, "size": 13},
        "title": {"font": {"color": look.muted, "size": 13}},
        "zerolinecolor": LINE,
        "fixedrange": True,
        "automargin": True,
    }
    return go.layout.Template(
        layout={
            "font": {"family": FONT, "size": 14, "color": look.text},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "colorway": list(POLICY_COLOURS),
            "showlegend": False,
            "dragmode": False,
            "hoverlabel": {"font": {"family": FONT, "size": 13}},
            "margin": {"l": 8, "r": 28, "t": 8, "b": 8},
            "xaxis": axis,
            "yaxis": axis,
        }
    )


def policy_colours(ids: Sequence[str]) -> dict[str, str]:
    """Return the colour of each policy, by its place among `ids`; from the fifth on colours come round again."""
    return {policy: POLICY_COLOURS[number % len(POLICY_COLOURS)] for number, policy in enumerate(ids)}


def translucent(colour: str) -> str:
    """Return a colour as the filling of what is outlined with it."""
    return _with_opacity(colour, ".6")


def faint(colour: str) -> str:
    """Return a colour as a band behind a line of it; two such bands can be told apart where they overlap."""
    return _with_opacity(colour, ".22")


def _with_opacity(colour: str, opacity: str) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"
