"""Each picture of a comparison says what the result says, in figure, sentence and table alike."""

import csv
import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sandbox.analysis.leaks import Ending
from sandbox.analysis.profile import RESPONSE_EDGES_MS, Profile, Reached
from sandbox.domain.tables import LostReason
from sandbox.domain.units import HOUR_MS, MINUTE_MS
from sandbox.report.pictures import leaks, segments, speed, utilisation
from sandbox.report.pictures.catalogue import PICTURES, Picture, csv_text, pictures_of
from sandbox.report.pictures.response import MIDWAY_MS
from sandbox.report.pictures.style import DARK, LIGHT, Look, policy_colours
from sandbox.sim.curves import first_call_chance
from sandbox.study.compare import StudyResult, run_study
from tests.unit.report.made import LEADS, of_two_teams, study
from tests.unit.study.small import load, spec_of, write_policy, write_scenario

WINS = ([150, 160, 155, 167], [250, 262, 251, 265], [151, 161, 156, 166], [90, 80, 85, 86])
VIEWS = {"sceptical": [WINS[0], WINS[1]], "vendor": [WINS[1], WINS[0]]}
JARGON = re.compile(r"replication|seed|cohort|ECDF|nan\b|-0(\.0+)?(?![.\d])", re.IGNORECASE)
HOSTILE = '=<a href="http://evil.example">x</a>'
BY_KEY = {picture.key: picture for picture in PICTURES}


def drawn(picture: Picture, result: StudyResult, look: Look = LIGHT) -> Any:
    return picture.figure(result, policy_colours([policy.id for policy in result.spec.policies]), look)


def of_three(**changes: Any) -> StudyResult:
    """A study of three policies, the second of which has a profile of its own."""
    result = study(*WINS[:3], names=["A", "B", "C"])
    regime = result.main
    profiles = (regime.profiles[0], replace(regime.profiles[1], **changes), regime.profiles[2])
    return replace(result, regimes={"central": replace(regime, profiles=profiles)})


def with_reasons(profile: Profile) -> Profile:
    lost_for = np.zeros((len(profile.reached), len(LostReason) + 1), dtype=np.int64)
    lost_for[:, [LostReason.RIVAL, LostReason.BAD_FIT]] = [30, 10]
    return replace(profile, lost_for=lost_for)


def shown(figure: Any) -> dict[str, list[Any]]:
    """The values of each trace of bars, dots or lines that stands for a policy."""
    return {trace.name: list(trace.x) for trace in figure.data if trace.type == "bar"}


@pytest.mark.parametrize("look", [LIGHT, DARK])
@pytest.mark.parametrize("policies", [1, 2, 3, 4])
def test_every_picture_is_drawn_for_any_number_of_policies(policies: int, look: Look) -> None:
    result = study(*WINS[:policies])
    names = [policy.name for policy in result.spec.policies]
    shown_pictures = pictures_of(result)
    assert {picture.key for picture in shown_pictures} >= {"funnel", "speed", "contact", "leaks", "utilisation"}
    for picture in shown_pictures:
        figure = drawn(picture, result, look)
        assert figure.layout.template.layout.font.color == look.text
        assert figure.layout.height > 100
        assert "NaN" not in figure.to_json()
        assert all(name in picture.caption(result) for name in names)


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.key)
def test_captions_are_one_plain_sentence(picture: Picture) -> None:
    result = study(WINS[0], WINS[1], others=VIEWS, names=["Slow", "Fast"])
    caption = picture.caption(result)
    assert caption.endswith(".")
    assert ". " not in caption
    assert not JARGON.search(caption), caption
    assert picture.alt(result).endswith(caption)
    assert picture.title in picture.alt(result)


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.key)
def test_without_leads_a_picture_is_empty_and_says_so(picture: Picture) -> None:
    result = study([0, 0], [0, 0], leads=0)
    figure = drawn(picture, result)
    said = figure.to_json() + picture.caption(result) + csv_text(picture.table(result))
    assert "nan" not in said.lower()
    assert "inf" not in picture.caption(result)


@pytest.mark.parametrize("key", ["funnel", "response", "leaks", "money", "views", "won_for"])
def test_tables_hold_the_very_figures_of_the_bars(key: str) -> None:
    result = study(WINS[0], WINS[1], others=VIEWS, names=["Slow", "Fast"])
    (_, _, *_), rows = BY_KEY[key].table(result)
    for name, values in shown(drawn(BY_KEY[key], result)).items():
        told = [row[2] for row in rows if row[1] == name]
        assert values
        assert set(values) <= set(told)


