"""A folder for uploads that cannot be written is said to be, and nothing is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from cases.models import AuditEvent, Case, Slide
from tests.factories.api import client_of, person
from tests.factories.cases import CaseFactory, upload

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import Settings

pytestmark = pytest.mark.django_db
TOKEN = "a" * 32


@pytest.fixture
def case(settings: Settings, tmp_path: Path) -> Case:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "gone"
    made: Case = CaseFactory()
    return made


def nothing_was_kept(case: Case) -> bool:
    case.refresh_from_db()
    return case.status == "registered" and not Slide.objects.exists() and not AuditEvent.objects.exists()


@pytest.mark.parametrize(
    "headers", [{}, {"Accept": "application/json"}], ids=["the plain form", "the page's script"]
)
def test_on_a_page(case: Case, headers: dict[str, str]) -> None:
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    client.force_login(person(case.laboratory, "technician"))
    client.cookies["csrftoken"] = TOKEN
    headers = {**headers, "X-CSRFToken": TOKEN}
    response = client.post(f"/cases/{case.pk}/slides/", {"image": upload()}, headers=headers)
    assert response.status_code == 503
    assert "nothing was kept" in response.content.decode()
    assert nothing_was_kept(case)


def test_on_the_api(case: Case) -> None:
    client = client_of(person(case.laboratory, "technician"))
    response = client.post("/api/v1/slides/", {"case": str(case.pk), "image": upload()}, format="multipart")
    assert (response.status_code, response.json()["code"]) == (503, "storage_unavailable")
    assert nothing_was_kept(case)


def test_large_files_pass_otherwise(case: Case, settings: Settings, tmp_path: Path) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    client = Client()
    client.force_login(person(case.laboratory, "technician"))
    assert client.post(f"/cases/{case.pk}/slides/", {"image": upload()}).status_code == 302
    assert Slide.objects.count() == 1
