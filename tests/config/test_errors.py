"""What is answered where no view foresaw the trouble: in words, with a number to quote, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError
from django.test import Client

from tests.factories.accounts import UserFactory

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db
SECRET = "password=hidden host=10.0.0.7"


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], Client]:
    """A signed-in client whose session cannot be read any more."""

    def build(error: Exception) -> Client:
        client = Client(raise_request_exception=False)
        client.force_login(UserFactory())

        def fail(store: SessionStore) -> None:
            raise error

        monkeypatch.setattr(SessionStore, "load", fail)
        return client

    return build


@pytest.mark.parametrize("path", ["/patients/", "/api/v1/patients/"])
def test_a_surprise_is_a_failure_of_ours(broken: Callable[[Exception], Client], path: str) -> None:
    response = broken(RuntimeError(SECRET)).get(path)
    words = response.content.decode()
    assert response.status_code == 500
    assert "Something went wrong on our side" in words
    assert response["X-Request-ID"] in words
    assert SECRET not in words
    assert "Traceback" not in words


@pytest.mark.parametrize("path", ["/patients/", "/api/v1/patients/"])
def test_a_database_that_does_not_answer_is_said_to(broken: Callable[[Exception], Client], path: str) -> None:
    response = broken(OperationalError(SECRET)).get(path)
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "database does not answer" in response.content.decode()
    assert SECRET not in response.content.decode()


def test_an_address_that_does_not_exist(client: Client) -> None:
    page = client.get("/nowhere/")
    assert page.status_code == 404
    assert "<html" in page.content.decode()
    answer = client.get("/api/v1/nowhere/")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["code"] == "not_found"
    assert "worklist" not in answer.json()["detail"]


def test_a_program_gets_no_page_and_a_page_gets_a_fragment(client: Client) -> None:
    client.force_login(UserFactory(role="technician"))
    path = "/diagnoses/00000000-0000-4000-8000-000000000000/sign-out/"
    program = client.post(path, headers={"Accept": "application/json"})
    fragment = client.post(path, headers={"HX-Request": "true"})
    page = client.post(path)
    assert {program.status_code, fragment.status_code, page.status_code} == {403}
    assert program.json()["code"] == "not_permitted"
    assert "Your role does not allow this" in fragment.content.decode()
    assert "<html" not in fragment.content.decode()
    assert "<html" in page.content.decode()


def test_a_stale_form_says_how_to_go_on() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(UserFactory())
    response = client.post("/patients/new/")
    assert response.status_code == 403
    assert "reload the page" in response.content.decode()
