"""The gallery of white cells on the review page: which cells, in which order, in which words."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from tests.factories.cases import CaseFactory, SlideFactory, colleague
from tests.factories.diagnostics import AnalysisFactory, cell

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

NO_CELLS = "None was found in this image, or it was analysed before white cells were kept."
NOT_A_COUNT = "This is the machine's pre-classification, not a count."


@pytest.fixture
def case(client: Client) -> Any:
    case = CaseFactory()
    client.force_login(colleague(case))
    return case


def gallery(client: Client, slide: Any) -> str:
    """The words of the gallery; empty where it is hidden."""
    page = client.get(f"/slides/{slide.pk}/").content.decode()
    tag, inside = re.findall(r'(<section id="slide-cells"[^>]*>)(.*?)</section>', page, re.DOTALL)[0]
    return "" if re.search(r"\shidden\b", tag) else words(inside)


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def entries(text: str) -> list[str]:
    return [entry.strip() for entry in re.split(r"Show cell \d+:", text)[1:]]


def test_the_likeliest_leukaemia_comes_first_and_what_was_not_judged_last(client: Client, case: Any) -> None:
    cells = [
        cell(0, 0, cut=True),
        cell(1, 1, benign=0.62, early_pre_b=0.2, normal=0.18),
        cell(2, 2),
        cell(3, 3, pre_b=0.5, pro_b=0.45, normal=0.05),
        cell(4, 4, normal=0.97, pro_b=0.03),
        cell(5, 5, early_pre_b=0.8, benign=0.2),
    ]
    text = gallery(client, AnalysisFactory(slide__case=case, classified=True, cells=cells).slide)
    assert entries(text) == [
        "Pre-B ALL 50.0 %",
        "Early pre-B ALL 80.0 %",
        "Benign (hematogones) 62.0 %",
        "Normal white cell 97.0 %",
        "At the border, not judged",
        "Not judged",
    ]
    assert text.startswith(f"6 white cells found {NOT_A_COUNT} The likeliest leukaemia comes first.")


def test_where_none_was_judged_no_order_is_claimed(client: Client, case: Any) -> None:
    analysis = AnalysisFactory(slide__case=case, uncertain=True, cells=[cell(1, 1)])
    text = gallery(client, analysis.slide)
    assert text == f"1 white cell found {NOT_A_COUNT} Show cell 1: Not judged"


def test_where_not_all_cells_are_kept_the_number_says_so(client: Client, case: Any) -> None:
    cells = [cell(number, 0) for number in range(500)]
    analysis = AnalysisFactory(slide__case=case, uncertain=True, cells=cells)
    assert gallery(client, analysis.slide).startswith("500 or more white cells found")


def test_without_cells_the_gallery_says_why_it_is_empty(client: Client, case: Any) -> None:
    text = gallery(client, AnalysisFactory(slide__case=case, classified=True).slide)
    assert text == f"No white cells to show {NO_CELLS}"


def refused(case: Any, *codes: str) -> Any:
    """A slide that the model refused for these reasons, with a cell that was judged all the same."""
    reasons = [{"code": code, "text": "Why."} for code in codes]
    cells = [cell(1, 1, pro_b=0.1, normal=0.9), cell(0, 2, cut=True)]
    return AnalysisFactory(slide__case=case, not_analysable=True, reasons=reasons, cells=cells).slide


def test_of_a_refused_image_the_cells_that_were_found_are_shown_without_a_class(
    client: Client, case: Any
) -> None:
    for codes in (["out_of_focus"], ["out_of_focus", "normal_cells"]):
        text = gallery(client, refused(case, *codes))
        assert entries(text) == ["Not judged", "At the border, not judged"]


def uncertain(case: Any, *codes: str) -> Any:
    """A slide about which the model is uncertain for these reasons."""
    reasons = [{"code": code, "text": "Why."} for code in codes]
    cells = [cell(1, 1, pro_b=0.1, normal=0.9), cell(0, 2, cut=True)]
    return AnalysisFactory(slide__case=case, uncertain=True, reasons=reasons, cells=cells).slide


@pytest.mark.parametrize("code", ["unlike_training", "magnification", "no_ruler", "normal_cells"])
def test_of_an_image_unlike_those_learned_from_no_cell_is_given_a_class(
    client: Client, case: Any, code: str
) -> None:
    text = gallery(client, uncertain(case, code))
    assert entries(text) == ["Not judged", "At the border, not judged"]


@pytest.mark.parametrize("traits", [{}, {"failed": True}])
def test_before_an_answer_and_without_one_there_is_no_gallery(
    client: Client, case: Any, traits: dict[str, bool]
) -> None:
    assert gallery(client, AnalysisFactory(slide__case=case, **traits).slide) == ""


def test_a_slide_without_an_analysis_has_no_gallery(client: Client, case: Any) -> None:
    assert gallery(client, SlideFactory(case=case)) == ""


def test_of_a_specimen_that_the_model_was_not_validated_for_no_cell_is_shown(client: Client) -> None:
    reasons = [{"code": "specimen_not_validated", "text": "Validated on peripheral blood only."}]
    analysis = AnalysisFactory(
        slide__case__specimen="bone_marrow", uncertain=True, reasons=reasons, cells=[cell(1, 1, pro_b=0.9)]
    )
    client.force_login(colleague(analysis.slide.case))
    assert gallery(client, analysis.slide) == ""
    assert "data-box" not in client.get(f"/slides/{analysis.slide.pk}/").content.decode()


def test_the_gallery_comes_with_the_answer_to_a_page_that_waits(client: Client, case: Any) -> None:
    analysis = AnalysisFactory(slide__case=case, classified=True, cells=[cell(1, 1, pre_b=0.9)])
    path = f"/slides/{analysis.slide.pk}/progress/"
    part = client.get(path, headers={"hx-request": "true"}).content.decode()
    section = re.findall(r'<section id="slide-cells".*?</section>', part, re.DOTALL)[0]
    assert 'hx-swap-oob="true"' in section
    assert entries(words(section)) == ["Pre-B ALL 90.0 %"]
