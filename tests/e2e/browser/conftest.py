"""The app, started as a user starts it, and a real browser whose every request is watched."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Request, Route

    from tests.e2e.browser.steps import Visit

BROWSER = "SANDBOX_BROWSER"
"""The environment variable in which `make e2e` names the system's browser."""
OWN_MACHINE = ("127.0.0.1", "")
"""Hosts of a request that stays here; data: and blob: have none."""
START_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """Where the server listens, its process, and what it told the terminal."""

    url: str
    pid: int
    log: Path


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The server, with results in a folder of its own."""
    folder = tmp_path_factory.mktemp("app")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "SANDBOX_HOME": str(folder / "home"), "SANDBOX_JOBS": "2"}
    log = folder / "app.log"
    with log.open("wb") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "sandbox", "app", "--port", str(port)],
            stdout=out,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,  # so that its workers can be told from everybody else's processes
        )
        try:
            found = App(url=f"http://127.0.0.1:{port}/", pid=server.pid, log=log)
            _wait_for(found, server)
            yield found
        finally:
            server.terminate()
            server.wait(timeout=20)
    assert "Traceback" not in log.read_text(encoding="utf-8"), log.read_text(encoding="utf-8")


def _wait_for(app: App, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{app.url}_stcore/health", timeout=2):  # noqa: S310 - our own server
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    pytest.fail(f"the app did not start: {app.log.read_text(encoding='utf-8')}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's browser; nothing is downloaded."""
    program = os.environ.get(BROWSER)
    if program is None:
        pytest.skip("no browser was named: use `make e2e`")
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: use `make e2e`")
    with sync_api.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def visit(browser: Browser, app: App) -> Iterator[Visit]:
    """Open a page of the app in a fresh profile. At the end of the test, nothing may have asked the outside."""
    watched = Watched()
    contexts: list[BrowserContext] = []

    def open_page(path: str = "", scheme: str = "light", width_px: int = 1280) -> Page:
        context = browser.new_context(
            color_scheme=scheme, viewport={"width": width_px, "height": 1000}, accept_downloads=True
        )
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = watched.watch(context)
        page.goto(path if "://" in path else app.url + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not watched.outside, "requests that would have left the machine"
    assert not watched.said, "a script from a text ran, or the page failed"


class Watched:
    """What pages asked of the outside (refused, and noted), and the dialogs and faults of their scripts."""

    def __init__(self) -> None:
        self.outside: list[str] = []
        self.said: list[str] = []

    def watch(self, context: BrowserContext) -> Page:
        context.route("**/*", self._answer)
        page = context.new_page()
        page.on("websocket", lambda one: self._note(one.url))
        page.on("pageerror", lambda fault: self.said.append(str(fault)))
        page.on("dialog", self._dismiss)
        return page

    def _answer(self, route: Route, request: Request) -> None:
        answer: Callable[[], None] = route.abort if self._note(request.url) else route.continue_
        answer()

    def _note(self, url: str) -> bool:
        is_outside = (urlsplit(url).hostname or "") not in OWN_MACHINE
        if is_outside:
            self.outside.append(url)
        return is_outside

    def _dismiss(self, dialog: Dialog) -> None:
        self.said.append(f"dialog: {dialog.message}")
        dialog.dismiss()
