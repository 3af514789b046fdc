"""A list asks the database as often for many rows as for two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.api import client_of
from tests.factories.diagnostics import AnalysisFactory, DiagnosisFactory

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from diagnostics.models import Analysis

pytestmark = pytest.mark.django_db

API = ("patients/", "cases/", "slides/", "analyses/", "diagnoses/")
PAGES = ("/", "/?status=all", "/?outcome=pre_b", "/patients/", "/patients/{patient}/", "/cases/{case}/")
ADMIN = ("cases/patient/", "cases/case/", "cases/slide/", "diagnostics/analysis/", "diagnostics/diagnosis/")


@pytest.fixture
def first(db: None) -> Analysis:
    analysis: Analysis = AnalysisFactory(classified=True)
    return analysis


def add(first: Analysis, count: int) -> None:
    """More cases of the same patient, and more slides and diagnoses of the same case, each by others."""
    case = first.slide.case
    for _ in range(count):
        other = AnalysisFactory(classified=True, slide__case__patient=case.patient)
        AnalysisFactory(classified=True, slide__case__patient__laboratory=case.laboratory)
        AnalysisFactory(classified=True, slide__case=case)
        DiagnosisFactory(case=case)
        other.slide.case.assignee = UserFactory(laboratory=case.laboratory)
        other.slide.case.save()


def queries(get: Callable[[str], Any], path: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert get(path).status_code == 200
    return [query["sql"] for query in captured]


def assert_constant(get: Callable[[str], Any], path: str, first: Analysis) -> None:
    add(first, 2)
    get(path)  # the first request writes what later ones only read
    few = queries(get, path)
    add(first, 6)
    many = queries(get, path)
    assert len(many) == len(few), "\n".join(many)


@pytest.mark.parametrize("path", [*API, "cases/{case}/audit/"])
def test_lists_of_the_api(first: Analysis, path: str) -> None:
    reader = UserFactory(laboratory=first.slide.case.laboratory, role="pathologist")
    assert_constant(client_of(reader).get, "/api/v1/" + path.format(case=first.slide.case_id), first)


@pytest.mark.parametrize("path", PAGES)
def test_pages_with_lists(client: Client, first: Analysis, path: str) -> None:
    case = first.slide.case
    client.force_login(UserFactory(laboratory=case.laboratory, role="pathologist"))
    assert_constant(client.get, path.format(case=case.pk, patient=case.patient_id), first)


@pytest.mark.parametrize("path", ADMIN)
def test_lists_of_the_admin(client: Client, first: Analysis, path: str) -> None:
    client.force_login(User.objects.create_superuser("root", password="correct horse battery staple"))
    assert_constant(client.get, f"/admin/{path}", first)
