"""The page "Lead journeys", driven as a visitor drives it, without a browser."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from html import escape

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from sandbox.domain.tables import Stage
from sandbox.study.compare import Progress
from sandbox.study.pool import WorkerLost
from sandbox.study.quarter import Quarter, QuarterSpec, live_through
from sandbox.ui.leads import quarters
from sandbox.ui.pages import journeys
from sandbox.ui.shelf import Shelf
from tests.ui.test_compare_page import HOSTILE, html_of
from tests.ui.widgets import named
from tests.unit.study.small import load, write_policy, write_scenario

WAIT_SECONDS = 60.0


@pytest.fixture(autouse=True)
def _alone() -> Iterator[None]:
    yield
    st.cache_resource.clear()


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    folder = tmp_path_factory.mktemp("shelf")
    paths = [
        write_policy(folder, "late", after="9 days", name=json.dumps(HOSTILE)),
        write_policy(folder, "soon", order="newest_first"),
    ]
    loaded = load(paths, write_scenario(folder))
    return Shelf(
        policies={policy.id: policy for policy in loaded.policies},
        scenarios={loaded.scenario.id: loaded.scenario},
        problems=(),
    )


LIVED: dict[str, Quarter] = {}


def page(monkeypatch: pytest.MonkeyPatch, shelf: Shelf) -> AppTest:
    """The page, on which a quarter is simulated once and for all tests."""

    def once(spec: QuarterSpec, progress: Progress) -> Quarter:
        if "lived" not in LIVED:
            found = live_through(replace(spec, jobs=1), progress)
            assert isinstance(found, Quarter)
            LIVED["lived"] = found
        return LIVED["lived"]

    monkeypatch.setattr(quarters, "live_through", once)
    monkeypatch.setattr(journeys, "read_shelf", lambda: shelf)
    at = AppTest.from_function(_journeys, default_timeout=30).run()
    named(at.selectbox, "challenger").select("soon").run()
    return at


def _journeys() -> None:
    from sandbox.ui.pages import journeys

    journeys.show()


def finish(at: AppTest) -> AppTest:
    at.button(key="live").click().run()
    until = time.monotonic() + WAIT_SECONDS
    while any(button.key == "cancel_quarter" for button in at.button):
        assert time.monotonic() < until, "the quarter never ended"
        time.sleep(0.05)
        at.run()
    assert not at.exception
    return at


def test_shows_leads_and_one_of_them(monkeypatch: pytest.MonkeyPatch, shelf: Shelf) -> None:
    at = page(monkeypatch, shelf)
    assert "lead" not in {box.key for box in at.selectbox}
    finish(at)
    html = html_of(at)
    heading = at.main.header[-1].value
    assert heading.startswith("Lead ")
    assert heading in html
    assert "Inquired" in html
    assert "Sent to the queue calls" in html
    assert "all (to calls): otherwise" in html
    assert at.get("plotly_chart")
    assert at.get("download_button")


def test_filters_narrow_the_list_and_say_when_nothing_fits(monkeypatch: pytest.MonkeyPatch, shelf: Shelf) -> None:
    at = finish(page(monkeypatch, shelf))
    changed = len(at.selectbox(key="lead").options)
    at.toggle(key="only_changed").set_value(False).run()
    assert len(at.selectbox(key="lead").options) >= changed
    assert "50 at a time" in html_of(at)
    at.number_input[0].set_value(2).run()
    assert not at.exception
    assert at.number_input[0].value == 2
    at.selectbox(key="lead_source").select("referral").run()
    assert not at.exception
    at.toggle(key="only_changed").set_value(True).run()
    at.selectbox(key="won_only_by").select(0).run()
    at.selectbox(key="lead_stage").select(Stage.DISQUALIFIED).run()
    assert "No lead fits" in html_of(at)


def test_names_from_files_are_never_markup(monkeypatch: pytest.MonkeyPatch, shelf: Shelf) -> None:
    at = finish(page(monkeypatch, shelf))
    html = html_of(at)
    assert escape(HOSTILE) in html
    assert "<script" not in html
    assert "<img" not in html
    read_as_markdown = [*at.markdown, *at.caption, *at.title, *at.header, *at.warning, *at.error]
    assert not any("evil" in element.value for element in read_as_markdown)
    for chart in at.get("plotly_chart"):
        assert "\\u003cscript" not in chart.proto.spec
        assert "<script" not in chart.proto.spec


def test_other_settings_keep_the_leads_and_say_so(monkeypatch: pytest.MonkeyPatch, shelf: Shelf) -> None:
    at = finish(page(monkeypatch, shelf))
    assert "have changed since" not in html_of(at)
    named(at.selectbox, "challenger").select("late").run()
    assert at.button(key="live").disabled
    assert "Choose two different policies" in html_of(at)
    assert "have changed since" in html_of(at)


def test_a_dead_worker_is_a_plain_message(monkeypatch: pytest.MonkeyPatch, shelf: Shelf) -> None:
    at = page(monkeypatch, shelf)
    monkeypatch.setattr(quarters, "live_through", lambda spec, progress: WorkerLost())
    assert quarters.WORKER_LOST in html_of(finish(at))


def test_nothing_that_ships_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journeys, "read_shelf", lambda: Shelf(policies={}, scenarios={}, problems=()))
    at = AppTest.from_function(_journeys, default_timeout=30).run()
    assert at.error[0].value.startswith("There is nothing to show")
