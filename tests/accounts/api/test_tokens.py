from __future__ import annotations

import datetime

import pytest
from django.test import Client
from knox.models import AuthToken
from rest_framework.test import APIClient

from accounts.services.tokens import issue_token
from tests.factories.api import client_of, person, refused

pytestmark = pytest.mark.django_db

URL = "/api/v1/tokens/"


def test_a_person_sees_their_own_tokens_and_no_secret() -> None:
    user = person()
    text = issue_token(user=user)
    issue_token(user=person(user.laboratory))
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")
    client_of(user)
    response = client.get(URL)
    rows = response.json()["results"]
    assert [row["current"] for row in rows] == [False, True]
    assert {name for row in rows for name in row} == {"created_at", "expires_at", "current"}
    assert text[:8] not in response.content.decode()


def test_revoking_ends_all_of_ones_own_tokens_at_once() -> None:
    user, colleague = person(), person()
    client, other, untouched = client_of(user), client_of(user), client_of(colleague)
    assert client.delete(URL).status_code == 204
    for ended in (client, other):
        assert refused(ended.get(URL), 401, "authentication_failed")
    assert untouched.get(URL).status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer x",
        "Bearer a b",
        "Bearer \xff\xfe",
        "Bearer \x00" + "a" * 63,
        "Bearer " + "a" * 64,
        "Bearer " + "a" * 100_000,
        "Token abc",
        "Basic dXNlcjpwYXNz",
        "\xff",
    ],
)
def test_what_is_no_token_is_a_401(header: str) -> None:
    issue_token(user=person())
    response = APIClient().get(URL, HTTP_AUTHORIZATION=header)
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"
    assert response.json()["code"] in {"not_authenticated", "authentication_failed"}


def test_an_expired_token_and_one_of_a_closed_account_are_a_401() -> None:
    late, closed = person(), person()
    for user in (late, closed):
        assert client_of(user).get(URL).status_code == 200
    expired = client_of(late)
    AuthToken.objects.filter(user=late).update(expiry=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))
    assert refused(expired.get(URL), 401, "authentication_failed")
    shut = client_of(closed)
    closed.is_active = False
    closed.save()
    assert refused(shut.get(URL), 401, "authentication_failed")


def test_a_token_in_the_address_opens_nothing() -> None:
    text = issue_token(user=person())
    assert refused(APIClient().get(URL, {"token": text}), 401, "not_authenticated")


def test_a_session_reads_but_writes_only_with_the_token_against_forgery() -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(person(), backend="accounts.backends.RoleBackend")
    assert browser.get(URL).status_code == 200
    response = browser.post("/api/v1/patients/", {"mrn": "P-1"}, content_type="application/json")
    assert response.status_code == 403
    assert "CSRF" in response.json()["detail"]
