"""Whom a policy helps: the difference in what decides, by source, industry and true quality."""

from collections.abc import Mapping
from html import escape
from typing import Final

import plotly.graph_objects as go

from sandbox.analysis.comparison import subtract_group
from sandbox.analysis.fold import EVERY_LEAD, Group
from sandbox.analysis.intervals import Difference
from sandbox.analysis.measures import measure_named
from sandbox.report.pictures.parts import Series, Sheet, arm, cut, finish, series_of, ticks
from sandbox.report.pictures.style import LINE, Look
from sandbox.report.words import change, change_range_words, change_words, points, policy_names
from sandbox.study.compare import StudyResult
from sandbox.study.spec import verdict_measure

SEGMENTS: Final[Mapping[str, str]] = {"source": "Source", "industry": "Industry", "quality": "True quality"}
"""Grades are left out: each policy gives its own."""
_LABEL_WIDTH = 20
_ROW_PX = 18


def has_segments(result: StudyResult) -> bool:
    """Whether there is a difference to show, and a segment to show it of."""
    return len(result.spec.policies) > 1 and len(_groups(result)) > 1


def figure(result: StudyResult, colours: Mapping[str, str], look: Look) -> go.Figure:
    """Return a dot a segment and later policy, with the interval of the difference from the first policy."""
    drawn, groups = go.Figure(), _groups(result)
    unit = measure_named(verdict_measure(result.spec)).unit
    challengers = series_of(result, colours)[1:]
    step = len(challengers) + 0.6
    rows = _rows(groups)
    drawn.add_vline(x=0, line={"color": LINE, "width": 1.5}, layer="below")
    shown = [0.0]
    for place, one in enumerate(challengers):
        found = _found(result, place + 1)
        shown += [v for each in found for v in (each.low, each.mean, each.high) if v is not None]
        _draw_dots(drawn, one, found, [-(rows.index(group) * step + place) for group in groups], unit)
    _draw_axis(drawn, min(shown), max(shown), unit)
    middle = (len(challengers) - 1) / 2
    drawn.update_yaxes(
        tickvals=[-(number * step + middle) for number in range(len(rows))],
        ticktext=[_label(row) for row in rows],
        range=[-step * len(rows) + 0.4, 0.8],
        showgrid=False,
        zeroline=False,
    )
    height = round(_ROW_PX * step * len(rows)) + 30
    return finish(drawn, look, height=height, legend_rows=len(challengers), axis_px=64)


def _draw_dots(drawn: go.Figure, one: Series, found: list[Difference], rows: list[float], unit: str) -> None:
    drawn.add_scatter(
        x=[each.mean for each in found],
        y=rows,
        mode="markers",
        marker={"size": 10, "color": one.colour},
        error_x={
            "array": [arm(each.mean, each.high) for each in found],
            "arrayminus": [arm(each.mean, each.low) for each in found],
            "color": one.colour,
            "thickness": 2.5,
            "width": 0,
        },
        text=[_said(each, unit) for each in found],
        hovertemplate="%{text}<extra></extra>",
        name=one.name,
    )


def _draw_axis(drawn: go.Figure, low: float, high: float, unit: str) -> None:
    marks = ticks(low, high, most=4) if high > low else [0.0]
    said = points(marks) if unit == "share" else [change(mark, unit) for mark in marks]
    texts = ["0" if mark == 0 else text for mark, text in zip(marks, said, strict=True)]
    where = "points" if unit == "share" else unit
    drawn.update_xaxes(tickvals=marks, ticktext=texts, title_text=f"difference, {where}", zeroline=False)


def _rows(groups: list[Group]) -> list[Group]:
    """Return the groups, and above the first of each segment a row for its heading, which has no label."""
    rows: list[Group] = []
    for group in groups:
        heading = (group[0], "")
        if heading not in rows:
            rows.append(heading)
        if group != heading:
            rows.append(group)
    return rows


def _label(group: Group) -> str:
    if group == EVERY_LEAD:
        return "<b>All leads</b>"
    if not group[1]:
        return f"<b>{SEGMENTS[group[0]]}</b>"
    return escape(cut(group[1].replace("_", " "), _LABEL_WIDTH))


def _groups(result: StudyResult) -> list[Group]:
    """Return every lead, then the segments in which every policy has leads."""
    known = [
        {(name, label) for name, labels in one.segments.items() for label in labels} for one in result.main.policies
    ]
    first = result.main.folds[0].groups
    return [EVERY_LEAD, *(group for group in first if group[0] in SEGMENTS and all(group in of for of in known))]


def _found(result: StudyResult, number: int) -> list[Difference]:
    policy, baseline = result.main.folds[number], result.main.folds[0]
    measure, confidence = verdict_measure(result.spec), result.spec.confidence
    return [subtract_group(policy, baseline, measure, group, confidence) for group in _groups(result)]


def _said(found: Difference, unit: str) -> str:
    said, spread = change_words(found, unit) or "no cases", change_range_words(found, unit)
    return f"{said} ({spread})" if spread else said


def caption(result: StudyResult) -> str:
    """Return in which segment the second policy gains most and least over the first."""
    measure = measure_named(verdict_measure(result.spec))
    first, second = list(policy_names(result).values())[:2]
    found = zip(_groups(result), _found(result, 1), strict=True)
    known = sorted(
        ((one.mean, group, one) for group, one in found if one.mean is not None and group != EVERY_LEAD),
        key=lambda each: each[0],
    )
    if not known:
        return f"No segment has leads for which the {measure.label.lower()} could differ."
    least, most = known[0], known[-1]
    return (
        f"{measure.label}, “{second}” minus “{first}”: the difference is largest for {_named(most[1])} "
        f"({change_words(most[2], measure.unit)}) and smallest for {_named(least[1])} "
        f"({change_words(least[2], measure.unit)})."
    )


def _named(group: Group) -> str:
    return f"{SEGMENTS[group[0]].lower()} {group[1].replace('_', ' ')}"


def table(result: StudyResult) -> Sheet:
    """Return each later policy minus the first by segment."""
    names = list(policy_names(result).values())
    rows: list[tuple[str | float | None, ...]] = [
        (group[0] or "all", group[1], name, names[0], one.mean, one.low, one.high)
        for number, name in enumerate(names[1:], start=1)
        for group, one in zip(_groups(result), _found(result, number), strict=True)
    ]
    return ("segment", "label", "policy", "minus", "difference", "interval from", "interval to"), rows
