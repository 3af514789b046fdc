"""The patient: whose blood it is."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import choices, validators

if TYPE_CHECKING:
    import datetime


class Patient(models.Model):
    """One person in one laboratory; the medical record number (MRN) is unique there in any letter case."""

    PERSONAL_FIELDS: ClassVar = frozenset({"mrn", "family_name", "given_name", "date_of_birth", "sex"})
    IMPERSONAL_FIELDS: ClassVar = frozenset({"id", "laboratory", "created_at", "updated_at"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    laboratory = models.ForeignKey("accounts.Laboratory", on_delete=models.PROTECT, related_name="patients")
    mrn = models.CharField(_("MRN"), max_length=64, validators=[validators.identifier])
    family_name = models.CharField(_("family name"), max_length=150, validators=[validators.printable])
    given_name = models.CharField(_("given name"), max_length=150, validators=[validators.printable])
    date_of_birth = models.DateField(_("date of birth"), validators=[validators.born])
    sex = models.CharField(_("sex"), max_length=16, choices=choices.sex_choices)
    created_at = models.DateTimeField(_("registered at"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("patient")
        verbose_name_plural = _("patients")
        ordering = ("family_name", "given_name", "id")
        constraints = (
            models.UniqueConstraint(
                "laboratory",
                Lower("mrn"),
                name="patient_mrn_unique",
                violation_error_code="mrn_taken",
                violation_error_message=_("A patient with this MRN is already registered."),
            ),
            models.CheckConstraint(condition=~models.Q(mrn=""), name="patient_mrn_given"),
            models.CheckConstraint(condition=models.Q(sex__in=choices.Sex.values), name="patient_sex_known"),
        )
        indexes = (
            models.Index(fields=("laboratory", "family_name", "given_name", "id"), name="patient_by_name"),
            models.Index(fields=("laboratory", "-created_at", "-id"), name="patient_newest"),
        )

    def __str__(self) -> str:
        return f"{self.family_name}, {self.given_name}"

    def age_on(self, day: datetime.date) -> int:
        """Full years on a day."""
        born = self.date_of_birth
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
