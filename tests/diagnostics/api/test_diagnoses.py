from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest

from diagnostics.models import Diagnosis
from tests.factories.accounts import PASSWORD
from tests.factories.api import client_of, person, refused, same_refusal
from tests.factories.cases import CaseFactory
from tests.factories.diagnostics import DiagnosisFactory, signature

if TYPE_CHECKING:
    from rest_framework.test import APIClient

    from accounts.models import User
    from cases.models import Case

pytestmark = pytest.mark.django_db

URL = "/api/v1/diagnoses/"
NOBODY = "00000000-0000-4000-8000-000000000000"
SIGNATURE = {"password": PASSWORD, "meaning": "authorship"}


@pytest.fixture
def pathologist() -> User:
    return person()


@pytest.fixture
def client(pathologist: User) -> APIClient:
    return client_of(pathologist)


@pytest.fixture
def case(pathologist: User) -> Case:
    made: Case = CaseFactory(patient__laboratory=pathologist.laboratory)
    return made


def draft(client: APIClient, case: Case, **fields: Any) -> Any:
    return client.post(f"/api/v1/cases/{case.pk}/diagnoses/", {"label": "pre_b", **fields}, format="json")


def test_a_diagnosis_is_a_draft_at_first(client: APIClient, case: Case, pathologist: User) -> None:
    response = draft(client, case, comment="Blasts.")
    assert response.status_code == 201
    body = response.json()
    assert (body["case"], body["label"], body["comment"]) == (str(case.pk), "pre_b", "Blasts.")
    assert body["author"] == {"id": str(pathologist.pk), "name": pathologist.printed_name}
    unsigned = (
        "other_text",
        "amends",
        "amendment_reason",
        "signed_at",
        "signed_by",
        "signed_name",
        "meaning",
    )
    assert all(body[name] is None for name in unsigned)
    assert client.get(f"{URL}{body['id']}/").json() == body


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"label": "leukaemia"}, "label"),
        ({"label": "other"}, "other_text"),
        ({"other_text": "AML"}, "other_text"),
        ({"comment": "x" * 8001}, "comment"),
        ({"signed_by": NOBODY}, "signed_by"),
        ({"signed_at": "2020-01-01T00:00:00Z"}, "signed_at"),
        ({"meaning": "review"}, "meaning"),
        ({"author": NOBODY}, "author"),
    ],
)
def test_wrong_fields_are_named(client: APIClient, case: Case, sent: dict[str, str], wrong: str) -> None:
    assert list(refused(draft(client, case, **sent), 400, "invalid")["errors"]) == [wrong]
    assert not Diagnosis.objects.exists()


@pytest.mark.parametrize("label", ["benign", "early_pre_b", "pre_b", "pro_b", "normal", "not_assessable"])
def test_every_call_of_the_list_is_taken(client: APIClient, case: Case, label: str) -> None:
    assert draft(client, case, label=label).json()["label"] == label


def test_another_call_comes_with_its_text(client: APIClient, case: Case) -> None:
    assert draft(client, case, label="other", other_text="AML").json()["other_text"] == "AML"


def test_signing_out_takes_the_password_and_happens_once(
    client: APIClient, case: Case, pathologist: User
) -> None:
    url = f"{URL}{draft(client, case).json()['id']}/sign-out/"
    assert refused(
        client.post(url, {**SIGNATURE, "password": "a guess"}, format="json"), 403, "wrong_password"
    )
    assert refused(
        client.post(url, {**SIGNATURE, "password": f" {PASSWORD} "}, format="json"), 403, "wrong_password"
    )
    case.refresh_from_db()
    assert case.status == "registered"
    response = client.post(url, SIGNATURE, format="json")
    assert response.status_code == 200
    body = response.json()
    assert body["signed_at"]
    assert body["signed_name"] == pathologist.printed_name
    assert body["signed_by"]["id"] == str(pathologist.pk)
    assert body["meaning"] == "authorship"
    assert PASSWORD not in response.content.decode()
    assert client.get(f"/api/v1/cases/{case.pk}/").json()["status"] == "signed_out"
    again = refused(client.post(url, SIGNATURE, format="json"), 409, "already_signed")
    assert again["signed_by"] == pathologist.printed_name
    assert refused(draft(client, case), 409, "case_signed")


def test_a_signature_may_name_the_version_that_was_read(client: APIClient, case: Case) -> None:
    read = draft(client, case).json()
    url = f"{URL}{read['id']}/"
    changed = client.patch(url, {"label": "benign"}, format="json").json()
    assert changed["version"] != read["version"]
    stale = client.post(f"{url}sign-out/", {**SIGNATURE, "version": read["version"]}, format="json")
    assert refused(stale, 409, "draft_changed")["version"] == changed["version"]
    assert client.get(url).json()["signed_at"] is None
    current = client.post(f"{url}sign-out/", {**SIGNATURE, "version": changed["version"]}, format="json")
    assert (current.status_code, current.json()["label"]) == (200, "benign")


