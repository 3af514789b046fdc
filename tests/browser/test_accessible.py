"""WCAG 2.2 AA as far as a program can tell, in light and dark, wide and narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import sign_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from playwright.sync_api import Page

    from tests.flows.portal import Portal

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.xdist_group("flows")]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def pages(portal: Portal, drawn_smear: Callable[..., bytes]) -> list[str]:
    """The main pages, with a case that has an analysed slide and a draft, and one that has nothing yet."""
    case = portal.open_case("X-1", priority="stat")
    slide = portal.upload(case["id"], drawn_smear(3))
    portal.finished(slide["analysis"]["id"])
    portal.call("POST", f"/api/v1/cases/{case['id']}/diagnoses/", json={"label": "benign"}, status=201)
    empty = portal.open_case("X-2")
    patient = f"/patients/{empty['patient']}/"
    return [
        "/",
        "/?q=nothing+like+this",
        "/patients/",
        "/patients/new/",
        patient,
        f"{patient}correct/",
        f"{patient}cases/new/",
        f"/cases/{case['id']}/",
        f"/cases/{case['id']}/#sign-out-dialog",
        f"/cases/{case['id']}/report/",
        f"/cases/{empty['id']}/",
        f"/cases/{empty['id']}/edit/",
        f"/slides/{slide['id']}/",
        "/accounts/password/",
        "/no/such/page/",
    ]


def faults(page: Page) -> list[Any]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [(rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in found]


@pytest.mark.parametrize(
    ("width", "scheme"), [(1440, "light"), (1440, "dark"), (390, "light"), (320, "dark")]
)
def test_the_main_pages_have_no_fault_that_a_program_finds(
    visit: Callable[..., AbstractContextManager[Page]], pages: list[str], width: int, scheme: str
) -> None:
    with visit(width, color_scheme=scheme, bypass_csp=True) as page:
        page.goto("/accounts/sign-in/")
        assert faults(page) == []
        sign_in(page)
        for address in pages:
            page.goto(address)
            page.wait_for_load_state("networkidle")
            assert faults(page) == [], address
            beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert beyond <= 0, f"{address} is {beyond} px too wide"


def test_the_viewer_and_its_heatmap_have_no_such_fault(
    visit: Callable[..., AbstractContextManager[Page]], pages: list[str]
) -> None:
    with visit(bypass_csp=True) as page:
        sign_in(page)
        page.goto(next(address for address in pages if address.startswith("/slides/")))
        page.get_by_role("button", name="Heatmap").click()
        expect(page.get_by_text("Where the model looked")).to_be_visible()
        assert faults(page) == []
