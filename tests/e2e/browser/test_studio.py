"""The page Policy studio in a real browser: mistakes, leads of one's own, and texts that would like to be markup."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sandbox.ui.pages import studio
from tests.e2e.browser.steps import (
    choose_short,
    open_tab,
    open_take_away,
    policy_text,
    verdict_of,
    wait_for_text,
    write_policy,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.e2e.browser.steps import Visit

HOSTILE = "**x** ![a](http://evil.example/x.png) <script>alert(1)</script> <img src=x onerror=alert(1)>"
FORMULA = '=HYPERLINK("http://evil.example")'


def test_a_mistake_is_shown_at_its_line_and_gone_when_corrected(visit: Visit) -> None:
    page = visit("studio")
    text = policy_text(page)
    assert "order: newest_first" in text
    broken = text.replace("order: newest_first", "order: newest", 1)
    line = next(number for number, one in enumerate(broken.split("\n"), 1) if one not in text.split("\n"))
    write_policy(page, broken)
    wait_for_text(page, f"Error, line {line}, column")
    marked = page.locator(".sandbox-line.sandbox-error")
    assert marked.count() == 1
    assert marked.inner_text().startswith(f"{line} ")
    write_policy(page, text)
    wait_for_text(page, "This policy can be used")
    marked.wait_for(state="detached")


def rank(page: Page, csv: str) -> None:
    open_tab(page, studio.RANKING)
    wait_for_text(page, "Your leads (CSV)")
    put_file(page, csv)
    page.get_by_role("button", name="Rank", exact=True).click()


def put_file(page: Page, csv: str) -> None:
    file = {"name": "<img src=x onerror=alert(1)>.csv", "mimeType": "text/csv", "buffer": csv.encode()}
    page.locator("input[type=file]").last.set_input_files(file)


def test_a_good_file_of_leads_is_ranked(visit: Visit) -> None:
    page = visit("studio")
    rank(page, "name,employees\nAda,5000\nBob,20\n")
    assert "2 leads ranked by" in verdict_of(page)


def test_a_broken_file_of_leads_is_told_by_line_and_cell(visit: Visit) -> None:
    page = visit("studio")
    rank(page, "name,employees\nAda,many\nBob,20\n")
    wait_for_text(page, "No lead was ranked")
    wait_for_text(page, "Error, line 2, cell 2:")


def test_a_hostile_file_of_leads_stays_text_and_its_formulas_are_harmless(visit: Visit, tmp_path: Path) -> None:
    page = visit("studio")
    quoted = FORMULA.replace('"', '""')
    rank(page, f'name,employees,{HOSTILE}\n"{quoted}",5000,{HOSTILE}\n{HOSTILE},20,x\n')
    assert "2 leads ranked by" in verdict_of(page)
    assert_nothing_became_markup(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download all leads, best first (CSV)").click()
    file = tmp_path / "ranked.csv"
    waiting.value.save_as(file)
    text = file.read_text(encoding="utf-8")
    assert "'=HYPERLINK" in text
    assert not any(cell.strip('"').startswith("=") for line in text.splitlines() for cell in line.split(","))


def test_names_of_cases_stay_text(visit: Visit) -> None:
    page = visit("studio")
    open_tab(page, studio.EXAMPLES)
    wait_for_text(page, "More cases, from a table (CSV)")
    put_file(page, f"name,employees,expect_mql\n{HOSTILE},5000,yes\n")
    wait_for_text(page, "Cases of the table that fail")
    assert_nothing_became_markup(page)


@pytest.mark.parametrize("tab", [studio.PLAIN, studio.EXAMPLES, studio.DIFFERENCES, studio.USE])
def test_the_text_of_a_policy_is_never_markup(visit: Visit, tab: str) -> None:
    page = visit("studio")
    write_policy(page, hostile(policy_text(page)))
    wait_for_text(page, "This policy can be used")
    open_tab(page, tab)
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
    assert_nothing_became_markup(page)


def test_a_hostile_name_stays_text_in_a_comparison_its_pictures_and_its_report(visit: Visit, tmp_path: Path) -> None:
    page = visit("studio")
    write_policy(page, hostile(policy_text(page)))
    wait_for_text(page, "This policy can be used")
    open_tab(page, studio.USE)
    page.get_by_role("button", name="Compare it").click()
    wait_for_text(page, "go to Compare and press Run")
    page.get_by_role("link", name="Compare").click()
    wait_for_text(page, "with these settings: press Run")
    choose_short(page)
    page.get_by_role("button", name="Run", exact=True).click()
    wait_for_text(page, "5 simulated quarters of")
    assert "<script>alert(1)</script>" in page.locator('[data-testid="stMain"]').inner_text()
    page.locator(".js-plotly-plot").first.wait_for()
    assert_nothing_became_markup(page)
    open_take_away(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Report to read and print").click()
    file = tmp_path / "report.html"
    waiting.value.save_as(file)
    report = visit(file.as_uri())
    assert "<script>alert(1)</script>" in report.locator("body").inner_text()
    assert_nothing_became_markup(report)


def hostile(text: str) -> str:
    """The text of a policy with a name that would like to be an image and a script."""
    lines = text.split("\n")
    at = next(place for place, line in enumerate(lines) if line.startswith("name:"))
    lines[at] = f"name: '{HOSTILE}'"
    return "\n".join(lines)


def assert_nothing_became_markup(page: Page) -> None:
    """No element came from a text; that no script ran and nothing was asked for is held at the end of every visit."""
    assert page.locator("[src*='evil.example'], [href*='evil.example'], [src=x], [onerror]").count() == 0
    assert page.locator("script:text('alert(1)')").count() == 0
