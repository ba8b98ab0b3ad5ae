"""How busy a team is, hour by hour of the week: a map a policy on one scale, and the difference."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.subplots import make_subplots

from sandbox.analysis.measures import utilisation
from sandbox.analysis.profile import Profile
from sandbox.report.pictures.backlog import DAYS
from sandbox.report.pictures.parts import Sheet, by_policy, finish, series_of
from sandbox.report.pictures.style import DIVERGING, SEQUENTIAL, Look
from sandbox.report.words import plain, policy_names, value_words
from sandbox.study.compare import StudyResult

_MAP_PX = 190
_MOST_CELLS_WITH_TEXT = 12
_LEAST_SCALE: Final = 0.05
Floats = NDArray[np.float64]


def main_team(result: StudyResult) -> str | None:
    """Return the team that works most under any policy, None where nobody is paid for any time."""
    most: dict[str, tuple[float, float]] = {}
    for profile in result.main.profiles:
        for number, team in enumerate(profile.teams):
            found = float(profile.worked_ms[:, number].sum()), float(profile.paid_ms[:, number].sum())
            most[team] = max(most.get(team, found), found)
    paid = {team: found for team, found in most.items() if found[1] > 0}
    return max(paid, key=paid.__getitem__, default=None)


def weekly(profile: Profile, team: str | None) -> Floats:
    """Return worked over paid time, shape (7, 24); NaN in hours for which nobody is paid, and without such a team."""
    found = np.full(len(DAYS) * 24, np.nan)
    if team in profile.teams:
        number = profile.teams.index(team)
        worked, paid = profile.worked_ms[:, number].sum(axis=0), profile.paid_ms[:, number].sum(axis=0)
        np.divide(worked, paid, out=found, where=paid > 0)
    return found.reshape(len(DAYS), 24)


def figure(result: StudyResult, colours: Mapping[str, str], look: Look) -> go.Figure:
    """Return the maps of the team that works most, one below the other, then second policy minus first."""
    team = main_team(result)
    series = series_of(result, colours)
    maps = [weekly(profile, team) for profile in result.main.profiles]
    titles = [one.name for one in series]
    if len(maps) > 1:
        maps.append(maps[1] - maps[0])
        titles.append("Difference: second minus first")
    drawn = make_subplots(rows=len(maps), cols=1, subplot_titles=titles, vertical_spacing=0.36 / len(maps))
    hours = _hours(maps)
    highest = max([1.0, *(float(np.nanmax(one)) for one in maps[: len(series)] if not np.isnan(one).all())])
    for row, cells in enumerate(maps, start=1):
        _draw(drawn, cells[:, hours], row, hours, highest, is_difference=row > len(series))
    drawn.update_xaxes(tickvals=list(hours), ticktext=_hour_texts(hours), showgrid=False, tickangle=0)
    drawn.update_xaxes(title_text="hour of the day", row=len(maps), col=1)
    drawn.update_yaxes(autorange="reversed", showgrid=False)
    finish(drawn, look, height=(_MAP_PX + 30) * len(maps), legend_rows=0, axis_px=50)
    drawn.update_layout(margin={"t": 34, "r": 54})
    drawn.update_annotations(x=0, xref="paper", xanchor="left", font={"size": 14})
    return drawn


def _hours(maps: list[Floats]) -> range:
    """Return the hours of the day from the first to the last for which anybody is paid; all where nobody is."""
    open_ = np.flatnonzero(np.any([~np.isnan(one).all(axis=0) for one in maps], axis=0))
    return range(int(open_[0]), int(open_[-1]) + 1) if len(open_) else range(24)


def _hour_texts(hours: range) -> list[str]:
    every = 1 if len(hours) <= _MOST_CELLS_WITH_TEXT else 3
    return [f"{hour}" if place % every == 0 else "" for place, hour in enumerate(hours)]


def _draw(drawn: go.Figure, cells: Floats, row: int, hours: range, highest: float, *, is_difference: bool) -> None:
    reach = max(_LEAST_SCALE, float(np.nanmax(np.abs(cells)))) if not np.isnan(cells).all() else _LEAST_SCALE
    said = [["" if np.isnan(v) else plain(100 * v, 0, sign=is_difference) for v in line] for line in cells]
    drawn.add_heatmap(
        z=[[None if np.isnan(value) else float(value) for value in line] for line in cells],
        x=list(hours),
        y=list(DAYS),
        zmin=-reach if is_difference else 0.0,
        zmax=reach if is_difference else highest,
        colorscale=DIVERGING if is_difference else SEQUENTIAL,
        text=said,
        texttemplate="%{text}" if len(hours) <= _MOST_CELLS_WITH_TEXT else None,
        textfont={"size": 10},
        hovertemplate=f"%{{y}} %{{x}}:00: %{{text}} {'points' if is_difference else '%'}<extra></extra>",
        xgap=1,
        ygap=1,
        colorbar={"thickness": 10, **_scale(reach if is_difference else highest, is_difference=is_difference)},
        name="difference" if is_difference else f"map {row}",
        row=row,
        col=1,
    )
    drawn.data[-1].colorbar.update(_beside(drawn, row))


def _scale(reach: float, *, is_difference: bool) -> dict[str, list[float] | list[str]]:
    """Return the marks beside a map: its ends and the middle, which is 0 in a difference."""
    marks = [-reach, 0.0, reach] if is_difference else [0.0, 0.5, 1.0]
    return {"tickvals": marks, "ticktext": [plain(100 * mark, 0, sign=is_difference) for mark in marks]}


def _beside(drawn: go.Figure, row: int) -> dict[str, float]:
    """Return where the scale of a map stands."""
    low, high = drawn.layout[f"yaxis{'' if row == 1 else row}"].domain
    return {"y": (low + high) / 2, "len": high - low, "x": 1.01}


def caption(result: StudyResult) -> str:
    """Return how much of its paid time the team works, as the measure has it."""
    team = main_team(result)
    if team is None:
        return "Nobody is paid for any hour, so that nobody can be busy."
    name = utilisation(team).name
    busy = [value_words(one.metrics[name], "share") if name in one.metrics else "none" for one in result.main.policies]
    return (
        f"Of its paid time, team {team} works {by_policy(result, lambda number: busy[number])}; "
        "an empty cell is an hour in which it is not on shift."
    )


def table(result: StudyResult) -> Sheet:
    """Return the share of paid time that is worked by day and hour; hours for which nobody is paid are left out."""
    team = main_team(result)
    rows: list[tuple[str | float | int | None, ...]] = []
    for name, profile in zip(policy_names(result).values(), result.main.profiles, strict=True):
        cells = weekly(profile, team)
        rows += [
            (name, team, DAYS[day], hour, float(cells[day, hour]))
            for day, hour in np.argwhere(~np.isnan(cells)).tolist()
        ]
    return ("policy", "team", "day", "hour", "share of paid time worked"), rows
