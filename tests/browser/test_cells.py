"""The gallery of white cells beside the viewer: its crops, and the outlines over the picture."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import sign_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from playwright.sync_api import Locator, Page

    from tests.flows.portal import Portal

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.xdist_group("flows")]

SIDE = 448
ANALYSED_WITHIN = 60_000
# In the opposite order of the gallery.
CELLS: list[dict[str, Any]] = [
    {"x": 0, "y": 300, "width": 70, "height": 90, "cut": True, "probabilities": None},
    {"x": 300, "y": 60, "width": 100, "height": 80, "cut": False, "probabilities": {"normal": 1.0}},
    {"x": 120, "y": 200, "width": 90, "height": 120, "cut": False, "probabilities": {"pro_b": 0.9}},
]
# The picture on the screen is half as wide as the image that the boxes are given for.
FILL = """
from cases.models import Slide; from diagnostics.models import Analysis; import json
Slide.objects.filter(pk="{slide}").update(width={side}, height={side})
Analysis.objects.filter(slide="{slide}").update(cells=json.loads('''{cells}'''))
"""


@pytest.fixture(scope="module")
def slide(portal: Portal, drawn_smear: Callable[..., bytes]) -> str:
    """An analysed slide with three cells where we put them."""
    case = portal.open_case("C-1")
    slide = portal.upload(case["id"], drawn_smear(7, size=(SIDE, SIDE)))
    portal.finished(slide["analysis"]["id"])
    doubled = [cell | {key: 2 * cell[key] for key in ("x", "y", "width", "height")} for cell in CELLS]
    portal.manage("shell", "-c", FILL.format(slide=slide["id"], side=2 * SIDE, cells=json.dumps(doubled)))
    return str(slide["id"])


def look(page: Page, slide: str) -> None:
    sign_in(page)
    page.goto(f"/slides/{slide}/")
    expect(page.get_by_role("button", name="Cells", exact=True)).to_be_enabled()


def outlines(page: Page) -> Locator:
    return page.locator(".outlines g:visible .outline-line")


def centre(box: Any) -> tuple[float, float]:
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def mean_colour(crop: Locator) -> np.ndarray[Any, Any]:
    script = "canvas => [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data]"
    return np.asarray(np.reshape(crop.evaluate(script), (-1, 4)).mean(axis=0)[:3])


def test_a_crop_shows_its_cell_and_leads_to_it(
    visit: Callable[..., AbstractContextManager[Page]], portal: Portal, slide: str, artifacts: Path
) -> None:
    with visit() as page:
        look(page, slide)
        gallery = page.get_by_role("region", name="3 white cells found")
        crops = gallery.get_by_role("listitem").get_by_role("button")
        expect(crops).to_have_count(3)
        expect(crops.first).to_have_accessible_name("Show cell 1: Pro-B ALL 90.0 %")
        sent = portal.call("GET", f"/api/v1/slides/{slide}/image/").content
        seen = np.asarray(Image.open(io.BytesIO(sent)).convert("RGB"))
        margin = 18  # 15 % of the longer side, and the crop is square
        around = seen[200 - margin : 320 + margin, 105 - margin : 225 + margin].reshape(-1, 3)
        assert np.abs(mean_colour(crops.first.locator("canvas")) - around.mean(axis=0)).max() < 2

        expect(outlines(page)).to_have_count(0)
        crops.first.click()
        expect(crops.first).to_have_attribute("aria-pressed", "true")
        expect(outlines(page)).to_have_count(1)
        page.wait_for_timeout(600)  # the picture moves for 300 ms
        middle = centre(page.locator("[data-stage]").bounding_box())
        assert np.abs(np.subtract(centre(outlines(page).bounding_box()), middle)).max() < 4
        page.screenshot(path=artifacts / "cells.png")

        crops.nth(1).focus()
        page.keyboard.press("Enter")
        expect(crops.first).to_have_attribute("aria-pressed", "false")
        expect(outlines(page)).to_have_count(1)
        crops.nth(1).click()
        expect(outlines(page)).to_have_count(0)


def test_a_key_shows_and_hides_the_outlines_of_all_cells_at_their_places(
    visit: Callable[..., AbstractContextManager[Page]], slide: str, artifacts: Path
) -> None:
    with visit() as page:
        look(page, slide)
        button = page.get_by_role("button", name="Cells", exact=True)
        expect(button).to_have_attribute("aria-pressed", "false")
        expect(outlines(page)).to_have_count(0)
        page.keyboard.press("o")
        expect(button).to_have_attribute("aria-pressed", "true")
        expect(outlines(page)).to_have_count(3)
        page.wait_for_timeout(600)
        canvas = page.locator("[data-stage]").bounding_box()
        assert canvas is not None
        # At first look the whole picture is in the middle of the viewer, as large as it fits.
        shown = min(canvas["width"], canvas["height"])
        middle = centre(canvas)
        for place, cell in enumerate(reversed(CELLS)):
            expected = [
                start + (centre(cell)[axis] / SIDE - 0.5) * shown for axis, start in enumerate(middle)
            ]
            found = centre(outlines(page).nth(place).bounding_box())
            assert np.abs(np.subtract(found, expected)).max() < 4
        page.screenshot(path=artifacts / "outlines.png")
        page.keyboard.press("o")
        expect(outlines(page)).to_have_count(0)
        page.keyboard.press("?")
        expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_contain_text(
            "Outline all white cells, or none"
        )


def test_on_a_phone_a_cell_is_shown_without_losing_sight_of_the_gallery(
    visit: Callable[..., AbstractContextManager[Page]], slide: str, artifacts: Path
) -> None:
    with visit(390, 844) as page:
        look(page, slide)
        crop = page.get_by_role("button", name="Normal white cell")
        crop.click()
        expect(outlines(page)).to_have_count(1)
        expect(outlines(page)).to_be_in_viewport(ratio=0.99)
        expect(crop).to_be_in_viewport()
        page.wait_for_timeout(600)
        page.screenshot(path=artifacts / "cells-phone.png")


def test_the_gallery_comes_by_itself_with_the_answer(
    visit: Callable[..., AbstractContextManager[Page]], portal: Portal, drawn_smear: Callable[..., bytes]
) -> None:
    with visit() as page:
        sign_in(page)
        slide = portal.upload(portal.open_case("C-2")["id"], drawn_smear(8, size=(SIDE, SIDE)))
        page.goto(f"/slides/{slide['id']}/")
        expect(page.get_by_role("heading", name="white cell")).to_be_visible(timeout=ANALYSED_WITHIN)
        cells = page.get_by_role("button", name="Show cell")
        expect(page.get_by_role("button", name="Cells", exact=True)).to_be_enabled()
        page.keyboard.press("o")
        expect(outlines(page)).to_have_count(cells.count())
        assert cells.count()
