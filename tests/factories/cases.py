"""The least valid patients, cases, slides."""

from __future__ import annotations

import datetime
import hashlib
import io
from typing import TYPE_CHECKING, Any

import factory
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from factory.django import DjangoModelFactory
from PIL import Image

from cases.models import Case, Patient, Slide
from tests.factories.accounts import LaboratoryFactory, UserFactory

if TYPE_CHECKING:
    from accounts.models import User


def image_bytes(shade: int = 200, size: tuple[int, int] = (32, 24), image_format: str = "PNG") -> bytes:
    """A plain picture; another shade is another file."""
    buffer = io.BytesIO()
    Image.new("RGB", size, (shade % 256, shade // 256 % 256, 180)).save(buffer, image_format)
    return buffer.getvalue()


def upload(data: bytes | None = None, name: str = "field.png") -> SimpleUploadedFile:
    """The same as a file that a form sends."""
    return SimpleUploadedFile(name, image_bytes() if data is None else data, content_type="image/png")


class PatientFactory(DjangoModelFactory):
    class Meta:
        model = Patient

    laboratory = factory.SubFactory(LaboratoryFactory)
    mrn = factory.Sequence(lambda n: f"M{n:05}")
    family_name = "Demo-Ahorn"
    given_name = "Ada"
    date_of_birth = datetime.date(1984, 2, 29)
    sex = "female"


class CaseFactory(DjangoModelFactory):
    class Meta:
        model = Case

    patient = factory.SubFactory(PatientFactory)
    laboratory = factory.SelfAttribute("patient.laboratory")
    accession_number = factory.Sequence(lambda n: f"A{n:05}")
    specimen = "peripheral_blood"
    created_by = factory.LazyAttribute(
        lambda case: UserFactory(laboratory=case.laboratory, role="technician")
    )


class SlideFactory(DjangoModelFactory):
    class Meta:
        model = Slide

    class Params:
        data = factory.Sequence(lambda n: image_bytes(shade=n))

    case = factory.SubFactory(CaseFactory)
    original = factory.LazyAttribute(lambda slide: ContentFile(slide.data, name="original"))
    original_name = "field.png"
    sha256 = factory.LazyAttribute(lambda slide: hashlib.sha256(slide.data).hexdigest())
    size_bytes = factory.LazyAttribute(lambda slide: len(slide.data))
    width = 32
    height = 24
    format = "png"
    uploaded_by = factory.SelfAttribute("case.created_by")


def colleague(row: Any, role: str = "pathologist") -> User:
    """A user of the laboratory that a case or patient belongs to."""
    user: User = UserFactory(laboratory=row.laboratory, role=role)
    return user
