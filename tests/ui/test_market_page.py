"""The page "Market", driven as a visitor drives it, without a browser."""

from collections.abc import Iterator
from dataclasses import replace
from html import escape
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from sandbox.domain.diagnostics import Diagnostic, Span
from sandbox.files.shipped import list_scenarios
from sandbox.report.assumption_words import assumption_groups
from sandbox.sim.scenario_file.assumptions import assumptions
from sandbox.sim.scenario_file.parse import parse_scenario
from sandbox.ui.market.edit import hours_of, hours_words
from sandbox.ui.markup import sentence
from sandbox.ui.own import OWN
from sandbox.ui.pages import market
from sandbox.ui.shelf import Shelf, read_shelf
from tests.ui.test_compare_page import APP, HOSTILE, answer_with, finish, html_of, made_up
from tests.ui.widgets import named
from tests.worlds import vocabulary


@pytest.fixture(autouse=True)
def _alone() -> Iterator[None]:
    yield
    st.cache_resource.clear()


def _market() -> None:
    from sandbox.ui.pages import market

    market.show()


def page() -> AppTest:
    at = AppTest.from_function(_market, default_timeout=30).run()
    assert not at.exception
    return at


def field(at: AppTest, label: str) -> Any:
    return next(one for one in (*at.number_input, *at.text_input) if one.label == label)


def test_every_figure_is_told_with_its_source_and_trust() -> None:
    at = page()
    html = html_of(at)
    for said in ("BPI Challenge 2012", "published data", "assumption", "stated by the scenario", "a setting"):
        assert said in html
    assert "41." in html  # the central view: chance of a first call after 5 min, in per cent
    assert len(at.get("plotly_chart")) == 5
    at.selectbox(key="trust").select("published data").run()
    assert "BPI Challenge 2012" in html_of(at)
    assert "buyers.phone.central" not in html_of(at)


def test_the_page_tells_the_very_figures_of_the_report() -> None:
    at = page()
    scenario = read_shelf().scenarios[str(named(at.selectbox, "scenario").value)]
    told = list(assumption_groups(assumptions(scenario.source, scenario.vocabulary)))
    assert [one.label for one in at.expander] == [f"{group.title} ({len(group.rows)})" for group in told]
    html = html_of(at)
    for cell in (cell for group in told for row in group.rows for cell in row):
        assert escape(cell.text) in html
        assert escape(cell.note) in html


def test_changed_figures_become_a_scenario_that_can_be_used() -> None:
    at = page()
    at.session_state["link"] = "a question"
    assert not at.get("download_button")
    field(at, "People in team sdr").set_value(9).run()
    field(at, "Working hours of team sdr").set_value("Mon-Fri 09:00-12:00; Mon-Fri 13:00-17:00").run()
    field(at, "Name of your scenario").set_value("Ours").run()
    assert at.get("download_button")
    at.button(key="market_use").click().run()
    assert not at.exception
    assert [box.value for box in at.success] == [
        "The pages Compare and Lead journeys use these figures now: go to Compare and press Run."
    ]
    assert at.get("download_button")  # what was taken into use can still be kept
    text = at.session_state[OWN]["ours"]
    read = parse_scenario(text, list_scenarios()[0].with_name("ours.yaml"), vocabulary()).value
    assert read is not None
    assert (read.name, read.teams["sdr"].count) == ("Ours", 9)
    assert len(read.teams["sdr"].shifts.spans) == 10
    assert named(at.selectbox, "scenario").value == "ours"
    assert at.session_state["link"] is None  # Compare asks what its controls say, not what a question asked before
    assert field(at, "People in team sdr").value == 9
    assert not at.warning


def test_an_own_scenario_can_be_compared_and_the_command_names_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    answer_with(monkeypatch, made_up)
    at = AppTest.from_file(APP, default_timeout=30)
    at.session_state[OWN] = {"ours": "version: 1\nname: Ours\n", "broken": "version: 1\n"}
    at.run()
    named(at.selectbox, "scenario").select("ours").run()
    assert "Ours" in named(at.selectbox, "scenario").options
    assert len(named(at.selectbox, "scenario").options) == len(list_scenarios()) + 1
    assert finish(at).code[-1].value.endswith("--scenario ours.yaml --replications 20 --regimes")


