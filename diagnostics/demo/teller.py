"""Telling the demo's story through the services that everybody else uses."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Final

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.choices import Role
from cases.choices import Stain
from cases.services.patients import register_patient
from cases.services.registration import assign_case, register_case
from diagnostics.choices import Meaning
from diagnostics.demo.story import CASES
from diagnostics.services.diagnoses import amend_diagnosis, record_diagnosis
from diagnostics.services.intake import receive_slide, void_slide
from diagnostics.services.sign_out import sign_out

if TYPE_CHECKING:
    from accounts.models import User
    from cases.models import Case, Patient
    from diagnostics.demo.parts import DemoCase, DemoPatient, DemoSlide, Statement
    from diagnostics.models import Diagnosis

OBJECTIVE: Final = 100
"""Magnification of an oil immersion lens."""


class Teller:
    """Does in the demo laboratory what the story says."""

    def __init__(self, users: dict[Role, User], password: str, pictures: dict[DemoSlide, bytes]) -> None:
        self.technician = users[Role.TECHNICIAN]
        self.pathologist = users[Role.PATHOLOGIST]
        self.password = password
        self.pictures = pictures
        self.patients: dict[DemoPatient, Patient] = {}

    def tell(self) -> None:
        """Make everything, the oldest case first."""
        for story in sorted(CASES, key=lambda case: -case.hours):
            case = self._register(story)
            for number, slide in enumerate(story.slides, start=1):
                self._upload(case, slide, number)
            self._state(case, story.statements)

    def _patient(self, story: DemoPatient) -> Patient:
        if story not in self.patients:
            self.patients[story] = register_patient(
                user=self.technician,
                mrn=story.mrn,
                family_name=story.family_name,
                given_name=story.given_name,
                date_of_birth=story.date_of_birth,
                sex=story.sex,
            )
        return self.patients[story]

    def _register(self, story: DemoCase) -> Case:
        received = timezone.now() - datetime.timedelta(hours=story.hours)
        case = register_case(
            user=self.technician,
            patient=self._patient(story.patient),
            accession_number=story.accession_number,
            specimen=story.specimen,
            priority=story.priority,
            collected_at=received - datetime.timedelta(minutes=25 + 7 * story.number),
            received_at=received,
            clinical_notes=story.notes,
        )
        if story.assigned:
            case = assign_case(user=self.technician, case=case, assignee=self.pathologist)
        return case

    def _upload(self, case: Case, slide: DemoSlide, number: int) -> None:
        name = f"field-{number}.jpg"
        image = SimpleUploadedFile(name, self.pictures[slide], content_type="image/jpeg")
        analysis = receive_slide(
            user=self.technician,
            case=case,
            image=image,
            stain=Stain.WRIGHT_GIEMSA,
            magnification=OBJECTIVE,
        )
        if slide.void_reason:
            void_slide(user=self.technician, slide=analysis.slide, reason=slide.void_reason)

    def _state(self, case: Case, statements: tuple[Statement, ...]) -> None:
        before: Diagnosis | None = None
        for statement in statements:
            case.refresh_from_db()
            diagnosis = self._record(case, statement, before)
            if statement.signed:
                before = sign_out(
                    user=self.pathologist,
                    diagnosis=diagnosis,
                    password=self.password,
                    meaning=Meaning.AUTHORSHIP,
                )

    def _record(self, case: Case, statement: Statement, before: Diagnosis | None) -> Diagnosis:
        if before is None:
            return record_diagnosis(
                user=self.pathologist, case=case, label=statement.label, comment=statement.comment
            )
        return amend_diagnosis(
            user=self.pathologist,
            diagnosis=before,
            label=statement.label,
            reason=statement.amends,
            comment=statement.comment,
        )
