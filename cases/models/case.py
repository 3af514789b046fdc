"""The case: one specimen of one patient, read and signed out as a whole."""

from __future__ import annotations

import datetime
import uuid
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import choices, validators

_BY_URGENCY = ("-priority", "received_at", "id")  # STAT sorts behind routine


class Case(models.Model):
    """One accession; its status moves through `cases.services.lifecycle` alone."""

    PERSONAL_FIELDS: ClassVar = frozenset({"accession_number", "patient", "clinical_notes"})
    IMPERSONAL_FIELDS: ClassVar = frozenset(
        {"id", "laboratory", "specimen", "priority", "collected_at", "received_at", "assignee", "status"}
        | {"is_open"}
        | {"created_by", "created_at", "updated_at"},
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    laboratory = models.ForeignKey("accounts.Laboratory", on_delete=models.PROTECT, related_name="cases")
    patient = models.ForeignKey("cases.Patient", on_delete=models.PROTECT, related_name="cases")
    accession_number = models.CharField(
        _("accession number"), max_length=64, validators=[validators.identifier]
    )
    specimen = models.CharField(_("specimen"), max_length=32, choices=choices.specimen_choices)
    priority = models.CharField(
        _("priority"), max_length=16, choices=choices.priority_choices, default=choices.Priority.ROUTINE
    )
    collected_at = models.DateTimeField(
        _("collected at"), null=True, blank=True, validators=[validators.not_in_future]
    )
    received_at = models.DateTimeField(
        _("received at"), default=timezone.now, validators=[validators.not_in_future]
    )
    clinical_notes = models.TextField(
        _("clinical notes"), max_length=8000, blank=True, validators=[validators.printable_lines]
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assigned_cases",
    )
    status = models.CharField(
        _("status"),
        max_length=32,
        choices=choices.case_status_choices,
        default=choices.CaseStatus.REGISTERED,
        editable=False,
    )
    is_open = models.GeneratedField(
        expression=models.Case(
            models.When(status__in=sorted(choices.OPEN_STATUSES), then=True),
            default=False,
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    """Not signed out; a column of its own, so that an index can hold the worklist in its order."""
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    created_at = models.DateTimeField(_("registered at"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ("-received_at", "id")
        constraints = (
            models.UniqueConstraint(
                "laboratory",
                Lower("accession_number"),
                name="case_accession_unique",
                violation_error_code="accession_number_taken",
                violation_error_message=_("A case with this accession number is already registered."),
            ),
            models.CheckConstraint(condition=~models.Q(accession_number=""), name="case_accession_given"),
            models.CheckConstraint(
                condition=models.Q(specimen__in=choices.Specimen.values), name="case_specimen_known"
            ),
            models.CheckConstraint(
                condition=models.Q(priority__in=choices.Priority.values), name="case_priority_known"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=choices.CaseStatus.values), name="case_status_known"
            ),
            models.CheckConstraint(
                condition=models.Q(collected_at=None) | models.Q(collected_at__lte=models.F("received_at")),
                name="case_collected_before_received",
                violation_error_message=_("The specimen cannot be received before it was collected."),
            ),
        )
        indexes = (
            # Each holds one list in its order: the first rows are the same work among any number.
            models.Index(
                fields=("laboratory", "is_open", "-priority", "received_at", "id"), name="case_worklist"
            ),
            models.Index(
                fields=("laboratory", "status", "-priority", "received_at", "id"), name="case_status"
            ),
            models.Index(fields=("laboratory", "-priority", "received_at", "id"), name="case_all"),
            models.Index(
                fields=("assignee", "-priority", "received_at", "id"),
                name="case_of_assignee",
                condition=models.Q(assignee__isnull=False),
            ),
            models.Index(fields=("laboratory", "-created_at", "-id"), name="case_newest"),
            models.Index(fields=("patient", "-received_at", "id"), name="case_of_patient"),
        )

    def __str__(self) -> str:
        return self.accession_number

    def clean(self) -> None:
        """A case stays inside one laboratory, and nothing of it happened before its patient was born."""
        if self.patient.laboratory_id != self.laboratory_id:
            raise ValidationError({"patient": _("Choose a patient of your laboratory.")})
        if self.assignee is not None and self.assignee.laboratory_id != self.laboratory_id:
            raise ValidationError({"assignee": _("Choose a person of your laboratory.")})
        born = self.patient.date_of_birth
        early = [name for name, moment in self.times().items() if timezone.localdate(moment) < born]
        if early:
            raise ValidationError(dict.fromkeys(early, _("This time is before the patient was born.")))

    def times(self) -> dict[str, datetime.datetime]:
        """The times of the specimen that are known, by field."""
        times = {"collected_at": self.collected_at, "received_at": self.received_at}
        return {name: moment for name, moment in times.items() if isinstance(moment, datetime.datetime)}

    @property
    def state(self) -> choices.CaseStatus:
        """The status as a member of the enum."""
        return choices.CaseStatus(self.status)