def test_questions_are_answered_for_ones_own_figures_once_they_are_in_use(monkeypatch: pytest.MonkeyPatch) -> None:
    answer_with(monkeypatch, made_up)
    at = AppTest.from_file(APP, default_timeout=30)
    at.session_state[OWN] = {"ours": "version: 1\nname: Ours\nteams: {sdr: {count: 9}}\n"}
    at.run()
    at.button(key="preset_speed").click().run()
    assert "--scenario human_team " in command(finish(at))
    at.button(key="leave_link").click().run()
    named(at.selectbox, "scenario").select("ours").run()
    at.button(key="preset_speed").click().run()
    assert "--scenario ours.yaml " in command(finish(at))


def command(at: AppTest) -> str:
    (found,) = (code.value for code in at.code if code.value.startswith("sandbox compare"))
    return str(found)


def test_a_scenario_in_which_nobody_works_cannot_be_run(monkeypatch: pytest.MonkeyPatch) -> None:
    answer_with(monkeypatch, made_up)
    at = AppTest.from_file(APP, default_timeout=30)
    at.session_state[OWN] = {"ours": "version: 1\nname: Ours\nteams: {sdr: {count: 0}}\n"}
    at.run()
    named(at.selectbox, "scenario").select("ours").run()
    assert at.button(key="run").disabled
    html = html_of(at)
    assert "could ever be worked: team &#x27;sdr&#x27; has nobody: state people and hours" in html


def test_what_is_wrong_is_told_in_plain_words_and_cannot_be_used() -> None:
    at = page()
    field(at, "Working hours of team sdr").set_value("Mon-Fry 9-5").run()
    html = html_of(at)
    assert "This cannot be a scenario yet" in html
    assert "no day or range of days" in html
    assert "no span of hours" in html
    assert not at.get("download_button")
    field(at, "Working hours of team sdr").set_value("Mon-Fri 09:00-17:00").run()
    assert at.get("download_button")
    field(at, "Name of your scenario").set_value("   ").run()
    assert not at.get("download_button")


@pytest.mark.parametrize(
    ("help_text", "said"),
    [("", "No such team."), ("name another", "No such team: name another."), ("sdr?", "No such team: sdr?")],
)
def test_a_finding_is_told_as_one_sentence_with_the_way_out(help_text: str, said: str) -> None:
    assert sentence(Diagnostic(code="x", message="no such team", span=Span(file="f"), help=help_text)) == said


def test_names_from_files_are_never_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = read_shelf()
    hostile = {key: replace(one, name=HOSTILE, summary=HOSTILE) for key, one in shelf.scenarios.items()}
    monkeypatch.setattr(market, "read_shelf", lambda: replace(shelf, scenarios=hostile))
    at = page()
    assert escape(HOSTILE) in html_of(at)
    assert "<script" not in html_of(at)
    assert not any("evil" in element.value for element in (*at.markdown, *at.caption, *at.header, *at.subheader))


def test_curves_of_industries_are_not_told_as_those_of_all() -> None:
    said = "Some industries have their own"
    at = page()
    assert said not in html_of(at)
    assert said in html_of(named(at.selectbox, "scenario").select("two_industries").run())


def test_every_shipped_scenario_can_be_shown() -> None:
    at = page()
    for name in at.session_state["scenario"], *(path.stem for path in list_scenarios()):
        named(at.selectbox, "scenario").select(name).run()
        assert not at.exception
        assert "Every figure, and where it is from" in [heading.value for heading in at.header]


def test_nothing_that_ships_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(market, "read_shelf", lambda: Shelf(policies={}, scenarios={}, problems=()))
    assert page().error[0].value.startswith("There is nothing to show")


@pytest.mark.parametrize(
    "hours", [{"Mon-Fri": "09:00-17:00"}, {"Mon": ["08:00-12:00", "13:00-17:00"], "Sat": "10:00-12:00"}]
)
def test_hours_are_read_as_they_are_written(hours: dict[str, object]) -> None:
    assert hours_of(hours_words(hours)) == hours
