"""The page Compare in a real browser: an answer on opening, one for each question, and what outlives the tab."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sandbox.study.presets import PRESETS, Preset
from tests.e2e.browser.steps import choose_short, open_take_away, plain, run_quick_look, verdict_of, wait_for_text
from tests.e2e.test_command_line import LINUX, family_of, wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.e2e.browser.conftest import App
    from tests.e2e.browser.steps import Visit

FOLD_PX = 720
"""What a small laptop shows of a page without scrolling."""
TRIED = {"speed": "Answering within 5 minutes", "attempts": "Six attempts", "order": "Newest first"}
"""What each question's answer must speak of."""


def test_an_answer_is_there_when_the_page_opens(visit: Visit) -> None:
    page = visit()
    assert "more deals a quarter" in verdict_of(page)
    assert page.locator(".sandbox-verdict").first.bounding_box()["y"] < FOLD_PX
    wait_for_text(page, "20 simulated quarters of")
    page.locator(".js-plotly-plot").first.wait_for()


@pytest.mark.parametrize("preset", PRESETS, ids=lambda one: one.key)
def test_each_question_is_answered_by_one_click(visit: Visit, preset: Preset) -> None:
    page = visit()
    verdict_of(page)
    page.get_by_role("button", name=preset.question, exact=True).click()
    page.locator(".sandbox-verdict", has_text=TRIED[preset.key]).wait_for()
    assert page.get_by_role("button", name="Cancel").count() == 0


def test_a_result_outlives_f5_and_its_link_opens_it_in_a_fresh_profile(visit: Visit) -> None:
    page = visit()
    verdict_of(page)
    verdict = run_quick_look(page)
    page.reload()
    wait_for_text(page, "5 simulated quarters of")
    assert verdict_of(page) == verdict
    open_take_away(page)
    link = page.locator("code", has_text="http://127.0.0.1").inner_text()
    other = visit(link.strip())
    wait_for_text(other, "5 simulated quarters of")
    assert verdict_of(other) == verdict


@pytest.mark.skipif(not LINUX, reason="reads /proc")
def test_cancel_ends_the_processes_that_are_at_it(visit: Visit, app: App) -> None:
    page = visit()
    verdict_of(page)
    choose_short(page, "Thorough (60)")
    page.get_by_role("button", name="Run", exact=True).click()
    wait_for_text(page, "So far, after")
    assert busy(app.pid)
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Cancel").wait_for(state="hidden")
    # One that finished its quarter in that moment may live on; it has nothing to do any more.
    assert wait_until(lambda: not busy(app.pid), seconds=3)
    page.get_by_role("button", name="Run", exact=True).wait_for()


def busy(leader: int) -> set[int]:
    """The server's children that compute right now."""
    children = family_of(leader) - {leader}
    before = {pid: ticks(pid) for pid in children}
    time.sleep(0.5)
    return {pid for pid in children & family_of(leader) if ticks(pid) > before[pid] + 5}


def ticks(pid: int) -> int:
    """Processor time of a process, in hundredths of a second."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


def test_the_report_opens_without_a_network(visit: Visit, browser: Browser, tmp_path: Path) -> None:
    page = visit()
    verdict = verdict_of(page)
    open_take_away(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Report to read and print").click()
    file = tmp_path / "report.html"
    waiting.value.save_as(file)
    asked: list[str] = []
    context = browser.new_context(offline=True)
    offline = context.new_page()
    offline.on("request", lambda request: asked.append(request.url))
    offline.goto(file.as_uri())
    offline.locator("svg").first.wait_for()
    assert verdict in plain(offline.locator("body").inner_text())
    assert [url for url in asked if not url.startswith("data:")] == [file.as_uri()]
    context.close()
