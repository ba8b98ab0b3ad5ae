"""Every page in a real browser: what axe finds, in light and dark, and that nothing is asked of the outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.browser.steps import wait_until_still

if TYPE_CHECKING:
    from tests.e2e.browser.steps import Visit


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["", "journeys", "studio", "market"])
def test_axe_finds_nothing_serious(visit: Visit, path: str, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed: use `make e2e`")
    page = visit(path, scheme)
    wait_until_still(page)
    page.wait_for_load_state("networkidle")
    found = axe.Axe().run(page).response["violations"]
    serious = [one for one in found if one["impact"] in {"serious", "critical"}]
    told = [f"{one['id']}: {node['html']} ({node['failureSummary']})" for one in serious for node in one["nodes"]]
    assert not told, "\n".join(told)
