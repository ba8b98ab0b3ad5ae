"""Everything a visitor can look at: each page as it opens, each tab, and what a click or a mistake brings up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.ui.pages import studio
from tests.e2e.browser.steps import (
    LONG_MS,
    choose_short,
    close_panel,
    open_panel,
    open_tab,
    open_take_away,
    policy_text,
    verdict_of,
    wait_for_text,
    wait_until_still,
    write_policy,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

LEADS = "name,employees\nAda,5000\nBob,20\n"
DRAWN = ".js-plotly-plot .main-svg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a visitor's machine shows a page."""

    name: str
    scheme: str
    width: int


LOOKS = (
    Look(name="light", scheme="light", width=1280),
    Look(name="dark", scheme="dark", width=1280),
    Look(name="phone", scheme="dark", width=390),
)


LOOKS_TESTED = (LOOKS[0], LOOKS[2])
"""Both schemes and both widths."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What is seen on a page after some clicks."""

    name: str
    path: str = ""
    reach: Callable[[Page], object]


def _answered(page: Page) -> None:
    verdict_of(page)
    _drawn(page)


def _taken_away(page: Page) -> None:
    _answered(page)
    open_take_away(page)


def _drawn(page: Page) -> None:
    page.locator(DRAWN).first.wait_for(timeout=LONG_MS)


def _more(page: Page) -> None:
    verdict_of(page)
    open_panel(page)
    page.get_by_text("More", exact=True).first.click()


def _under_way(page: Page) -> None:
    verdict_of(page)
    choose_short(page, "Thorough (60)")
    page.get_by_role("button", name="Run", exact=True).click()
    close_panel(page)
    wait_for_text(page, "So far, after")


def _one_lead(page: Page) -> None:
    page.get_by_role("button", name="Show leads").click()
    _drawn(page)


def _mistake(page: Page) -> None:
    text = policy_text(page)
    write_policy(page, text.replace("order: newest_first", "order: newest", 1))
    wait_for_text(page, "Error, line")


def _tab(name: str) -> Callable[[Page], None]:
    def reach(page: Page) -> None:
        policy_text(page)
        open_tab(page, name)

    return reach


def _ranked(page: Page) -> None:
    open_tab(page, studio.RANKING)
    wait_for_text(page, "Your leads (CSV)")
    file = {"name": "leads.csv", "mimeType": "text/csv", "buffer": LEADS.encode()}
    page.locator("input[type=file]").last.set_input_files(file)
    page.get_by_role("button", name="Rank", exact=True).click()
    verdict_of(page)


def _changed(page: Page) -> None:
    text = policy_text(page)
    write_policy(page, text.replace("order: newest_first", "order: oldest_first", 1))
    open_tab(page, studio.DIFFERENCES)
    wait_until_still(page)


VIEWS = (
    View(name="compare", reach=_answered),
    View(name="compare_take_away", reach=_taken_away),
    View(name="compare_more", reach=_more),
    View(name="compare_under_way", reach=_under_way),
    View(name="journeys", path="journeys", reach=wait_until_still),
    View(name="journeys_lead", path="journeys", reach=_one_lead),
    View(name="studio_plain", path="studio", reach=policy_text),
    View(name="studio_mistake", path="studio", reach=_mistake),
    View(name="studio_lead", path="studio", reach=_tab(studio.LEAD)),
    View(name="studio_examples", path="studio", reach=_tab(studio.EXAMPLES)),
    View(name="studio_differences", path="studio", reach=_changed),
    View(name="studio_ranking", path="studio", reach=_ranked),
    View(name="studio_use", path="studio", reach=_tab(studio.USE)),
    View(name="market", path="market", reach=_drawn),
)
