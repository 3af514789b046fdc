from __future__ import annotations

import hashlib
import io
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from cases.images import MAX_BYTES
from cases.models import AuditEvent, Case, Slide
from diagnostics.models import Analysis
from tests.factories.api import client_of, person, refused, same_refusal
from tests.factories.cases import CaseFactory, SlideFactory, image_bytes, upload

if TYPE_CHECKING:
    from rest_framework.test import APIClient

pytestmark = pytest.mark.django_db

URL = "/api/v1/slides/"
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def case() -> Case:
    made: Case = CaseFactory()
    return made


@pytest.fixture
def client(case: Case) -> APIClient:
    return client_of(person(case.laboratory, "technician"))


def send(client: APIClient, case: Case, image: Any = None, **fields: Any) -> Any:
    return client.post(URL, {"case": str(case.pk), "image": image or upload(), **fields}, format="multipart")


def test_an_upload_gives_a_slide_with_a_queued_analysis(client: APIClient, case: Case) -> None:
    data = image_bytes(shade=7)
    response = send(client, case, upload(data, "Müller, Ada.png"), stain="giemsa", magnification=100)
    assert response.status_code == 201
    body = response.json()
    assert body["case"] == str(case.pk)
    assert body["sha256"] == hashlib.sha256(data).hexdigest()
    assert (body["format"], body["width"], body["height"], body["size_bytes"]) == ("png", 32, 24, len(data))
    assert (body["stain"], body["magnification"]) == ("giemsa", 100)
    assert (body["image"], body["thumbnail"], body["voided_at"], body["void_reason"]) == (None,) * 4
    analysis = Analysis.objects.get()
    assert body["analysis"] == {"id": str(analysis.pk), "status": "queued"}
    slide = Slide.objects.get(pk=body["id"])
    with slide.original.open() as stored:
        assert stored.read() == data
    assert "ller" not in slide.original.name


def test_what_is_not_known_of_a_slide_is_null(client: APIClient, case: Case) -> None:
    body = send(client, case).json()
    assert (body["stain"], body["magnification"]) == (None, None)


def test_the_same_image_again_names_the_first(client: APIClient, case: Case) -> None:
    first = send(client, case).json()
    again = send(client, case, upload(name="other-name.png"))
    assert refused(again, 409, "duplicate_slide")["slide"] == first["id"]
    assert Slide.objects.count() == 1
    assert send(client, CaseFactory(patient=case.patient)).status_code == 201


@pytest.mark.parametrize("status", ["signed_out", "amended"])
def test_a_signed_case_takes_no_more(client: APIClient, case: Case, status: str) -> None:
    Case.objects.filter(pk=case.pk).update(status=status)
    assert refused(send(client, case), 409, "case_signed")
    assert not Slide.objects.exists()


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"", 400, "empty_file"),
        (b"plain text", 415, "unsupported_format"),
        (b"GIF89a" + bytes(50), 415, "unsupported_format"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415, "unsupported_format"),
        (b"%PDF-1.7", 415, "unsupported_format"),
        (image_bytes()[:20], 400, "unreadable_image"),
    ],
)
def test_what_is_no_image_of_ours_is_refused(
    client: APIClient, case: Case, data: bytes, status: int, code: str
) -> None:
    assert refused(send(client, case, SimpleUploadedFile("field.png", data, "image/png")), status, code)
    assert not Slide.objects.exists()


def test_too_many_pixels_are_a_413(client: APIClient, case: Case) -> None:
    buffer = io.BytesIO()
    Image.new("1", (13_000, 13_000)).save(buffer, "PNG")
    assert refused(send(client, case, upload(buffer.getvalue())), 413, "image_too_large")


def test_too_many_bytes_are_a_413_before_they_are_read(client: APIClient) -> None:
    response = client.post(
        URL,
        b"--x--",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(MAX_BYTES + 2**24),
    )
    assert response.status_code == 413
    assert response.json()["code"] in {"image_too_large", "body_too_large"}


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"image": "a text"}, "image"),
        ({"case": "1"}, "case"),
        ({"stain": "ink"}, "stain"),
        ({"magnification": "0"}, "magnification"),
        ({"magnification": "9" * 400}, "magnification"),
        ({"sha256": "0" * 64}, "sha256"),
        ({"status": "succeeded"}, "status"),
        ({"laboratory": NOBODY}, "laboratory"),
    ],
)
def test_wrong_fields_are_named(client: APIClient, case: Case, fields: dict[str, str], wrong: str) -> None:
    sent = {"case": str(case.pk), "image": upload(), **fields}
    body = refused(client.post(URL, sent, format="multipart"), 400, "invalid")
    assert list(body["errors"]) == [wrong]
    assert not Slide.objects.exists()


def test_a_field_or_an_image_twice_is_refused(client: APIClient, case: Case) -> None:
    two = {"case": str(case.pk), "image": [upload(), upload(image_bytes(9))]}
    assert refused(client.post(URL, two, format="multipart"), 400, "malformed")
    cases = {"case": [str(case.pk), str(case.pk)], "image": upload()}
    assert refused(client.post(URL, cases, format="multipart"), 400, "malformed")


