"""The pictures of a report, in their order: each a figure, what it shows, and the same in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import plotly.graph_objects as go

from sandbox.analysis.measures import measure_named
from sandbox.report import captions
from sandbox.report.figure_style import LIGHT, policy_colours
from sandbox.report.figures import difference_figure, dot_rows, rate_figure
from sandbox.report.words import period
from sandbox.study.compare import StudyResult
from sandbox.study.spec import verdict_measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A figure with a title, a sentence on what it shows, and its numbers in words."""

    title: str
    figure: go.Figure
    caption: str
    text: str


PictureOf = Callable[[StudyResult], Picture | None]
"""Draws one picture of a study; None where the study has nothing to show in it."""


def _differences(result: StudyResult) -> Picture | None:
    if not result.main.differences:
        return None
    measure, once = verdict_measure(result.spec), period(result.spec.scenario.window)
    ahead = captions.ahead_words(result, measure)
    said = captions.difference_caption(result, measure)
    challenger = result.spec.policies[1].id
    return Picture(
        title=f"Difference in {measure_named(measure).label.lower()}, {once} by {once}",
        figure=difference_figure(dot_rows(result, measure), measure, _colours(result)[challenger], LIGHT),
        caption=f"{captions.minus_words(result)}. {f'{ahead}. ' if ahead else ''}{said}",
        text=captions.difference_text(result, measure),
    )


def _rate(measure: str) -> PictureOf:
    def draw(result: StudyResult) -> Picture:
        return Picture(
            title=measure_named(measure).label,
            figure=rate_figure(result, measure, _colours(result), LIGHT),
            caption=captions.rate_caption(measure),
            text=captions.rate_text(result, measure),
        )

    return draw


def _colours(result: StudyResult) -> dict[str, str]:
    return policy_colours([policy.id for policy in result.spec.policies])


PICTURES: Final[Sequence[PictureOf]] = (_differences, _rate("contact_rate"), _rate("close_rate"))
"""What a report shows unless it is told otherwise."""


def pictures_of(result: StudyResult, drawn: Sequence[PictureOf] = PICTURES) -> tuple[Picture, ...]:
    """Return the pictures of a study."""
    return tuple(picture for draw in drawn if (picture := draw(result)) is not None)
