"""Three visitors of one server at once, each in a browser window: whether all get answers, how evenly, in what memory.

`python -m benchmarks.visitors` prints the table. Needs Linux, the extra `e2e`, and the system's Chromium or Chrome.
"""

import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser, Error, Page, sync_playwright

from sandbox.study.presets import PRESETS, Preset
from sandbox.study.request import to_query
from sandbox.ui.comparison.take_away import TAKE_AWAY

WORKERS = 2
QUARTERS = 6
SEED = 2
"""Not that of the results that ship: every visitor must have something simulated."""
_FIND_BROWSER = Path(__file__).parents[1] / "scripts" / "find_browser.sh"
_TICK_S = 0.2
_START_S = 60.0
_WINDOW = {"width": 1280, "height": 800}


def resident_mb(process: int) -> float:
    """Return the memory of a process that is in use now, in MB; 0 where it has ended."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0.0
    return pages * resource.getpagesize() / 1e6


def workers_mb(server: int) -> float:
    """Return the memory of all processes that a server started."""
    found = Path(f"/proc/{server}/task").glob("*/children")
    numbers = {number for path in found for number in path.read_text(encoding="ascii").split()}
    return sum(resident_mb(int(number)) for number in numbers)


@contextmanager
def served() -> Iterator[tuple[int, str]]:
    """Run the app with results in a folder of its own; yields its process and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as home:
        server = subprocess.Popen(
            [sys.executable, "-m", "sandbox", "app", "--port", str(port)],
            env={**os.environ, "SANDBOX_HOME": home, "SANDBOX_JOBS": str(WORKERS)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield server.pid, f"http://127.0.0.1:{port}/"
        finally:
            server.terminate()
            server.wait()


def opened(browser: Browser, address: str, preset: Preset) -> Page:
    """Return a window of a new visitor who has opened the link of a question's study, but not pressed Run."""
    page = browser.new_context(viewport=_WINDOW).new_page()
    request = replace(preset.request, replications=QUARTERS, regimes=False, seed=SEED)
    link, until = f"{address}?{urlencode(to_query(request), doseq=True)}", time.monotonic() + _START_S
    while True:
        try:
            page.goto(link)
        except Error:  # the server is still starting
            if time.monotonic() > until:
                raise
            time.sleep(_TICK_S)
        else:
            page.get_by_role("button", name="Run", exact=True).wait_for()
            return page


def main() -> None:
    """Let the three visitors press Run at once, and watch what they see."""
    program = subprocess.run([_FIND_BROWSER], check=True, capture_output=True, text=True).stdout.strip()
    with sync_playwright() as playwright, served() as (server, address):
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        pages = {preset.question: opened(browser, address, preset) for preset in PRESETS}
        alone_mb = resident_mb(server)
        for page in pages.values():
            page.get_by_role("button", name="Run", exact=True).click()
        _watch(pages, server, alone_mb)
        browser.close()


def _watch(pages: dict[str, Page], server: int, alone_mb: float) -> None:
    started, first, answered = time.monotonic(), dict[str, float](), dict[str, float]()
    most_mb = {"server": 0.0, "workers": 0.0}
    while len(answered) < len(pages):
        for question, page in pages.items():
            now_s = time.monotonic() - started
            if page.locator(".sandbox-verdict").count():
                first.setdefault(question, now_s)
            if page.get_by_text(TAKE_AWAY).count():
                answered.setdefault(question, now_s)
        most_mb = {
            "server": max(most_mb["server"], resident_mb(server)),
            "workers": max(most_mb["workers"], workers_mb(server)),
        }
        time.sleep(_TICK_S)
    print("| visitor asks | first verdict on the screen after, s | answer after, s |")
    print("| --- | ---: | ---: |")
    for question in pages:
        print(f"| {question} | {first[question]:.0f} | {answered[question]:.0f} |")
    print(
        f"\nPeak memory: the server with the pages {most_mb['server']:,.0f} MB ({alone_mb:,.0f} MB before anybody "
        f"pressed Run), {WORKERS} workers together {most_mb['workers']:,.0f} MB."
    )


if __name__ == "__main__":
    main()
