"""The report of a case, before the signature, after it, and after an amendment."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory, SlideFactory, colleague
from tests.factories.diagnostics import AnalysisFactory, DiagnosisFactory, signature

if TYPE_CHECKING:
    from django.test import Client

    from cases.models import Case

pytestmark = pytest.mark.django_db


def page(client: Client, case: Case, query: str = "") -> str:
    client.force_login(colleague(case, "technician"))
    return client.get(f"/cases/{case.pk}/report/{query}").content.decode()


def sign(case: Case, **words: Any) -> Any:
    author = colleague(case)
    row = DiagnosisFactory.build(case=case, author=author)
    return DiagnosisFactory(case=case, author=author, **signature(row), **words)


def test_without_a_signature_the_report_is_preliminary_and_tells_no_draft(client: Client) -> None:
    case = CaseFactory(status="awaiting_review")
    DiagnosisFactory(case=case, comment="Only a draft.")

    shown = page(client, case)

    assert "Preliminary" in shown
    assert "No pathologist has signed" in shown
    assert "Only a draft." not in shown


def test_a_signed_case_has_the_call_its_signature_and_the_patient(client: Client) -> None:
    case = CaseFactory(status="signed_out", clinical_notes="Fever.")
    signed = sign(case, comment="Blasts, 80 %.")

    shown = page(client, case)

    for words in ("Final", "Pre-B ALL", "Blasts, 80 %.", signed.signed_name, "I made this diagnosis"):
        assert words in shown
    for words in (case.laboratory.name, case.accession_number, case.patient.mrn, "Fever."):
        assert words in shown
    assert "Preliminary" not in shown


def test_an_amended_report_says_what_was_changed_and_why(client: Client) -> None:
    case = CaseFactory(status="amended")
    first = sign(case, comment="Looks like pre-B.")
    sign(case, label="pro_b", amends=first, amendment_reason="CD10 is negative.")

    shown = page(client, case)

    assert "Amended" in shown
    assert "CD10 is negative." in shown
    assert "<del>Pre-B ALL</del>" in shown
    assert "Looks like pre-B." in shown
    assert shown.index("Pro-B ALL") < shown.index("<del>Pre-B ALL</del>")


def test_what_the_model_said_stands_apart_with_its_version_and_limits(client: Client) -> None:
    analysis = AnalysisFactory(classified=True)

    shown = page(client, analysis.slide.case)

    part = shown[shown.index("What the model said") :]
    for words in ("No part of the diagnosis", "Pre-B ALL", "90.0", "test-model 1", "immunophenotyping"):
        assert words in part


def test_figures_that_were_never_measured_on_such_images_are_in_no_report(client: Client) -> None:
    reasons = [{"code": "unlike_training", "text": "The image differs."}]
    analysis = AnalysisFactory(classified=True, reasons=reasons)

    shown = page(client, analysis.slide.case)

    assert "The image differs." in shown
    assert "90.0" not in shown


def test_images_are_chosen_and_heatmaps_are_shown_if_asked_for(client: Client) -> None:
    first = AnalysisFactory(classified=True, slide__display="displays/1.jpg")
    second = SlideFactory(case=first.slide.case, display="displays/2.jpg")
    image, other = (f"/slides/{slide.pk}/image/" for slide in (first.slide, second))
    heatmap = f"/analyses/{first.pk}/heatmap/"

    plain = page(client, second.case)
    chosen = page(client, second.case, "?choose=1&image=1&overlays=1")
    none = page(client, second.case, "?choose=1&image=x&image=7")

    assert image in plain
    assert other in plain
    assert heatmap not in plain
    assert image in chosen
    assert other not in chosen
    assert heatmap in chosen
    assert image not in none


def test_words_of_a_patient_stay_words(client: Client) -> None:
    case = CaseFactory(patient__family_name="<script>alert(1)</script>", clinical_notes="<b>bold</b>")

    shown = page(client, case)

    assert "<script>alert" not in shown
    assert "<b>bold</b>" not in shown


def test_an_answer_that_came_after_the_signature_is_marked(client: Client) -> None:
    before = AnalysisFactory(classified=True)
    case = before.slide.case
    signed = sign(case)
    assert "after the signature" not in page(client, case)

    AnalysisFactory(
        uncertain=True,
        slide=SlideFactory(case=case),
        finished_at=signed.signed_at + datetime.timedelta(seconds=1),
    )

    assert page(client, case).count("after the signature") == 1


def test_nobody_reads_the_report_of_another_laboratory(client: Client) -> None:
    case = CaseFactory()
    client.force_login(UserFactory(role="pathologist"))

    assert client.get(f"/cases/{case.pk}/report/").status_code == 404
