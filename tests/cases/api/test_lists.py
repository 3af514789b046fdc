"""Pages, filters, and how many queries a list takes."""

from __future__ import annotations

import base64
import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.models import Patient
from tests.factories.api import client_of, person, refused
from tests.factories.cases import CaseFactory, PatientFactory, SlideFactory
from tests.factories.diagnostics import AnalysisFactory, DiagnosisFactory

pytestmark = pytest.mark.django_db

URL = "/api/v1/patients/"
LISTS = ["patients", "cases", "slides", "analyses", "diagnoses", "tokens"]


def walk(client: Any, url: str | None, link: str = "next") -> list[str]:
    seen: list[str] = []
    while url:
        body = client.get(url).json()
        seen += [row["id"] for row in body["results"]]
        url = body[link]
    return seen


@pytest.mark.parametrize("at_once", [False, True])
def test_walking_the_pages_shows_each_row_once_newest_first(at_once: bool) -> None:
    user = person()
    start = timezone.now()
    for step in range(7):
        at = start if at_once else start + datetime.timedelta(seconds=step)
        PatientFactory(laboratory=user.laboratory, created_at=at)
    seen = walk(client_of(user), f"{URL}?page_size=3")
    newest_first = Patient.objects.order_by("-created_at", "-id").values_list("pk", flat=True)
    assert seen == [str(pk) for pk in newest_first]


def test_a_row_added_meanwhile_moves_nothing() -> None:
    user = person()
    client = client_of(user)
    for _ in range(4):
        PatientFactory(laboratory=user.laboratory)
    first = client.get(URL, {"page_size": 2}).json()
    PatientFactory(laboratory=user.laboratory)
    second = client.get(first["next"]).json()
    ids = [row["id"] for row in first["results"] + second["results"]]
    assert len(set(ids)) == 4
    assert second["next"] is None
    back = client.get(second["previous"]).json()["results"]
    assert [row["id"] for row in back] == ids[:2]


def test_links_are_paths_that_keep_the_filters() -> None:
    user = person()
    for _ in range(3):
        CaseFactory(patient__laboratory=user.laboratory, priority="stat")
    link = client_of(user).get("/api/v1/cases/", {"priority": "stat", "page_size": "2"}).json()["next"]
    assert link.startswith("/api/v1/cases/?")
    assert "priority=stat" in link


def test_a_page_has_50_rows_unless_said() -> None:
    user = person()
    Patient.objects.bulk_create([PatientFactory.build(laboratory=user.laboratory) for _ in range(60)])
    client = client_of(user)
    assert len(client.get(URL).json()["results"]) == 50
    assert len(client.get(URL, {"page_size": 200}).json()["results"]) == 60


def _cursor(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("page_size", size) for size in ("0", "201", "-1", "x", "", "1e2", "٣", "9" * 5000)),
        *(("cursor", text) for text in ("x", "é", _cursor("p=nonsense"), _cursor("p=2020-13-45T00:00:00Z"))),
        ("cursor", _cursor("p=2020-01-01")),
        ("cursor", _cursor("p=0001-01-01T00:00:00+14:00")),
        ("cursor", _cursor("o=" + "9" * 5000)),
        ("cursor", _cursor("r=x")),
        ("laboratory", "1"),
        ("laboratory__name", "x"),
        ("ordering", "password"),
        ("format", "xml"),
        ("search", "\x00"),
        ("search", "x" * 201),
    ],
)
def test_parameters_that_make_no_sense_are_named(name: str, value: str) -> None:
    user = person()
    PatientFactory(laboratory=user.laboratory)
    body = refused(client_of(user).get(URL, {name: value}), 400, "invalid")
    assert list(body["errors"]) == [name]


def test_a_filter_is_given_once() -> None:
    assert refused(client_of(person()).get(f"{URL}?mrn=1&mrn=2"), 400, "invalid")


@pytest.mark.parametrize(
    "query",
    [
        "cases/?status=open",
        "cases/?patient=1",
        "slides/?case=x",
        "analyses/?outcome=maybe",
        "diagnoses/?label=all",
    ],
)
def test_wrong_values_of_filters_are_refused(query: str) -> None:
    assert refused(client_of(person()).get(f"/api/v1/{query}"), 400, "invalid")


@pytest.mark.parametrize("noun", LISTS)
def test_a_list_takes_the_same_queries_however_long_it_is(noun: str) -> None:
    user = person()
    client = client_of(user)

    def fill(rows: int) -> None:
        for _ in range(rows):
            patient = PatientFactory(laboratory=user.laboratory)
            colleagues = {role: person(user.laboratory, role) for role in ("technician", "pathologist")}
            case = CaseFactory(patient=patient, assignee=colleagues["pathologist"])
            AnalysisFactory(slide=SlideFactory(case=case), failed=True)
            DiagnosisFactory(case=case, author=colleagues["pathologist"])
            client_of(user)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/api/v1/{noun}/").status_code == 200
        return len(captured)

    fill(1)
    few = queries()
    fill(4)
    assert queries() == few


@pytest.mark.parametrize("noun", LISTS)
def test_lists_are_for_people_with_a_token(noun: str) -> None:
    from rest_framework.test import APIClient  # noqa: PLC0415 - only here without a token

    response = APIClient().get(f"/api/v1/{noun}/")
    assert refused(response, 401, "not_authenticated")
    assert response["WWW-Authenticate"] == "Bearer"
