"""A real portal and a real browser, which reports everything that a page must not do."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import ViewportSize, sync_playwright

from tests.flows.portal import PASSWORD, Portal, own_stores, running_portal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from playwright.sync_api import Browser, ConsoleMessage, Page, Request

_REPORTS = "document.addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.blockedURI))"


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Portal]:
    """A portal with web server and worker, and its static files gathered."""
    data = tmp_path_factory.mktemp("data")
    with own_stores(worker_id) as env, running_portal(data, env) as portal:
        portal.start_worker()
        yield portal


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def artifacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots are kept: outside the checkout."""
    named = os.environ.get("LEUKOSCOPE_ARTIFACTS")
    folder = Path(named) if named else tmp_path_factory.mktemp("artifacts")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@dataclass
class Complaints:
    """What a page did that it must not do."""

    origin: str
    found: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.found.append(f"script: {error}"))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        refused = "status of 4" in message.text  # a form that was refused; the browser notes it by itself
        if message.type in {"error", "warning"} and not refused:
            self.found.append(f"{message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.origin, "data:", "blob:" + self.origin)):
            self.found.append(f"outside: {request.url}")


@pytest.fixture
def visit(browser: Browser, portal: Portal) -> Callable[..., AbstractContextManager[Page]]:
    """Opens a page of the portal in a browser of its own; complains at the end about what was wrong."""

    @contextmanager
    def opened(width: int = 1440, height: int = 900, **options: Any) -> Iterator[Page]:
        size = ViewportSize(width=width, height=height)
        context = browser.new_context(base_url=portal.url, viewport=size, **options)
        context.add_init_script(_REPORTS)
        complaints = Complaints(portal.url)
        page = context.new_page()
        complaints.watch(page)
        context.on("page", complaints.watch)
        try:
            yield page
            assert complaints.found == []
        finally:
            context.close()

    return opened


def sign_in(page: Page, username: str = "pathologist") -> None:
    """From the door to the worklist."""
    page.goto("/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Worklist", level=1).wait_for()
    # Keys are listened to by scripts that run once the page has been parsed.
    page.wait_for_load_state("load")
