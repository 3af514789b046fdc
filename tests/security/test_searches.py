"""Searches of any length cost little; impossible values in an address of the admin are no failure of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases import selectors
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory, colleague

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
LONG = " ".join(f"w{number}" for number in range(200))
LISTS = ["/", "/patients/", "/admin/cases/patient/", "/admin/cases/case/", "/admin/accounts/user/"]


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("search", [LONG, "x" * 5000, '"' * 300], ids=["words", "letters", "quotes"])
def test_a_long_search_is_answered(client: Client, path: str, search: str) -> None:
    client.force_login(UserFactory(role="administrator"))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path, {"q": search}).status_code == 200
    assert all(query["sql"].count("JOIN") < 10 for query in queries)
    assert all(len(query["sql"]) < 10_000 for query in queries)


@pytest.mark.parametrize("path", ["/api/v1/patients/", "/api/v1/cases/"])
def test_the_api_answers_a_search_of_many_words(client: Client, path: str) -> None:
    client.force_login(UserFactory())
    assert client.get(path, {"search": "a " * 99}).status_code == 200
    assert client.get(path, {"search": LONG}).status_code == 400


def test_every_word_is_looked_for_in_each_place_and_a_patient_is_found_once() -> None:
    case = CaseFactory(accession_number="A-1", patient__family_name="Eiche", patient__mrn="M7")
    CaseFactory(accession_number="A-12", patient=case.patient)
    user = colleague(case)
    assert list(selectors.patients(user, "eic a-1 m7")) == [case.patient]
    assert not selectors.patients(user, "eic a-1 m8").exists()
    assert set(selectors.cases(user, "eic a-1 m7")) == set(case.patient.cases.all())


@pytest.mark.parametrize(
    "query",
    [
        "received_at__year=99999999999999999999",
        "received_at__year=9999",
        "received_at__year=0",
        "received_at__gte=0001-01-01T00:00:00%2B14:00",
        "received_at__gte=nonsense",
        "received_at__lt=9999-12-31T23:59:59-14:00",
        "p=99999999999999999999",
    ],
)
def test_impossible_values_in_a_list_of_the_admin_are_left_out(client: Client, query: str) -> None:
    case = CaseFactory()
    client.force_login(colleague(case, "administrator"))
    assert client.get(f"/admin/cases/case/?{query}").status_code in {200, 302}
