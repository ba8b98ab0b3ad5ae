"""One lead on the page: its journey under both policies as a picture, and in words side by side."""

from typing import Final

import streamlit as st

from sandbox.report.journey_words import journey_csv, journey_lines
from sandbox.report.lead_words import facts_words, lead_name
from sandbox.report.pictures.journey import journey_figure, journey_text, legend_words
from sandbox.report.pictures.style import PLAIN_CHART, policy_colours
from sandbox.study.journeys import Journey, journeys_of
from sandbox.study.lead_list import listed
from sandbox.study.quarter import Quarter
from sandbox.ui.markup import Cell, paragraph, table
from sandbox.ui.shelf import names_of
from sandbox.ui.style import current_look

MOST_LINES: Final = 150
"""So many events of a lead are told on the page; the download holds all."""


def show_lead(quarter: Quarter, index: int) -> None:
    """Draw one lead, by its place among the visitors."""
    st.header(lead_name(index), anchor=False)
    paragraph(f"{facts_words(listed(quarter, index).facts).capitalize()}.")
    both = journeys_of(quarter, index)
    names = names_of(quarter.spec.policies)
    colours = list(policy_colours([policy.id for policy in quarter.spec.policies]).values())
    figure = journey_figure(both, names, colours, current_look())
    st.plotly_chart(figure, theme=None, config=dict(PLAIN_CHART), alt=journey_text(both, names), key="journey")
    paragraph(legend_words(both), "muted")
    for column, journey, name, colour in zip(st.columns(2, gap="large"), both, names, colours, strict=True):
        with column:
            _show_journey(journey, name, colour)
    st.download_button(
        "Download these events (CSV)",
        journey_csv(both).encode(),
        file_name=f"lead-{index + 1}.csv",
        mime="text/csv",
        on_click="ignore",
        key="lead_csv",
    )


def _show_journey(journey: Journey | None, name: str, colour: str) -> None:
    heads = [Cell(text="Time since the inquiry", note="the team's clock"), Cell(text=name, colour=colour)]
    if journey is None:
        table(heads, [[Cell(text="never"), Cell(text="No lead", note="the form of this policy was not completed")]])
        return
    lines = journey_lines(journey)
    rows = [
        [Cell(text=line.since, note=line.local), Cell(text=line.what, note=line.details)] for line in lines[:MOST_LINES]
    ]
    table(heads, rows)
    if len(lines) > MOST_LINES:
        paragraph(f"{len(lines) - MOST_LINES:,} later events are in the download.", "muted")