@pytest.mark.parametrize("meaning", ["", "witness", None, ["review"]])
def test_a_signature_means_one_of_three_things(client: APIClient, case: Case, meaning: object) -> None:
    url = f"{URL}{draft(client, case).json()['id']}/sign-out/"
    response = client.post(url, {"password": PASSWORD, "meaning": meaning}, format="json")
    assert list(refused(response, 400, "invalid")["errors"]) == ["meaning"]


def test_the_refused_password_is_not_repeated(client: APIClient, case: Case) -> None:
    url = f"{URL}{draft(client, case).json()['id']}/sign-out/"
    for sent in (
        {"password": "s3cret-typo", "meaning": "authorship"},
        {"password": "s3cret-typo", "meaning": "x"},
    ):
        assert b"s3cret" not in client.post(url, sent, format="json").content


def test_a_draft_is_changed_by_its_author_until_it_is_signed(client: APIClient, case: Case) -> None:
    url = f"{URL}{draft(client, case, comment='First.').json()['id']}/"
    body = client.patch(url, {"label": "pro_b"}, format="json").json()
    assert (body["label"], body["comment"]) == ("pro_b", "First.")
    colleague = client_of(person(case.laboratory))
    assert refused(colleague.patch(url, {"label": "benign"}, format="json"), 403, "not_author")
    assert list(refused(client.patch(url, {"case": "x"}, format="json"), 400, "invalid")["errors"]) == [
        "case"
    ]
    client.post(f"{url}sign-out/", SIGNATURE, format="json")
    assert refused(client.patch(url, {"label": "benign"}, format="json"), 409, "already_signed")


def test_an_amendment_is_a_new_row_with_a_reason(client: APIClient, case: Case) -> None:
    first = draft(client, case).json()["id"]
    url = f"{URL}{first}/amend/"
    sent = {"label": "pro_b", "comment": "Flow says pro-B.", "reason": "Immunophenotype came in."}
    assert refused(client.post(url, sent, format="json"), 409, "not_signed")
    client.post(f"{URL}{first}/sign-out/", SIGNATURE, format="json")
    assert list(refused(client.post(url, {"label": "pro_b"}, format="json"), 400, "invalid")["errors"]) == [
        "reason"
    ]
    response = client.post(url, sent, format="json")
    assert response.status_code == 201
    body = response.json()
    assert (body["amends"], body["amendment_reason"], body["signed_at"]) == (first, sent["reason"], None)
    assert client.get(f"{URL}{first}/").json()["label"] == "pre_b"
    assert client.post(f"{URL}{body['id']}/sign-out/", SIGNATURE, format="json").status_code == 200
    assert client.get(f"/api/v1/cases/{case.pk}/").json()["status"] == "amended"
    assert refused(client.post(url, sent, format="json"), 409, "superseded")


@pytest.mark.parametrize("role", ["technician", "administrator"])
def test_only_pathologists_diagnose_sign_and_amend(case: Case, role: str) -> None:
    diagnosis = DiagnosisFactory(case=case)
    client = client_of(person(case.laboratory, role))
    assert client.get(f"{URL}{diagnosis.pk}/").status_code == 200
    assert refused(draft(client, case), 403, "not_permitted")
    assert refused(
        client.patch(f"{URL}{diagnosis.pk}/", {"label": "benign"}, format="json"), 403, "not_permitted"
    )
    assert refused(
        client.post(f"{URL}{diagnosis.pk}/sign-out/", SIGNATURE, format="json"), 403, "not_permitted"
    )
    amendment = {"label": "benign", "reason": "No blasts."}
    assert refused(client.post(f"{URL}{diagnosis.pk}/amend/", amendment, format="json"), 403, "not_permitted")
    diagnosis.refresh_from_db()
    assert (diagnosis.label, diagnosis.signed_at) == ("pre_b", None)


def test_a_foreign_diagnosis_is_like_none(client: APIClient) -> None:
    foreign = DiagnosisFactory()
    missing = client.get(f"{URL}{uuid.uuid4()}/")
    assert refused(missing, 404, "not_found")
    url = f"{URL}{foreign.pk}/"
    assert same_refusal(missing, client.get(url))
    assert same_refusal(missing, client.patch(url, {"label": "benign"}, format="json"))
    assert same_refusal(missing, client.post(f"{url}sign-out/", SIGNATURE, format="json"))
    assert same_refusal(
        missing, client.post(f"{url}amend/", {"label": "benign", "reason": "x"}, format="json")
    )
    assert same_refusal(missing, draft(client, foreign.case))
    assert client.get(URL).json()["results"] == []


def test_the_list_tells_signed_ones_from_drafts(client: APIClient, case: Case) -> None:
    open_one = DiagnosisFactory(case=case)
    signed = DiagnosisFactory(case=case, label="benign")
    Diagnosis.objects.filter(pk=signed.pk).update(**signature(signed))

    def listed(**query: str) -> list[str]:
        return [row["id"] for row in client.get(URL, query).json()["results"]]

    assert listed(signed="true") == [str(signed.pk)]
    assert listed(signed="false") == [str(open_one.pk)]
    assert listed(label="benign") == [str(signed.pk)]
    assert listed(author=str(open_one.author_id)) == [str(open_one.pk)]
    assert listed(case=str(uuid.uuid4())) == []
