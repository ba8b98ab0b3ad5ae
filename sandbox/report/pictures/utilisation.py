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


def busiest_first(result: StudyResult) -> tuple[str, ...]:
    """Return the teams that are paid for any time, by the largest share of it that each works under any policy."""
    most: dict[str, tuple[float, float]] = {}
    for profile in result.main.profiles:
        for number, team in enumerate(profile.teams):
            worked, paid = float(profile.worked_ms[:, number].sum()), float(profile.paid_ms[:, number].sum())
            if paid > 0:
                most[team] = max(most.get(team, (0.0, 0.0)), (worked / paid, worked))
    return tuple(sorted(most, key=most.__getitem__, reverse=True))


def _shown(result: StudyResult, team: str | None) -> str | None:
    """Return the team that is asked for, else the busiest; None where nobody is paid for any time."""
    return team or next(iter(busiest_first(result)), None)


def weekly(profile: Profile, team: str | None) -> Floats:
    """Return worked over paid time, shape (7, 24); NaN in hours for which nobody is paid, and without such a team."""
    found = np.full(len(DAYS) * 24, np.nan)
    if team in profile.teams:
        number = profile.teams.index(team)
        worked, paid = profile.worked_ms[:, number].sum(axis=0), profile.paid_ms[:, number].sum(axis=0)
        np.divide(worked, paid, out=found, where=paid > 0)
    return found.reshape(len(DAYS), 24)


def figure(result: StudyResult, colours: Mapping[str, str], look: Look, team: str | None = None) -> go.Figure:
    """Return the maps of a team, the busiest if none is named, one below the other, then second policy minus first.

    There is no difference where either policy has nobody on shift in that team.
    """
    series, name = series_of(result, colours), _shown(result, team)
    maps = [weekly(profile, name) for profile in result.main.profiles]
    titles = [
        f"{one.name}{': nobody on shift' if np.isnan(cells).all() else ''}"
        for one, cells in zip(series, maps, strict=True)
    ]
    if len(maps) > 1 and not np.isnan(maps[1] - maps[0]).all():
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


def caption(result: StudyResult, team: str | None = None) -> str:
    """Return how much of its paid time the team works, as the measure has it, and whether it is the busiest of some."""
    teams, name = busiest_first(result), _shown(result, team)
    if name is None:
        return "Nobody is paid for any hour, so that nobody can be busy."
    measure = utilisation(name).name
    busy = [
        value_words(one.metrics[measure], "share") if measure in one.metrics else "none" for one in result.main.policies
    ]
    which = f", the busiest of {len(teams)}," if len(teams) > 1 and name == teams[0] else ""
    return (
        f"Of its paid time, team {name}{which} works {by_policy(result, lambda number: busy[number])}; "
        "an empty cell is an hour in which it is not on shift."
    )


def table(result: StudyResult, team: str | None = None) -> Sheet:
    """Return the share of paid time that is worked by day and hour; hours for which nobody is paid are left out."""
    team = _shown(result, team)
    rows: list[tuple[str | float | int | None, ...]] = []
    for name, profile in zip(policy_names(result).values(), result.main.profiles, strict=True):
        cells = weekly(profile, team)
        rows += [
            (name, team, DAYS[day], hour, float(cells[day, hour]))
            for day, hour in np.argwhere(~np.isnan(cells)).tolist()
        ]
    return ("policy", "team", "day", "hour", "share of paid time worked"), rows
