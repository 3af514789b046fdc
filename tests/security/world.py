"""Two laboratories with the same rows in both, and everybody who might knock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.http import StreamingHttpResponse
from django.test import Client

from accounts.choices import Role
from accounts.models import User
from diagnostics.models import Diagnosis
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory, PatientFactory, SlideFactory, image_bytes
from tests.factories.diagnostics import AnalysisFactory, DiagnosisFactory

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import Model
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

ROLES = [str(role) for role in Role]


@dataclass(frozen=True)
class Rows:
    """One row of each kind, by the first word of its addresses; all of one laboratory."""

    rows: dict[str, Model]

    def pk(self, kind: str) -> UUID:
        pk: UUID = self.rows[kind].pk
        return pk

    @property
    def keys(self) -> set[str]:
        return {str(row.pk) for row in self.rows.values()}


@dataclass(frozen=True)
class World:
    """`own` is the laboratory of the people; nobody of `foreign` knocks."""

    own: Rows
    foreign: Rows
    people: dict[str, User]
    clients: dict[str, Client]


def build() -> World:
    own, foreign = _rows(), _rows()
    laboratory = own.rows["laboratory"]
    people: dict[str, User] = {role: UserFactory(laboratory=laboratory, role=role) for role in ROLES}
    people["superuser"] = User.objects.create_superuser("root")
    # The statement is the pathologist's own: another's draft is refused to everybody.
    Diagnosis.objects.filter(pk=own.pk("diagnoses")).update(author=people[Role.PATHOLOGIST])
    clients = {who: _signed_in(user) for who, user in people.items()}
    return World(own, foreign, people, {"anonymous": Client(), **clients})


def body(response: Answer) -> str:
    """The text of an answer. An image is read to its end, so that its file is closed; it holds no words."""
    if isinstance(response, StreamingHttpResponse):
        for _ in response:
            pass
        return ""
    return response.content.decode("utf-8", "replace")


def _rows() -> Rows:
    patient = PatientFactory()
    case = CaseFactory(patient=patient)
    files = {name: ContentFile(image_bytes(), name=name) for name in ("display", "thumbnail")}
    slide = SlideFactory(case=case, **files)
    person = UserFactory(laboratory=patient.laboratory, role=Role.PATHOLOGIST)
    return Rows(
        {
            "laboratory": patient.laboratory,
            "user": person,
            "patients": patient,
            "cases": case,
            "slides": slide,
            "analyses": AnalysisFactory(slide=slide, classified=True),
            "diagnoses": DiagnosisFactory(case=case, author=person),
        },
    )


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