def test_the_funnel_is_in_per_cent_of_all_leads() -> None:
    result = study(WINS[0], WINS[1], names=["Slow", "Fast"])
    bars = shown(drawn(BY_KEY["funnel"], result))
    won = sum(WINS[0]) / (len(WINS[0]) * LEADS)
    assert bars["Slow"] == pytest.approx([0.9, 0.3, 0.3, 0.3, won])
    assert BY_KEY["funnel"].caption(result) == (
        "Of all leads, 90.0 % are tried, 30.0 % spoken with and 3.2 % won under “Slow”; "
        "90.0 % are tried, 30.0 % spoken with and 5.1 % won under “Fast”."
    )


def test_curves_are_over_all_leads_and_never_fall() -> None:
    result = study(WINS[0], WINS[1], names=["Slow", "Fast"])
    curves = [trace for trace in drawn(BY_KEY["speed"], result).data if trace.name in {"Slow", "Fast"}]
    assert [max(trace.y) for trace in curves] == [0.9, 0.9]
    assert all(np.diff(trace.y).min() >= 0 for trace in curves)
    heading, rows = BY_KEY["speed"].table(result)
    assert [row[2] for row in rows if row[0] == "Slow"] == [*curves[0].y, 0.9]
    assert heading == ("policy", "within minutes", "share of all leads tried")
    caption = BY_KEY["speed"].caption(result)
    assert caption.startswith("Of all leads, half are tried within 4 min and 10.0 % never are under “Slow”;")


def test_a_promise_is_a_line_where_it_was_made() -> None:
    result = study(WINS[0], WINS[1])
    promises = {trace.name: set(trace.x) - {None} for trace in drawn(BY_KEY["speed"], result).data}
    assert [minutes for name, minutes in promises.items() if name.endswith(", promise")] == [{1440.0}, {5.0}]
    assert promises["marks"] == {5.0, 60.0, 1440.0}
    assert not [trace for trace in drawn(BY_KEY["contact"], result).data if "promise" in trace.name]


def test_who_is_hardly_tried_has_no_time_for_half_of_the_leads() -> None:
    result = study(WINS[0])
    undefined = replace(result.main.policies[0].metrics["speed_to_lead_p50_min"], mean=None)
    policy = replace(
        result.main.policies[0], metrics={**result.main.policies[0].metrics, "speed_to_lead_p50_min": undefined}
    )
    result = replace(result, regimes={"central": replace(result.main, policies=(policy,))})
    assert "fewer than half are ever tried" in speed.tried_caption(result)


def test_leaks_are_sorted_and_won_leads_are_none() -> None:
    result = of_three()
    heads = [note.text for note in drawn(BY_KEY["leaks"], result).layout.annotations]
    assert heads == [
        "<b>Tried as planned, not reached</b>",
        "<b>Spoken with, not ready or no fit</b>",
        "<b>Never given to sales</b>",
    ]
    (_, *_), rows = BY_KEY["leaks"].table(result)
    for name in "ABC":
        assert sum(row[2] for row in rows if row[1] == name and isinstance(row[2], float)) == pytest.approx(1.0)
    assert "“Tried as planned, not reached” (60.0 %) under “A”" in BY_KEY["leaks"].caption(result)
    assert set(leaks.ENDINGS) == set(Ending)


def test_a_closed_hour_is_empty_and_not_zero() -> None:
    result = of_three()
    maps = [trace for trace in drawn(BY_KEY["utilisation"], result).data if trace.type == "heatmap"]
    assert len(maps) == 4  # three policies and a difference
    assert list(maps[0].x) == list(range(9, 17))
    assert maps[0].z[0][0] == 0.5
    assert all(cell is None for cell in maps[0].z[6])
    assert {trace.zmax for trace in maps[:3]} == {1.0}
    assert maps[3].z[0][0] == 0.0
    backlog = next(trace for trace in drawn(BY_KEY["backlog"], result).data if trace.name == "A")
    assert [backlog.y[8], backlog.y[9], backlog.y[17]] == [None, 3.0, None]
    assert {row[2] for row in BY_KEY["backlog"].table(result)[1]} == set(range(9, 17))


def test_the_difference_of_maps_is_the_second_minus_the_first() -> None:
    worked = np.zeros((4, 1, 168))
    worked[:, 0, 9:17] = 0.75 * HOUR_MS
    result = of_three(worked_ms=worked)
    maps = [trace for trace in drawn(BY_KEY["utilisation"], result).data if trace.type == "heatmap"]
    assert (maps[1].z[0][0], maps[3].z[0][0], maps[3].text[0][0]) == (0.75, 0.25, "+25")
    assert utilisation.busiest_first(result) == ("sdr",)