def _part(name: str, body: bytes = b"1", *, header: str = "") -> bytes:
    return f'--x\r\nContent-Disposition: form-data; name="{name}"{header}\r\n\r\n'.encode() + body + b"\r\n"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nonsense",
        _part("case", b"\x00") + b"--x--",
        _part("a\x00") + b"--x--",
        _part("case", b"!", header="\r\nContent-Transfer-Encoding: base64") + b"--x--",
        b"".join(_part(f"f{n}") for n in range(1200)) + b"--x--",
        _part("case") * 2 + b"--x--",
    ],
    ids=["empty", "nonsense", "nul", "nul in a name", "broken base64", "too many fields", "twice"],
)
def test_broken_forms_are_refused(client: APIClient, body: bytes) -> None:
    response = client.post(URL, body, content_type="multipart/form-data; boundary=x")
    assert response.status_code == 400
    assert response.json()["code"] in {"malformed", "invalid"}


@pytest.mark.parametrize("parameters", ["", "; boundary=", "; boundary=é"])
def test_forms_without_a_boundary_are_refused(client: APIClient, parameters: str) -> None:
    response = client.post(URL, b"nonsense", content_type=f"multipart/form-data{parameters}")
    assert refused(response, 400, "malformed")


def test_json_is_not_how_an_image_is_sent(client: APIClient, case: Case) -> None:
    assert refused(client.post(URL, {"case": str(case.pk)}, format="json"), 415, "unsupported_media_type")


def test_a_foreign_case_is_like_no_case(client: APIClient) -> None:
    foreign = send(client, CaseFactory())
    assert refused(foreign, 404, "not_found")
    nowhere = client.post(URL, {"case": str(uuid.uuid4()), "image": upload()}, format="multipart")
    assert same_refusal(foreign, nowhere)
    assert not Slide.objects.exists()


def test_a_foreign_slide_is_like_no_slide(client: APIClient) -> None:
    foreign = SlideFactory(display=ContentFile(b"x", name="display.jpg"))
    missing = client.get(f"{URL}{uuid.uuid4()}/")
    assert refused(missing, 404, "not_found")
    for path in ("", "image/", "thumbnail/"):
        assert same_refusal(missing, client.get(f"{URL}{foreign.pk}/{path}"))
    voided = client.post(f"{URL}{foreign.pk}/void/", {"reason": "mine now"}, format="json")
    assert same_refusal(missing, voided)
    assert client.get(URL).json()["results"] == []


def test_a_voided_slide_says_why_and_by_whom(client: APIClient, case: Case) -> None:
    slide = send(client, case).json()
    url = f"{URL}{slide['id']}/void/"
    assert list(refused(client.post(url, {}, format="json"), 400, "invalid")["errors"]) == ["reason"]
    body = client.post(url, {"reason": "other patient"}, format="json").json()
    assert body["void_reason"] == "other patient"
    assert body["voided_by"] == slide["uploaded_by"]
    assert body["voided_at"]
    assert refused(client.post(url, {"reason": "again"}, format="json"), 409, "slide_voided")
    assert AuditEvent.objects.filter(action="slide.voided", object_id=slide["id"]).count() == 1
    assert send(client, case).status_code == 201


def test_voided_slides_can_be_left_out(client: APIClient, case: Case) -> None:
    voided = send(client, case, upload(image_bytes(1))).json()["id"]
    kept = send(client, case, upload(image_bytes(2))).json()["id"]
    client.post(f"{URL}{voided}/void/", {"reason": "blurred"}, format="json")

    def listed(**query: str) -> set[str]:
        return {row["id"] for row in client.get(URL, query).json()["results"]}

    assert listed(case=str(case.pk)) == {voided, kept}
    assert listed(voided="false") == {kept}
    assert listed(voided="true") == {voided}
    assert listed(case=str(uuid.uuid4())) == set()


@pytest.mark.parametrize("which", ["image", "thumbnail"])
def test_pictures_are_served_to_the_laboratory_and_run_nothing(
    client: APIClient, case: Case, which: str
) -> None:
    jpeg = image_bytes(image_format="JPEG")
    pictures = {name: ContentFile(jpeg, name=f"{name}.jpg") for name in ("display", "thumbnail")}
    slide = SlideFactory(case=case, **pictures)
    link = client.get(f"{URL}{slide.pk}/").json()[which]
    assert link == f"{URL}{slide.pk}/{which}/"
    response = client.get(link)
    assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
    assert response.getvalue() == jpeg
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-cache"
    again = client.get(link, HTTP_IF_NONE_MATCH=response["ETag"])
    assert (again.status_code, again.content) == (304, b"")


def test_a_picture_that_is_not_made_yet_is_a_404(client: APIClient, case: Case) -> None:
    assert refused(client.get(f"{URL}{SlideFactory(case=case).pk}/image/"), 404, "not_found")


def test_a_picture_that_the_store_has_lost_is_a_503(client: APIClient, case: Case) -> None:
    slide = SlideFactory(case=case, display=ContentFile(b"x", name="display.jpg"))
    slide.display.storage.delete(slide.display.name)
    assert refused(client.get(f"{URL}{slide.pk}/image/"), 503, "storage_unavailable")
