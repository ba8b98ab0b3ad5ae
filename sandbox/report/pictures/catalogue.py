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

from sandbox.analysis.measures import measure_named
from sandbox.files.csv_out import defused
from sandbox.report.pictures import (
    backlog,
    captions,
    funnel,
    leaks,
    money,
    reasons,
    response,
    segments,
    speed,
    utilisation,
    views,
)
from sandbox.report.pictures.differences import difference_figure, dot_rows, rate_figure
from sandbox.report.pictures.parts import Sheet, estimate_sheet
from sandbox.report.pictures.style import Look
from sandbox.report.words import policy_names
from sandbox.study.compare import StudyResult
from sandbox.study.spec import verdict_measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture: `figure` draws it, `caption` is the one sentence of what it shows, `table` its figures.

    `kind` says what is drawn, for those who cannot see it; `has_anything` whether there is anything to draw,
    `reading` how to read it where that is not plain. `teams` are the same picture of each team, where it is of one: a
    visitor may choose, and the first is the one that is shown otherwise.
    """

    key: str
    title: str
    kind: str
    figure: Callable[[StudyResult, Mapping[str, str], Look], go.Figure]
    caption: Callable[[StudyResult], str]
    table: Callable[[StudyResult], Sheet]
    has_anything: Callable[[StudyResult], bool] = lambda _: True
    reading: Callable[[StudyResult], str] = lambda _: ""
    teams: Callable[[StudyResult], Mapping[str, "Picture"]] = lambda _: {}

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


def _dots(result: StudyResult, colours: Mapping[str, str], look: Look) -> go.Figure:
    measure = verdict_measure(result.spec)
    return difference_figure(dot_rows(result, measure), measure, colours, look)


def _dots_table(result: StudyResult) -> Sheet:
    rows = dot_rows(result, verdict_measure(result.spec))
    names = policy_names(result)
    heading = ("policy", "view of the market", "simulated period", "difference")
    return heading, [
        (names[row.policy], row.label if len(result.regimes) > 1 else "", number, value)
        for row in rows
        for number, value in enumerate(row.values, start=1)
    ]


def _rate(measure: str, title: str) -> Picture:
    def draw(result: StudyResult, colours: Mapping[str, str], look: Look) -> go.Figure:
        return rate_figure(result, measure, colours, look)

    def table(result: StudyResult) -> Sheet:
        found = [[one.metrics[measure]] for one in result.main.policies]
        return estimate_sheet(result, "measure", [measure_named(measure).label], found)

    return Picture(
        key=measure,
        title=title,
        kind="Bars with the range within which chance leaves the mean, one a policy",
        figure=draw,
        caption=partial(captions.rate_text, measure=measure),
        table=table,
    )


def _busy(team: str | None = None) -> Picture:
    """Return the picture of how busy a team is, the busiest where none is named."""
    return Picture(
        key="utilisation",
        title="How busy the team is",
        kind="Maps of weekday by hour, one a policy, then their difference",
        figure=partial(utilisation.figure, team=team),
        caption=partial(utilisation.caption, team=team),
        table=partial(utilisation.table, team=team),
        teams=lambda result: {name: _busy(name) for name in utilisation.busiest_first(result)},
    )


PICTURES: Final = (
    Picture(
        key="difference",
        title="The difference, dot by dot",
        kind="Dots, with their mean and its interval",
        figure=_dots,
        caption=lambda result: captions.difference_text(result, verdict_measure(result.spec)),
        table=_dots_table,
        has_anything=lambda result: bool(result.main.differences),
        reading=lambda result: captions.difference_reading(result, verdict_measure(result.spec)),
    ),
    _rate("contact_rate", "Leads that somebody spoke with"),
    _rate("close_rate", "Leads that became customers"),
    Picture(
        key="funnel",
        title="How far leads come",
        kind="Bars in per cent of all leads, one a stage and policy",
        figure=funnel.figure,
        caption=funnel.caption,
        table=funnel.table,
    ),
    Picture(
        key="speed",
        title="How soon leads are tried",
        kind="Rising curves, the share of all leads tried by each time from 1 minute to 1 week",
        figure=partial(speed.speed_figure, wait=speed.TRIED),
        caption=speed.tried_caption,
        table=partial(speed.speed_table, wait=speed.TRIED),
    ),
    Picture(
        key="contact",
        title="How soon somebody speaks with them",
        kind="Rising curves, the share of all leads spoken with by each time from 1 minute to 1 week",
        figure=partial(speed.speed_figure, wait=speed.CONTACTED),
        caption=speed.contacted_caption,
        table=partial(speed.speed_table, wait=speed.CONTACTED),
    ),
    Picture(
        key="response",
        title="Contact by response time, as assumed",
        kind="Bars, the share of tried leads that somebody spoke with, one a response time and policy",
        figure=response.figure,
        caption=response.caption,
        table=response.table,
        reading=response.reading,
    ),
    Picture(
        key="backlog",
        title="Work that waits",
        kind="Lines with bands over the hours of a week, one a policy",
        figure=backlog.figure,
        caption=backlog.caption,
        table=backlog.table,
    ),
    _busy(),
    Picture(
        key="leaks",
        title="Where leads leak",
        kind="Bars in per cent of all leads, one a way to end and policy, the most frequent first",
        figure=leaks.figure,
        caption=leaks.caption,
        table=leaks.table,
    ),
    Picture(
        key="money",
        title="Cost and money",
        kind="Bars in dollars, one an amount and policy",
        figure=money.figure,
        caption=money.caption,
        table=money.table,
    ),
    Picture(
        key="segments",
        title="Whom it helps",
        kind="Dots with intervals, the difference from the first policy by segment",
        figure=segments.figure,
        caption=segments.caption,
        table=segments.table,
        has_anything=segments.has_segments,
    ),
    Picture(
        key="views",
        title="Three views of the market",
        kind="Bars, one a view and policy",
        figure=views.figure,
        caption=views.caption,
        table=views.table,
        has_anything=lambda result: len(result.regimes) > 1,
    ),
    Picture(
        key="won_for",
        title="Why deals are won",
        kind="Bars in per cent of the won deals, one a reason and policy",
        figure=partial(reasons.reasons_figure, deals=reasons.WON),
        caption=partial(reasons.reasons_caption, deals=reasons.WON),
        table=partial(reasons.reasons_table, deals=reasons.WON),
        has_anything=partial(reasons.has_reasons, deals=reasons.WON),
    ),
    Picture(
        key="lost_for",
        title="Why deals are lost",
        kind="Bars in per cent of the lost deals, one a reason and policy",
        figure=partial(reasons.reasons_figure, deals=reasons.LOST),
        caption=partial(reasons.reasons_caption, deals=reasons.LOST),
        table=partial(reasons.reasons_table, deals=reasons.LOST),
        has_anything=partial(reasons.has_reasons, deals=reasons.LOST),
    ),
)
