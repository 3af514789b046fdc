"""Many images at once: their order, and what is left on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from playwright.sync_api import FilePayload, Page

    from tests.flows.portal import Portal

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.xdist_group("flows")]


def test_slides_are_numbered_as_the_files_were_chosen(
    visit: Callable[..., AbstractContextManager[Page]], portal: Portal, drawn_smear: Callable[..., bytes]
) -> None:
    case = portal.open_case("U-1")
    sizes = [(900, 900), (224, 224), (640, 480), (224, 225)]  # the first takes longest to send and to read
    files: list[FilePayload] = [
        {"name": f"{place}.jpg", "mimeType": "image/jpeg", "buffer": drawn_smear(place, size=size)}
        for place, size in enumerate(sizes, 1)
    ]
    with visit() as page:
        sign_in(page)
        page.goto(f"/cases/{case['id']}/")
        page.locator("input[type=file]").set_input_files(files)
        expect(page.locator(".slides-progress")).to_contain_text("of 4 analysed")
        expect(page.locator(".slide-card-file")).to_have_text(["1.jpg", "2.jpg", "3.jpg", "4.jpg"])
        expect(page.locator(".upload-line")).to_have_count(0)
