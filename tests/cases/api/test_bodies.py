"""What arrives at the API as a body, and what is not even read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from cases.models import Patient
from tests.factories.api import client_of, person, refused

if TYPE_CHECKING:
    from rest_framework.test import APIClient

    from accounts.models import User

pytestmark = pytest.mark.django_db

URL = "/api/v1/patients/"
PATIENT = {
    "mrn": "P-1",
    "family_name": "Demo-Ulme",
    "given_name": "Uta",
    "date_of_birth": "1984-02-29",
    "sex": "female",
}


@pytest.fixture
def user() -> User:
    return person()


@pytest.fixture
def client(user: User) -> APIClient:
    return client_of(user)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"nonsense",
        b"\xff\xfe{}",
        b"\xef\xbb\xbf{}",
        b'{"mrn": NaN}',
        b'{"mrn": Infinity}',
        b'{"mrn": -Infinity}',
        b'{"mrn": 1e999999}',
        b'{"mrn": ' + b"9" * 5000 + b"}",
        b"[" * 10_000 + b"]" * 10_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        b'{"mrn": "a", "mrn": "b"}',
        b'{"mrn": "a\\u0000b"}',
        b'{"mrn": "\\ud800"}',
        b'{"\\ud800": 1}',
        b'{"sex": "\\udfff"}',
        b'{"mrn": [{"x": ["\\u0000"]}]}',
        b"[]",
        b"null",
        b"1",
        b'"text"',
    ],
    ids=lambda body: repr(body[:24]),
)
def test_what_is_no_proper_json_object_is_a_400(client: APIClient, body: bytes) -> None:
    response = client.post(URL, body, content_type="application/json")
    assert response.status_code == 400
    assert response.json()["code"] in {"malformed", "invalid"}
    assert not Patient.objects.exists()


def test_a_body_over_the_limit_is_a_413(client: APIClient) -> None:
    body = json.dumps({**PATIENT, "family_name": "x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE})
    assert refused(client.post(URL, body, content_type="application/json"), 413, "body_too_large")


def test_a_long_text_below_the_limit_is_a_400(client: APIClient) -> None:
    body = refused(
        client.post(URL, {**PATIENT, "family_name": "x" * 1_000_000}, format="json"), 400, "invalid"
    )
    assert list(body["errors"]) == ["family_name"]


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded", "x" * 500]
)
def test_other_kinds_of_content_are_a_415(client: APIClient, kind: str) -> None:
    assert refused(client.post(URL, json.dumps(PATIENT), content_type=kind), 415, "unsupported_media_type")


def test_a_hundred_thousand_unknown_names_are_not_all_repeated(client: APIClient) -> None:
    body = client.post(URL, {f"field-{n}": 1 for n in range(100_000)}, format="json").json()
    assert len(body["errors"]) <= 20


@pytest.mark.parametrize("accept", ["text/html", "image/png", "application/problem+json", ";;;", "x/" * 5000])
def test_the_answer_is_json_whatever_is_asked_for(client: APIClient, accept: str) -> None:
    response = client.get(URL, HTTP_ACCEPT=accept)
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")


@effort(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    field=st.sampled_from(["mrn", "family_name", "given_name", "date_of_birth", "sex"]),
    text=st.text(alphabet=st.characters(), max_size=200),
)
def test_any_text_is_kept_as_it_was_or_refused(user: User, field: str, text: str) -> None:
    response = client_of(user).post(
        URL, json.dumps({**PATIENT, field: text}), content_type="application/json"
    )
    assert response.status_code in {201, 400}
    if response.status_code == 201:
        row = Patient.objects.get(pk=response.json()["id"])
        assert str(getattr(row, field)) == str(response.json()[field])
        row.delete()


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)


@effort(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(field=st.sampled_from([*PATIENT, "extra"]), value=_JSON)
def test_any_json_is_answered(user: User, field: str, value: object) -> None:
    response = client_of(user).post(
        URL, json.dumps({**PATIENT, field: value}), content_type="application/json"
    )
    assert response.status_code in {201, 400}
    Patient.objects.all().delete()
