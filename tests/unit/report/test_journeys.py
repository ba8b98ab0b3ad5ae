"""Single leads in words and pictures: everything that can happen has words, and minutes and months can both be read."""

import csv
import io
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.facts import Lead
from sandbox.domain.tables import NONE, Event, Outcome, Stage
from sandbox.domain.units import DAY_MS, HOUR_MS, MINUTE_MS
from sandbox.report.assumption_words import figure_words
from sandbox.report.journey_words import CSV_HEADER, journey_csv, journey_lines
from sandbox.report.lead_words import STAGE_WORDS, event_words, facts_words, wait_words, who_words
from sandbox.report.pictures.journey import at, journey_figure, journey_text, legend_words, stacked
from sandbox.report.pictures.market import curves_figure, curves_text, hours_figure
from sandbox.report.pictures.style import LIGHT
from sandbox.study.journeys import Entry, Journey
from tests.unit.study.small import shipped
from tests.worlds import shipped_scenario


def entry(event: Event, since_ms: int = 0, **said: Any) -> Entry:
    row = {"cycle": 0, "rep": 2, "queue": 0, "channel": 0, "k": 1, "outcome": NONE, "rule": 0, **said}
    return Entry(
        time_ms=since_ms, since_ms=since_ms, local="Tue 10:00", event=event, stage=Stage.SAL, duration_ms=HOUR_MS,
        amount_cents=123_400, **row,
    )  # fmt: skip


def journey(*entries: Entry) -> Journey:
    return Journey(policy=shipped().policies[0], facts={"source": "referral"}, entries=entries)


@pytest.mark.parametrize("event", Event)
@pytest.mark.parametrize("code", [NONE, 0])
def test_everything_that_can_happen_has_words(event: Event, code: int) -> None:
    one = entry(event, channel=code, outcome=code, queue=code)
    words = event_words(one, shipped().policies[0])
    assert words
    assert words[0].isupper()
    assert "_" not in words.replace("inside_sales", "")
    assert "-1" not in words + who_words(one, shipped().policies[0])


def test_every_stage_has_words() -> None:
    assert set(STAGE_WORDS) == set(Stage)


def test_a_lead_is_called_by_its_facts() -> None:
    facts: Lead = {
        "role": "decision_maker",
        "employees": 125.0,
        "source": "referral",
        "industry": "software",
        "budget": 9.0,
    }
    assert facts_words(facts) == "referral, software, 125 employees, decision maker"
    assert facts_words({"source": "other", "role": None}) == "other source"
    assert facts_words({}) == "nothing known"


def test_waits_have_an_end_or_are_never() -> None:
    assert [wait_words(ms) for ms in (0, 5 * MINUTE_MS, float("inf"))] == ["0 min", "5 min", "never"]


def test_the_download_holds_every_event_and_no_formula() -> None:
    hostile = replace(shipped().policies[0], id="=cmd()")
    both = (replace(journey(entry(Event.INQUIRY), entry(Event.WON, DAY_MS)), policy=hostile), None)
    rows = list(csv.reader(io.StringIO(journey_csv(both))))
    assert tuple(rows[0]) == CSV_HEADER
    assert [row[3] for row in rows[1:]] == ["Inquired", "Deal won: $1,234"]
    assert [row[1] for row in rows[1:]] == ["0.00", "1440.00"]
    assert all(row[0] == "'=cmd()" for row in rows[1:])


def test_lines_say_when_who_and_where() -> None:
    [line] = journey_lines(journey(entry(Event.DIALED, 5 * MINUTE_MS, k=2, outcome=int(Outcome.NO_ANSWER))))
    assert (line.since, line.local, line.what) == ("5 min", "Tue 10:00", "Call 2: no answer")
    assert line.details.startswith("rep 3, queue ")


def test_one_lane_a_policy_and_a_symbol_a_kind_of_event() -> None:
    called = journey(entry(Event.INQUIRY), entry(Event.DIALED, HOUR_MS, outcome=0), entry(Event.CONTACTED, DAY_MS))
    figure = journey_figure((called, None), ["<b>One</b>", "Two"], ["#0072B2", "#D55E00"], LIGHT)
    [marks] = figure.data
    assert marks.marker.symbol == ("line-ns-open", "circle-open", "circle")
    assert list(marks.x) == [at(0), at(HOUR_MS), at(DAY_MS)]
    texts = [note.text for note in figure.layout.annotations]
    assert "&lt;b&gt;One" in texts[0]
    assert "no lead" in texts[1]
    assert "call, no answer" in legend_words((called, None))
    assert "deal won" not in legend_words((called, None))
    assert journey_text((called, None), ["One", "Two"]).endswith("Two: no lead.")


@given(st.integers(0, 10**11), st.integers(0, 10**11))
def test_the_axis_keeps_the_order_of_time(one: int, other: int) -> None:
    assert (at(one) < at(other)) == (one < other) or abs(one - other) < 10


@given(st.lists(st.floats(0, 5), max_size=30).map(sorted), st.floats(0.001, 0.5))
def test_no_two_marks_that_follow_each_other_closely_share_a_height(places: list[float], reach: float) -> None:
    heights = stacked(places, reach)
    for number in range(1, len(places)):
        if places[number] - places[number - 1] < reach:
            assert heights[number] == heights[number - 1] + 1
        else:
            assert heights[number] == 0


def test_curves_are_drawn_for_three_views_with_marks() -> None:
    laboratory = shipped_scenario("laboratory")
    figure = curves_figure(laboratory, LIGHT)
    assert len(figure.data) == 6
    assert len({line.line.dash for line in figure.data if line.mode == "lines"}) == 3
    assert len({marks.marker.symbol for marks in figure.data if marks.mode == "markers"}) == 3
    assert "Central view: 41.2 % after 5 min, 21.3 % after 1 h, 8.6 % after 24 h" in curves_text(laboratory)


def test_bars_start_at_nothing_for_shares_and_at_the_usual_for_chances() -> None:
    [shares] = hours_figure((0.1,) * 7, LIGHT, "#000000", is_share=True).data
    [chances] = hours_figure((0.9,) * 24, LIGHT, "#000000", is_share=False).data
    assert (shares.base, chances.base) == (0.0, 1.0)
    assert (shares.x[0], chances.x[8], chances.text[8]) == ("Mon", "8", "8:00: 0.90 times the usual chance")


def test_values_are_written_as_people_write_them() -> None:
    assert figure_words(0.31999999999999995) == "0.32"
    assert figure_words({"a": {"b": 1}, "c": [1.5, None]}) == "a: (b: 1), c: 1.5, never"
    deal = {"lognormal": {"mu": 4.0943, "sigma": 0.7, "unit": "days"}}
    assert figure_words(deal) == "median 60 days (lognormal, sigma 0.7)"
    assert figure_words({"reply": 0.1, "delay": deal}) == "reply: 0.1, delay: median 60 days (lognormal, sigma 0.7)"
    assert [figure_words({"fixed": "75 s"}), figure_words({"exponential": {"mean": "20 days"}})] == [
        "75 s",
        "mean 20 days (exponential)",
    ]
    assert [figure_words([]), figure_words({}), figure_words(True), figure_words("x")] == ["none", "none", "yes", "x"]