def test_the_busiest_team_is_shown_and_named_and_another_can_be_chosen() -> None:
    result, picture = of_two_teams(), BY_KEY["utilisation"]
    assert list(picture.teams(result)) == ["ae", "sdr"]
    assert picture.caption(result).startswith("Of its paid time, team ae, the busiest of 2, works ")
    assert {row[1] for row in picture.table(result)[1]} == {"ae"}
    other = picture.teams(result)["sdr"]
    assert other.caption(result).startswith("Of its paid time, team sdr works ")
    maps = [trace for trace in drawn(other, result).data if trace.type == "heatmap"]
    assert [trace.z[0][0] for trace in maps] == [0.5, 0.5, 0.0]
    assert {(row[0], row[1]) for row in other.table(result)[1]} == {("A", "sdr"), ("B", "sdr")}


def test_where_a_policy_has_nobody_in_the_team_its_map_is_empty_and_there_is_no_difference() -> None:
    result, picture = of_two_teams(), BY_KEY["utilisation"]
    figure = drawn(picture, result)
    maps = [trace for trace in figure.data if trace.type == "heatmap"]
    assert [note.text for note in figure.layout.annotations] == ["A: nobody on shift", "B"]
    assert all(cell is None for row in maps[0].z for cell in row)
    assert maps[1].z[0][0] == pytest.approx(0.9)
    assert {row[0] for row in picture.table(result)[1]} == {"B"}


def curves(figure: Any) -> list[Any]:
    return [trace for trace in figure.data if trace.type == "scatter" and trace.mode == "lines"]


def test_over_contact_by_response_time_stands_what_is_assumed_of_one_call() -> None:
    result = study(WINS[0], WINS[1], names=["A", "B"])
    picture, scenario = BY_KEY["response"], result.spec.scenario
    figure = drawn(picture, result)
    band, curve = curves(figure)
    assert (band.x, band.y, band.showlegend) == (curve.x, curve.y, False)
    # Leads were tried after 30 min to 1 h alone: one group, across whose bars the line stands.
    midway_ms = round(30 * 2**0.5 * MINUTE_MS)
    chance = first_call_chance(scenario, scenario.buyers.phone.response, midway_ms)
    bars = [y for trace in figure.data if trace.type == "bar" for y in trace.y]
    first, second = sorted(bars, reverse=True)
    assert curve.x == (chance, chance, None) * 2
    assert curve.y == (first + 0.5, first - 0.5, None, second + 0.5, second - 0.5, None)
    assert curve.line.dash == "6px,4px"
    assert curve.name.startswith("Assumed")
    assert "no evidence" in picture.caption(result)
    assert "a single first call" in picture.reading(result)
    assert [row[-1] for row in picture.table(result)[1] if row[0] == "30 min to 1 h"] == [chance] * 2


def test_what_is_assumed_of_one_call_is_left_out_where_a_policy_tried_nobody() -> None:
    plain = study(WINS[0], WINS[1])
    first, second = plain.main.profiles
    later = replace(first, responses=np.roll(first.responses, 2, axis=1))
    result = replace(plain, regimes={"central": replace(plain.main, profiles=(later, second))})
    figure = drawn(BY_KEY["response"], result)
    _, curve = curves(figure)
    middles = [(top + bottom) / 2 for top, bottom in zip(curve.y[::3], curve.y[1::3], strict=True)]
    bars = [y for trace in figure.data if trace.type == "bar" for x, y in zip(trace.x, trace.y, strict=True) if x]
    assert len(bars) == 2  # of two times and two policies
    assert sorted(middles) == sorted(bars)


def test_what_is_assumed_of_one_call_falls_as_time_passes_and_is_read_within_each_time() -> None:
    assert all(edge_ms < midway_ms for edge_ms, midway_ms in zip(RESPONSE_EDGES_MS, MIDWAY_MS[1:], strict=True))
    assert all(midway_ms < edge_ms for edge_ms, midway_ms in zip(RESPONSE_EDGES_MS, MIDWAY_MS[:-1], strict=True))
    result = study(WINS[0])
    assumed = [row[-1] for row in BY_KEY["response"].table(result)[1]]
    assert all(np.diff(np.array(assumed, dtype=np.float64)) < 0)


