"""The pictures of a comparison: for each its question, figure, sentence, text for screen readers, and its figures.

Each shows the scenario's own view of the market, all policies of the study, and all leads of the measured window.
"""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

import plotly.graph_objects as go

from sandbox.files.csv_out import defused
from sandbox.report import (
    figures_backlog,
    figures_funnel,
    figures_leaks,
    figures_money,
    figures_reasons,
    figures_response,
    figures_segments,
    figures_speed,
    figures_utilisation,
    figures_views,
)
from sandbox.report.figure_parts import Sheet
from sandbox.report.figure_style import Look
from sandbox.study.compare import StudyResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture: `figure` draws it, `caption` is the one sentence of what it shows, `table` its figures.

    `kind` says what is drawn, for those who cannot see it; `has_anything` whether there is anything to draw.
    """

    key: str
    title: str
    kind: str
    figure: Callable[[StudyResult, Mapping[str, str], Look], go.Figure]
    caption: Callable[[StudyResult], str]
    table: Callable[[StudyResult], Sheet]
    has_anything: Callable[[StudyResult], bool] = lambda _: True

    def alt(self, result: StudyResult) -> str:
        """Return the picture as text for screen readers."""
        return f"{self.title}. {self.kind}. {self.caption(result)}"


def csv_text(sheet: Sheet) -> str:
    """Return a table as CSV; text that a spreadsheet would take for a formula is defused, undefined is empty."""
    buffer = io.StringIO()
    heading, rows = sheet
    writer = csv.writer(buffer)
    for row in (heading, *rows):
        writer.writerow([defused(cell) if isinstance(cell, str) else cell for cell in row])
    return buffer.getvalue()


def pictures_of(result: StudyResult) -> tuple[Picture, ...]:
    """Return the pictures that say something of a result, in the order of the questions."""
    return tuple(picture for picture in PICTURES if picture.has_anything(result))


PICTURES: Final = (
    Picture(
        key="funnel",
        title="How far leads come",
        kind="Bars in per cent of all leads, one a stage and policy",
        figure=figures_funnel.figure,
        caption=figures_funnel.caption,
        table=figures_funnel.table,
    ),
    Picture(
        key="speed",
        title="How soon leads are tried",
        kind="Rising curves, the share of all leads tried by each time from 1 minute to 1 week",
        figure=partial(figures_speed.speed_figure, wait=figures_speed.TRIED),
        caption=figures_speed.tried_caption,
        table=partial(figures_speed.speed_table, wait=figures_speed.TRIED),
    ),
    Picture(
        key="contact",
        title="How soon somebody speaks with them",
        kind="Rising curves, the share of all leads spoken with by each time from 1 minute to 1 week",
        figure=partial(figures_speed.speed_figure, wait=figures_speed.CONTACTED),
        caption=figures_speed.contacted_caption,
        table=partial(figures_speed.speed_table, wait=figures_speed.CONTACTED),
    ),
    Picture(
        key="response",
        title="Contact by response time, as assumed",
        kind="Bars, the share of tried leads that somebody spoke with, one a response time and policy",
        figure=figures_response.figure,
        caption=figures_response.caption,
        table=figures_response.table,
    ),
    Picture(
        key="backlog",
        title="Work that waits",
        kind="Lines with bands over the hours of a week, one a policy",
        figure=figures_backlog.figure,
        caption=figures_backlog.caption,
        table=figures_backlog.table,
    ),
    Picture(
        key="utilisation",
        title="How busy the team is",
        kind="Maps of weekday by hour, one a policy, then their difference",
        figure=figures_utilisation.figure,
        caption=figures_utilisation.caption,
        table=figures_utilisation.table,
    ),
    Picture(
        key="leaks",
        title="Where leads leak",
        kind="Bars in per cent of all leads, one a way to end and policy, the most frequent first",
        figure=figures_leaks.figure,
        caption=figures_leaks.caption,
        table=figures_leaks.table,
    ),
    Picture(
        key="money",
        title="Cost and money",
        kind="Bars in dollars, one an amount and policy",
        figure=figures_money.figure,
        caption=figures_money.caption,
        table=figures_money.table,
    ),
    Picture(
        key="segments",
        title="Whom it helps",
        kind="Dots with intervals, the difference from the first policy by segment",
        figure=figures_segments.figure,
        caption=figures_segments.caption,
        table=figures_segments.table,
        has_anything=figures_segments.has_segments,
    ),
    Picture(
        key="views",
        title="Three views of the market",
        kind="Bars, one a view and policy",
        figure=figures_views.figure,
        caption=figures_views.caption,
        table=figures_views.table,
        has_anything=lambda result: len(result.regimes) > 1,
    ),
    Picture(
        key="won_for",
        title="Why deals are won",
        kind="Bars in per cent of the won deals, one a reason and policy",
        figure=partial(figures_reasons.reasons_figure, deals=figures_reasons.WON),
        caption=partial(figures_reasons.reasons_caption, deals=figures_reasons.WON),
        table=partial(figures_reasons.reasons_table, deals=figures_reasons.WON),
        has_anything=partial(figures_reasons.has_reasons, deals=figures_reasons.WON),
    ),
    Picture(
        key="lost_for",
        title="Why deals are lost",
        kind="Bars in per cent of the lost deals, one a reason and policy",
        figure=partial(figures_reasons.reasons_figure, deals=figures_reasons.LOST),
        caption=partial(figures_reasons.reasons_caption, deals=figures_reasons.LOST),
        table=partial(figures_reasons.reasons_table, deals=figures_reasons.LOST),
        has_anything=partial(figures_reasons.has_reasons, deals=figures_reasons.LOST),
    ),
)
