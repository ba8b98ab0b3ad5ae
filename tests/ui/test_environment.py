"""A server whose environment says what cannot be: every page says so in plain words, and the terminal as well."""

import logging
from collections.abc import Iterator

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from sandbox.ui.comparison import running
from tests.ui.test_compare_page import html_of
from tests.ui.widgets import named

PAGES = ("compare", "journeys", "market", "studio")


@pytest.fixture(autouse=True)
def _alone() -> Iterator[None]:
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.mark.parametrize("page", PAGES)
def test_no_page_works_with_limits_that_cannot_be_read(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, page: str
) -> None:
    monkeypatch.setenv("SANDBOX_RULES", "**few**")
    with caplog.at_level(logging.ERROR):
        at = AppTest.from_string(f"from sandbox.ui.pages import {page}\n{page}.show()", default_timeout=30).run()
    assert not at.exception
    assert "SANDBOX_RULES should be a whole number, not &#x27;**few**&#x27;" in html_of(at)
    assert not at.selectbox
    assert "error[bad-variable]" in caplog.text


def test_studies_run_within_the_limits_and_processes_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX_JOBS", "3")
    monkeypatch.setenv("SANDBOX_STUDIES_AT_ONCE", "7")
    found = running.jobs()
    assert (found.workers, found.limits.studies_at_once) == (3, 7)


def test_processes_that_cannot_be_are_told_and_not_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX_JOBS", "many")
    page = "from sandbox.ui.pages import compare\ncompare.show()"
    assert "SANDBOX_JOBS should be a whole number" in html_of(AppTest.from_string(page, default_timeout=30).run())


def test_a_page_offers_as_many_policies_as_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX_POLICIES_ON_A_PAGE", "3")
    at = AppTest.from_string("from sandbox.ui.pages import compare\ncompare.show()", default_timeout=30).run()
    assert named(at.multiselect, "more_policies").max_selections == 1
