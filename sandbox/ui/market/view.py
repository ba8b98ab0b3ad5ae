"""What a scenario assumes on the page: curves, hours and weekdays, and every figure with its source and trust."""

from typing import Final

import streamlit as st

from sandbox.report.assumption_words import ASSUMPTION_HEADS, assumption_groups, trust_words
from sandbox.report.pictures.market import curve_rows, curves_figure, curves_text, hours_figure, hours_text
from sandbox.report.pictures.style import PLAIN_CHART, POLICY_COLOURS
from sandbox.sim.scenario import Scenario
from sandbox.sim.scenario_file.assumptions import Assumption, Trust
from sandbox.ui.markup import Cell, paragraph, table
from sandbox.ui.remembered import pick
from sandbox.ui.style import current_look

_OWN_CURVES: Final = " Some industries have their own: these curves are those of all others."
_ALL: Final = "all figures"


def show_curves(scenario: Scenario) -> None:
    """Draw the chance that a call is answered in three views of the market."""
    st.header("What calling sooner is worth", anchor=False)
    paragraph(
        "The most disputed figure of all: the share of first calls that are answered, by how long after the inquiry "
        "they are made. This scenario's own view is drawn thick."
        + (_OWN_CURVES if scenario.buyers.phone.by_industry else "")
    )
    figure = curves_figure(scenario, current_look())
    st.plotly_chart(figure, theme=None, config=dict(PLAIN_CHART), alt=curves_text(scenario), key="curves")
    heads = [Cell(text=name) for name in ("First call answered", "after 5 min", "after 1 h", "after 24 h")]
    rows = curve_rows(scenario)
    table(
        heads,
        [
            [Cell(text=name, colour=colour), *(Cell(text=chance) for chance in chances)]
            for (name, chances), colour in zip(rows, POLICY_COLOURS, strict=False)
        ],
    )


def show_hours(scenario: Scenario) -> None:
    """Draw when inquiries come, and when people answer."""
    demand, phone = scenario.demand, scenario.buyers.phone
    for title, note, by_hour, by_weekday, is_share in (
        (
            "When inquiries come",
            "Share of a day's and of a week's inquiries.",
            demand.hour_shares,
            demand.weekday_shares,
            True,
        ),
        (
            "When people answer",
            "The chance that a call is answered, times the usual one: above 1 it is likelier.",
            phone.by_hour,
            phone.by_weekday,
            False,
        ),
    ):
        st.header(title, anchor=False)
        paragraph(f"{note} By hour of the day, and by weekday.", "muted")
        for column, values, kind in zip(
            st.columns([2, 1], gap="large"), (by_hour, by_weekday), ("hour", "day"), strict=True
        ):
            with column:
                figure = hours_figure(values, current_look(), POLICY_COLOURS[0], is_share=is_share)
                said = f"{title}. {hours_text(values, is_share=is_share)}"
                st.plotly_chart(figure, theme=None, config=dict(PLAIN_CHART), alt=said, key=f"{title} {kind}")


def show_assumptions(told: tuple[Assumption, ...]) -> None:
    """Draw every figure by group, all of them or those of one kind of trust."""
    st.header("Every figure, and where it is from", anchor=False)
    paragraph(trust_words(told))
    kinds: dict[Trust | None, str] = {None: _ALL} | {trust: str(trust) for trust in Trust}
    wanted = pick("trust", "Show", kinds, None)
    for group in assumption_groups([one for one in told if wanted in {None, one.trust}]):
        with st.expander(f"{group.title} ({len(group.rows)})"):
            rows = [[Cell(text=cell.text, note=cell.note) for cell in row] for row in group.rows]
            table([Cell(text=head) for head in ASSUMPTION_HEADS], rows)
