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


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Colours of one theme; `text` and `muted` reach 4.5:1 on its background."""

    name: str
    text: str
    muted: str
    line: str
    grid: str
    band: str


LIGHT: Final = Look(
    name="light", text="#1B2430", muted="#4A5563", line="#4A5563", grid="#E3E7EB", band="rgba(74,85,99,.13)"
)
DARK: Final = Look(
    name="dark", text="#E8ECF1", muted="#A9B4C0", line="#A9B4C0", grid="#2E363F", band="rgba(169,180,192,.18)"
)


def template(look: Look) -> go.layout.Template:
    """Return the Plotly template of a look: no background of its own, no legend, nothing that zooms by accident."""
    axis = {
        "gridcolor": look.grid,
        "linecolor": look.line,
        "tickcolor": look.line,
        "tickfont": {"color": look.muted, "size": 13},
        "title": {"font": {"color": look.muted, "size": 13}},
        "zerolinecolor": look.line,
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
            "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
            "xaxis": axis,
            "yaxis": axis,
        }
    )


def policy_colours(ids: Sequence[str]) -> dict[str, str]:
    """Return the colour of each policy, by its place among `ids`; from the fifth on colours come round again."""
    return {policy: POLICY_COLOURS[number % len(POLICY_COLOURS)] for number, policy in enumerate(ids)}
