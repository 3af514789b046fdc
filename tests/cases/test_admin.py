from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from cases.models import AuditEvent
from cases.services.audit import record
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory, PatientFactory, SlideFactory, colleague
from tests.factories.diagnostics import AnalysisFactory, DiagnosisFactory

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

DETAILS = {
    "mrn": "M9",
    "family_name": "Demo-Birke",
    "given_name": "Ada",
    "date_of_birth": "1984-02-29",
    "sex": "female",
}


def test_an_administrator_corrects_a_patient_with_a_reason_that_is_audited(client: Client) -> None:
    patient = PatientFactory(mrn="M9", family_name="Demo-Brike")
    client.force_login(colleague(patient, "administrator"))
    path = f"/admin/cases/patient/{patient.pk}/change/"
    assert b"Reason is required." in client.post(path, DETAILS).content
    assert client.post(path, {**DETAILS, "reason": "typing error"}).status_code == 302
    patient.refresh_from_db()
    assert patient.family_name == "Demo-Birke"
    assert AuditEvent.objects.get(action="patient.corrected").reason == "typing error"


def test_a_signed_case_cannot_be_edited_and_an_open_one_can(client: Client) -> None:
    case = CaseFactory()
    client.force_login(colleague(case, "administrator"))
    path = f"/admin/cases/case/{case.pk}/change/"
    form = {
        "accession_number": "A9",
        "specimen": "bone_marrow",
        "priority": "stat",
        "received_at_0": "2026-01-01",
        "received_at_1": "10:00",
        "collected_at_0": "",
        "collected_at_1": "",
        "clinical_notes": "",
    }
    assert client.post(path, form).status_code == 302
    case.refresh_from_db()
    assert (case.priority, AuditEvent.objects.get().action) == ("stat", "case.edited")
    type(case).objects.update(status="signed_out")
    assert client.post(path, form).status_code == 403


@pytest.mark.parametrize("role", ["administrator", "superuser"])
def test_slides_diagnoses_and_the_audit_trail_are_read_only(client: Client, role: str) -> None:
    diagnosis = DiagnosisFactory()
    slide = SlideFactory(case=diagnosis.case)
    superuser = {"is_superuser": True, "laboratory": None, "role": ""}
    client.force_login(
        UserFactory(**superuser) if role == "superuser" else colleague(diagnosis.case, "administrator")
    )
    for path in (f"diagnostics/diagnosis/{diagnosis.pk}", f"cases/slide/{slide.pk}"):
        assert client.get(f"/admin/{path}/change/").status_code == 200
        assert client.post(f"/admin/{path}/change/", {"label": "normal"}).status_code == 403
        assert client.post(f"/admin/{path}/delete/", {"post": "yes"}).status_code == 403
    assert client.get("/admin/cases/auditevent/").status_code == 200
    assert client.get("/admin/cases/auditevent/add/").status_code == 403


def test_failed_analyses_are_started_again_from_the_list(client: Client) -> None:
    failed = AnalysisFactory(failed=True)
    client.force_login(colleague(failed.slide.case, "administrator"))
    action = {"action": "start_again", "_selected_action": [str(failed.pk)]}
    assert client.post("/admin/diagnostics/analysis/", action).status_code == 302
    failed.refresh_from_db()
    assert failed.status == "queued"


def test_the_trail_stands_in_words_with_the_latest_first_and_names_no_patient(client: Client) -> None:
    analysis = AnalysisFactory(slide__case__patient__family_name="Demo-Birke")
    case = analysis.slide.case
    with transaction.atomic():
        record(action="case.registered", actor=None, about=case)
        record(action="analysis.succeeded", actor=None, about=analysis)
    client.force_login(colleague(case, "administrator"))
    page = client.get("/admin/cases/auditevent/").content.decode()
    rows = page.split("<tbody>")[1]
    assert rows.index("Analysis done") < rows.index("Case registered")
    assert f"Case {str(case.pk)[:8]}" in rows
    assert "Demo-Birke" not in page
    assert case.accession_number not in page
    chosen = client.get("/admin/cases/auditevent/?action=case.registered")
    assert [event.action for event in chosen.context["cl"].result_list] == ["case.registered"]


def test_the_admin_says_whose_it_is(client: Client) -> None:
    client.force_login(UserFactory(role="administrator"))
    page = client.get("/admin/").content.decode()
    for words in ("Leukoscope administration", "API tokens", "favicon"):
        assert words in page
    for words in ("Django administration", "Knox", "Auth token"):
        assert words not in page
