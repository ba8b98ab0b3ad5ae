"""Everything a visitor can look at, in light, in dark and on a phone: what axe finds, and that nothing is cut off.

With `SANDBOX_PICTURES` set to a folder, a picture of each is left there: `make pictures`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.browser.steps import wait_until_still
from tests.e2e.browser.views import LOOKS, LOOKS_TESTED, VIEWS, Look, View

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.e2e.browser.steps import Visit

PICTURES = "SANDBOX_PICTURES"
SETTLE_MS = 300
"""Charts are drawn anew a moment after the window has changed."""
MOST_PX = 12_000


@pytest.mark.parametrize("look", LOOKS if PICTURES in os.environ else LOOKS_TESTED, ids=lambda look: look.name)
@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_axe_finds_nothing_serious_and_nothing_is_cut_off(visit: Visit, view: View, look: Look) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed: use `make e2e`")
    page = visit(view.path, look.scheme, look.width)
    wait_until_still(page)
    view.reach(page)
    _show_whole(page, look)
    _keep_picture(page, f"{view.name}-{look.name}.png")
    assert not _cut_off(page)
    assert not _serious(axe.Axe().run(page).response["violations"])


def _show_whole(page: Page, look: Look) -> None:
    """Make the window as high as the page, so that everything is drawn; what is drawn may make the page higher."""
    height = 0
    while (grown := page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")) > height:
        height = grown
        page.set_viewport_size({"width": look.width, "height": min(height, MOST_PX)})
        page.wait_for_timeout(SETTLE_MS)


def _keep_picture(page: Page, name: str) -> None:
    if PICTURES in os.environ:
        page.screenshot(path=Path(os.environ[PICTURES]) / name)


def _cut_off(page: Page) -> list[str]:
    """Return the elements that reach over the right edge of the window, but for those that can be scrolled to."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('[data-testid=stMain] *')]
            .filter(one => one.getBoundingClientRect().right > window.innerWidth + 1 && one.offsetParent !== null)
            .filter(one => { for (let up = one.parentElement; up; up = up.parentElement) {
                if (['auto', 'scroll'].includes(getComputedStyle(up).overflowX) && up.dataset.testid !== 'stMain')
                    return false;
            } return true; })
            .map(one => one.outerHTML.slice(0, 200))"""
    )
    return found


def _serious(violations: list[dict[str, object]]) -> list[str]:
    return [
        f"{one['id']}: {node['html']} ({node['failureSummary']})"
        for one in violations
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]  # type: ignore[attr-defined]  # axe's answer is JSON
    ]