def test_no_curve_is_drawn_where_one_does_not_tell_how_all_leads_answer() -> None:
    result = study(WINS[0], WINS[1])
    scenario = result.spec.scenario
    phone = replace(scenario.buyers.phone, by_industry={"software": scenario.buyers.phone.response})
    scenario = replace(scenario, buyers=replace(scenario.buyers, phone=phone))
    result, picture = replace(result, spec=replace(result.spec, scenario=scenario)), BY_KEY["response"]
    assert not curves(drawn(picture, result))
    assert "not drawn" in picture.reading(result)
    assert picture.table(result)[0][-1] == "leads"


def test_the_band_of_the_backlog_holds_the_middle_of_the_periods() -> None:
    waiting = np.zeros((4, 168))
    waiting[:, 9:17] = np.array([1.0, 2.0, 4.0, 9.0])[:, None] * HOUR_MS
    result = of_three(waiting_ms=waiting)
    rows = [row for row in BY_KEY["backlog"].table(result)[1] if row[0] == "B"]
    assert rows[0][3:] == pytest.approx((3.0, 1.15, 8.25))


def test_reasons_are_shown_where_there_are_any() -> None:
    plain = study(WINS[0], WINS[1])
    assert "lost_for" not in {picture.key for picture in pictures_of(plain)}
    profiles = tuple(with_reasons(profile) for profile in plain.main.profiles)
    result = replace(plain, regimes={"central": replace(plain.main, profiles=profiles)})
    assert "lost_for" in {picture.key for picture in pictures_of(result)}
    figure = drawn(BY_KEY["lost_for"], result)
    assert [note.text for note in figure.layout.annotations] == ["<b>Bought from a rival</b>", "<b>Bad fit</b>"]
    assert next(iter(shown(figure).values())) == [0.75, 0.25]
    assert "“Bought from a rival” for 75.0 % of 160 lost deals" in BY_KEY["lost_for"].caption(result)


def test_views_stand_side_by_side_only_where_all_were_run() -> None:
    assert "views" not in {picture.key for picture in pictures_of(study(WINS[0], WINS[1]))}
    result = study(WINS[0], WINS[1], others=VIEWS, names=["Slow", "Fast"])
    bars = shown(drawn(BY_KEY["views"], result))
    found = [view.policies[0].metrics["close_rate"].mean for view in result.regimes.values()]
    assert bars["Slow"] == found
    assert len(found) == 3


def test_money_adds_up_to_the_cost_and_keeps_the_sign() -> None:
    result = study([1.0, 2.0], [250.0, 262.0], names=["Poor", "Rich"])
    bars = shown(drawn(BY_KEY["money"], result))
    assert bars["Poor"][:2] == [123_456.0, 123_456.0]
    assert bars["Poor"][3] == result.main.policies[0].metrics["margin"].mean
    assert bars["Poor"][3] < 0
    assert "-$" in BY_KEY["money"].caption(result)


def test_names_from_files_are_escaped_in_figures_and_defused_in_tables() -> None:
    result = study(WINS[0], WINS[1], names=["Plain", HOSTILE])
    for picture in pictures_of(result):
        figure = drawn(picture, result)
        shown_names = [trace.name or "" for trace in figure.data] + [a.text for a in figure.layout.annotations]
        assert not any("<a" in name for name in shown_names), picture.key
        cells = [cell for row in csv.reader(io.StringIO(csv_text(picture.table(result)))) for cell in row]
        assert f"'{HOSTILE}" in cells, picture.key
        assert not any(cell.startswith("=") for cell in cells)


def test_a_real_study_carries_what_every_picture_needs(tmp_path: Path) -> None:

    policies = [write_policy(tmp_path, "a"), write_policy(tmp_path, "b", after="2 days")]
    loaded = load(policies, write_scenario(tmp_path))
    result = run_study(spec_of(loaded, replications=2))
    assert isinstance(result, StudyResult)
    assert [profile.reached.shape for profile in result.main.profiles] == [(2, len(Reached))] * 2
    rows = segments.table(result)[1]
    overall = result.main.differences[0].metrics["close_rate"]
    assert rows[0][4:] == (overall.mean, overall.low, overall.high)
    assert {row[0] for row in rows} == {"all", "source", "industry", "quality"}
    figure = drawn(BY_KEY["segments"], result)
    assert list(figure.data[0].x) == [row[4] for row in rows]
    assert "segments" in {picture.key for picture in pictures_of(result)}
    for picture in pictures_of(result):
        assert drawn(picture, result).data
        assert not JARGON.search(picture.caption(result)), picture.caption(result)
