"""One picture on the page: its title, the figure, one sentence on what it shows, and its figures to take away."""

from collections.abc import Mapping
from typing import Final

import streamlit as st

from sandbox.report.pictures.catalogue import Picture, csv_text
from sandbox.report.pictures.style import PLAIN_CHART
from sandbox.study.compare import StudyResult
from sandbox.ui.markup import paragraph
from sandbox.ui.style import current_look

_CHOICE_PX: Final = 240


def draw(picture: Picture, result: StudyResult, colours: Mapping[str, str]) -> None:
    """Draw a picture of a result."""
    st.header(picture.title, anchor=False)
    draw_figure(_of_a_team(picture, result), result, colours)
    reading = picture.reading(result)
    if reading:
        paragraph(reading, "muted")
    st.download_button(
        "Download the figures",
        data=lambda: csv_text(picture.table(result)),
        file_name=f"{picture.key}.csv",
        mime="text/csv",
        type="tertiary",
        on_click="ignore",
        key=f"csv_{picture.key}",
        help=f"{picture.title}, as a table for a spreadsheet",
    )


def draw_figure(picture: Picture, result: StudyResult, colours: Mapping[str, str]) -> None:
    """Draw a picture and the sentence of what it shows, no more."""
    figure = picture.figure(result, colours, current_look())
    st.plotly_chart(figure, theme=None, config=dict(PLAIN_CHART), alt=picture.alt(result), key=f"picture_{picture.key}")
    paragraph(picture.caption(result))


def _of_a_team(picture: Picture, result: StudyResult) -> Picture:
    """Return the picture of the team that the visitor chooses, and draw the choice where there is one."""
    teams = picture.teams(result)
    if len(teams) < 2:
        return picture
    return teams[st.selectbox("Team", list(teams), key=f"team_{picture.key}", width=_CHOICE_PX)]
