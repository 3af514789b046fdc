"""The call is kept by itself, whatever the pathologist does next."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from playwright.sync_api import Dialog, Page

    from tests.flows.portal import Portal

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.xdist_group("flows")]


NUMBERS = itertools.count(1)


@pytest.fixture
def slides(portal: Portal, drawn_smear: Callable[..., bytes]) -> list[Any]:
    """Two slides of a case of the test's own."""
    case = portal.open_case(f"D-{next(NUMBERS)}")
    return [portal.upload(case["id"], drawn_smear(seed)) for seed in (11, 12)]


def test_a_call_and_its_comment_are_there_on_the_next_slide_and_after_a_reload(
    visit: Callable[..., AbstractContextManager[Page]], slides: list[Any]
) -> None:
    with visit() as page:
        sign_in(page)
        page.goto(f"/slides/{slides[0]['id']}/")
        page.keyboard.press("3")
        expect(page.get_by_text("Saved", exact=True)).to_be_visible()
        expect(page.get_by_text("Your draft: Pre-B ALL")).to_be_visible()
        page.get_by_label("Comment").fill("Blasts, scant cytoplasm.")
        page.get_by_role("link", name="Next slide").click()
        expect(page.get_by_role("heading", name="Slide 2 of 2")).to_be_visible()
        expect(page.get_by_label("Comment")).to_have_value("Blasts, scant cytoplasm.")
        page.keyboard.press("4")
        page.keyboard.press("ArrowLeft")
        expect(page.get_by_role("heading", name="Slide 1 of 2")).to_be_visible()
        expect(page.get_by_role("radio", name="Pro-B ALL", exact=True)).to_be_checked()
        page.reload()
        expect(page.get_by_role("radio", name="Pro-B ALL", exact=True)).to_be_checked()
        expect(page.get_by_label("Comment")).to_have_value("Blasts, scant cytoplasm.")


def test_what_is_not_kept_is_said_and_the_browser_asks_before_it_leaves(
    visit: Callable[..., AbstractContextManager[Page]], slides: list[Any]
) -> None:
    with visit() as page:
        sign_in(page)
        page.goto(f"/slides/{slides[0]['id']}/")
        page.get_by_label("Comment").fill("Blasts.")
        page.get_by_label("Comment").blur()
        expect(page.get_by_text("Not saved: choose your call first.")).to_be_visible()
        asked: list[str] = []

        def stay(dialog: Dialog) -> None:
            asked.append(dialog.type)
            dialog.dismiss()

        page.once("dialog", stay)
        page.get_by_role("link", name="Case", exact=True).click()
        expect(page.get_by_label("Comment")).to_have_value("Blasts.")
        page.wait_for_timeout(300)
        assert asked == ["beforeunload"]
        page.keyboard.press("2")
        expect(page.get_by_text("Saved", exact=True)).to_be_visible()
        page.get_by_role("link", name="Case", exact=True).click()
        expect(page.get_by_role("heading", name=re.compile("^A-"), level=1)).to_be_visible()


def test_signing_without_a_call_leads_to_the_choices(
    visit: Callable[..., AbstractContextManager[Page]], slides: list[Any]
) -> None:
    with visit() as page:
        sign_in(page)
        page.goto(f"/slides/{slides[0]['id']}/")
        for choice in page.get_by_role("radio").all():
            expect(choice).to_be_in_viewport(ratio=1)
        page.keyboard.press("s")
        expect(page.get_by_role("radio").first).to_be_focused()
        expect(page.get_by_text("Choose your call first.")).to_be_visible()
        expect(page.get_by_label("What it is")).to_be_hidden()
        page.keyboard.press("6")
        page.keyboard.press("s")
        expect(page.get_by_label("What it is")).to_be_focused()
        expect(page.locator("#diagnosis-form")).not_to_contain_text("What it is (optional)")
        page.get_by_label("What it is").fill("AML")
        page.get_by_label("What it is").blur()
        page.keyboard.press("s")
        expect(page.get_by_role("dialog")).to_contain_text("Other: AML")
