"""The worklist and its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from playwright.sync_api import Page

    from tests.flows.portal import Portal

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.xdist_group("flows")]


@pytest.fixture(scope="module", autouse=True)
def _cases(portal: Portal) -> None:
    for number in ("K-1", "K-2", "K-3"):
        portal.open_case(number, priority="routine")
    portal.open_case("K-0", priority="stat")


def test_a_case_is_found_assigned_and_opened_without_a_mouse(
    visit: Callable[..., AbstractContextManager[Page]],
) -> None:
    with visit() as page:
        sign_in(page)
        page.keyboard.press("/")
        page.keyboard.type("A-K")
        page.wait_for_url("**/?q=A-K")
        expect(page.locator("[data-row]")).to_have_count(4)
        page.locator("#id_q").blur()
        page.keyboard.press("j")
        expect(page.get_by_role("link", name="A-K-0")).to_be_focused()
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("k")
        second = page.get_by_role("link", name="A-K-1")
        expect(second).to_be_focused()
        page.keyboard.press("a")
        row = page.locator("[data-row]").nth(1)
        expect(row.get_by_role("button", name="Assign")).to_have_count(0)
        expect(row).to_contain_text("pathologist")
        expect(second).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="A-K-1")).to_be_visible()


def test_the_keys_of_a_page_are_listed_and_can_be_turned_off(
    visit: Callable[..., AbstractContextManager[Page]],
) -> None:
    with visit() as page:
        sign_in(page)
        page.keyboard.press("?")
        dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
        expect(dialog).to_contain_text("Next and previous case")
        dialog.get_by_label("Single-key shortcuts are on").uncheck()
        page.keyboard.press("Escape")
        page.keyboard.press("j")
        expect(page.get_by_role("link", name="A-K-0")).not_to_be_focused()
        page.keyboard.press("?")
        expect(dialog).not_to_be_visible()


def test_filters_stand_in_the_address_and_come_back_with_it(
    visit: Callable[..., AbstractContextManager[Page]],
) -> None:
    with visit() as page:
        sign_in(page)
        page.get_by_label("Priority", exact=True).select_option("STAT")
        page.wait_for_url("**/?priority=stat")
        expect(page.get_by_role("link", name="STAT")).to_have_attribute("aria-current", "true")
        page.reload()
        expect(page.get_by_label("Priority", exact=True)).to_have_value("stat")
        expect(page.get_by_role("link", name="A-K-1")).to_have_count(0)
        page.get_by_label("Priority", exact=True).select_option("Routine")
        page.wait_for_url("**/?priority=routine")
        page.go_back()
        expect(page.get_by_label("Priority", exact=True)).to_have_value("stat")
        expect(page.get_by_role("link", name="A-K-1")).to_have_count(0)


def test_a_session_that_has_ended_leads_to_the_door_and_back(
    visit: Callable[..., AbstractContextManager[Page]],
) -> None:
    with visit() as page:
        sign_in(page)
        page.context.clear_cookies()
        page.get_by_label("Priority", exact=True).select_option("STAT")
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        expect(page.get_by_role("heading", name="Worklist")).to_have_count(0)
