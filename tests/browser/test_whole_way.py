"""The main job as a pathologist does it, from the door to the signature."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_in
from tests.flows.portal import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from playwright.sync_api import FilePayload, Page

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.xdist_group("flows")]

ANALYSED_WITHIN = 60_000


def register(page: Page) -> None:
    page.get_by_role("link", name="Patients", exact=True).click()
    page.get_by_role("link", name="Register a patient").first.click()
    page.get_by_label("Medical record number (MRN)").fill("M-100")
    page.get_by_label("Family name").fill("Demo-Linde")
    page.get_by_label("Given name").fill("Ada")
    page.get_by_label("Date of birth").fill("2019-04-01")
    page.get_by_label("Sex").select_option("Female")
    page.get_by_role("button", name="Register").click()
    page.get_by_role("link", name="Register a case").first.click()
    page.get_by_label("Accession number").fill("A-100")
    page.get_by_label("Specimen").select_option("Peripheral blood")
    page.get_by_label("Priority").select_option("STAT")
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("heading", name="A-100", level=1)).to_be_visible()


def upload(page: Page, smear: bytes) -> None:
    files: list[FilePayload] = [
        {"name": "field.jpg", "mimeType": "image/jpeg", "buffer": smear},
        {"name": "again.jpg", "mimeType": "image/jpeg", "buffer": smear},
        {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"no picture"},
    ]
    page.locator("input[type=file]").set_input_files(files[:1])
    expect(page.locator(".slide-card")).to_have_count(1)
    expect(page.locator(".upload-line")).to_have_count(0)
    expect(page.get_by_role("link", name="Review slides")).to_be_visible()
    page.locator("input[type=file]").set_input_files(files[1:])
    refused = page.locator(".upload-line.is-wrong")
    expect(refused).to_have_count(2)
    again, notes = refused.all()
    expect(again).to_contain_text("This image is already in the case.")
    expect(again.get_by_role("link", name="Open the slide")).to_be_visible()
    expect(notes).to_contain_text("This kind of file is not accepted.")


def follow(page: Page) -> None:
    """The result comes by itself, and a reload on the way loses nothing."""
    page.reload()
    expect(page.locator(".slide-card img")).to_be_visible(timeout=ANALYSED_WITHIN)
    expect(page.locator("#case-status")).to_have_text("Awaiting review", timeout=ANALYSED_WITHIN)
    expect(page.locator(".slides-progress")).to_have_count(0)


def picture(page: Page) -> str:
    """What is drawn in the viewer, once it draws the same twice: a canvas does not say when it is done."""
    canvas = page.locator(".openseadragon-canvas canvas").first
    before, now = "", canvas.evaluate("canvas => canvas.toDataURL()")
    while now != before:
        page.wait_for_timeout(300)
        before, now = now, canvas.evaluate("canvas => canvas.toDataURL()")
    return str(now)


def look(page: Page) -> None:
    page.get_by_role("link", name="Review slides").click()
    heatmap = page.get_by_role("button", name="Heatmap")
    expect(heatmap).to_be_enabled()
    expect(heatmap).to_have_attribute("aria-pressed", "false")
    plain = picture(page)
    page.keyboard.press("h")
    expect(page.get_by_text("Where the model looked")).to_be_visible()
    assert picture(page) != plain
    page.get_by_label("Opacity of the heatmap in percent").fill("0")
    assert picture(page) == plain


def sign(page: Page, other: Page) -> None:
    page.keyboard.press("3")
    expect(page.get_by_role("radio", name="Pre-B ALL", exact=True)).to_be_checked()
    page.get_by_label("Comment").fill("Blasts, scant cytoplasm.")
    page.get_by_label("Comment").blur()
    page.keyboard.press("s")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("You sign case A-100 of Demo-Linde, Ada (MRN M-100) as Pre-B ALL.")
    other.goto(page.url)  # a second window, opened before the signature
    other.keyboard.press("s")
    password = dialog.get_by_label("Your password, again")
    password.fill("a guess")
    password.evaluate("field => { field.style.caretColor = 'red' }")  # as password managers mark a field
    dialog.get_by_role("button", name="Sign out").click()
    expect(dialog).to_contain_text("The password is not right.")
    dialog.get_by_label("Your password, again").fill(PASSWORD)


def test_from_the_door_to_the_signature(
    visit: Callable[..., AbstractContextManager[Page]],
    drawn_smear: Callable[..., bytes],
    artifacts: Path,
) -> None:
    with visit() as page:
        sign_in(page)
        register(page)
        upload(page, drawn_smear(7, size=(448, 448)))
        follow(page)
        page.screenshot(path=artifacts / "case.png", full_page=True)
        look(page)
        page.get_by_label("Opacity of the heatmap in percent").fill("50")
        page.screenshot(path=artifacts / "review.png")
        other = page.context.new_page()
        sign(page, other)
        page.screenshot(path=artifacts / "sign-out.png")
        page.get_by_role("dialog").get_by_role("button", name="Sign out").click()
        expect(page.locator(".signature")).to_contain_text("I made this diagnosis")
        expect(page.locator("#case-status")).to_have_text("Signed out")
        page.screenshot(path=artifacts / "signed.png", full_page=True)

        late = other.get_by_role("dialog")
        late.get_by_label("Your password, again").fill(PASSWORD)
        late.get_by_role("button", name="Sign out").click()
        expect(late).to_contain_text("This is already signed out.")
