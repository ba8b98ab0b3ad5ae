"""What a visitor does with the mouse and the keyboard, in the words on the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    Visit = Callable[..., Page]

NARROW_PX = 768
LONG_MS = 90_000
"""Within this a quick look must be answered, and a long study be under way, on two busy processors."""


def wait_for_text(page: Page, text: str) -> Locator:
    found = page.get_by_text(text).first
    found.wait_for(timeout=LONG_MS)
    return found


def wait_until_still(page: Page) -> None:
    """Wait until the page has been drawn."""
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
    page.get_by_role("heading", level=1).first.wait_for()


def verdict_of(page: Page) -> str:
    found = page.locator(".sandbox-verdict").first
    found.wait_for(timeout=LONG_MS)
    return plain(str(found.inner_text()))


def plain(text: str) -> str:
    """Return text as it is typed: numbers are set so that they stay with their units."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def choose_short(page: Page, length: str = "Quick look (5)") -> None:
    """Choose how many quarters, in one view of the market."""
    open_panel(page)
    page.get_by_text("More", exact=True).first.click()
    page.get_by_text(length).click()
    page.get_by_text("Also try the sceptic's and the vendor's market").click()
    wait_for_text(page, "press Run")


def open_take_away(page: Page) -> None:
    """Unfold what can be taken along of an answer."""
    page.get_by_text("Take it with you").click()
    wait_for_text(page, "For a mail:")


def open_panel(page: Page) -> None:
    """Open the panel of settings where it is closed, as it is on a phone."""
    opener = page.get_by_test_id("stExpandSidebarButton")
    if opener.count() and opener.is_visible():
        opener.click()
        page.get_by_role("heading", name="What to compare").wait_for()


def close_panel(page: Page) -> None:
    """Close the panel of settings where it hides the page, as it does on a phone."""
    closer = page.get_by_test_id("stSidebarCollapseButton").get_by_role("button")
    if page.viewport_size is not None and page.viewport_size["width"] < NARROW_PX:
        closer.click()


def run_quick_look(page: Page) -> str:
    """Compare in five quarters; returns the verdict."""
    choose_short(page)
    page.get_by_role("button", name="Run", exact=True).click()
    wait_for_text(page, "5 simulated quarters of")
    return verdict_of(page)


def open_tab(page: Page, name: str) -> None:
    # A tab that is clicked while the page is still being drawn opens, and closes again.
    tab = page.get_by_role("tab", name=name)
    tab.wait_for()
    wait_until_still(page)
    tab.click()
    page.locator(f'[role="tab"][aria-selected="true"]:has-text("{name}")').wait_for()
    wait_until_still(page)


def write_policy(page: Page, text: str) -> None:
    """Put a text into the editor in place of what stands there, and leave the field."""
    field = page.locator("textarea").first
    field.fill(text)
    field.blur()


def policy_text(page: Page) -> str:
    field = page.locator("textarea").first
    field.wait_for()
    return str(field.input_value())
