"""The diagnosis: a pathologist's statement on a case, and its signature."""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import validators
from diagnostics import choices
from diagnostics.choices import DiagnosisLabel, Meaning


class Diagnosis(models.Model):
    """A draft until it is signed and never changed after; a correction is a new row that amends it."""

    PERSONAL_FIELDS: ClassVar = frozenset({"label", "other_text", "comment", "amendment_reason"})
    IMPERSONAL_FIELDS: ClassVar = frozenset(
        {
            "id",
            "case",
            "author",
            "created_at",
            "updated_at",
            "amends",
            "signed_at",
            "signed_by",
            "signed_name",
        }
        | {"meaning"},
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="diagnoses")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="diagnoses")
    label = models.CharField(_("call"), max_length=32, choices=choices.diagnosis_label_choices)
    other_text = models.CharField(
        _("what it is"), max_length=200, blank=True, validators=[validators.printable]
    )
    comment = models.TextField(
        _("comment"), max_length=8000, blank=True, validators=[validators.printable_lines]
    )
    created_at = models.DateTimeField(_("recorded at"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)
    amends = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="amendments"
    )
    amendment_reason = models.CharField(
        _("reason for the amendment"), max_length=500, blank=True, validators=[validators.printable]
    )
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="signed_diagnoses",
    )
    signed_name = models.CharField(_("printed name"), max_length=300, blank=True)
    meaning = models.CharField(_("meaning"), max_length=16, choices=choices.meaning_choices, blank=True)

    class Meta:
        verbose_name = _("diagnosis")
        verbose_name_plural = _("diagnoses")
        ordering = ("created_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(label__in=DiagnosisLabel.values), name="diagnosis_label_known"
            ),
            models.CheckConstraint(
                condition=(Q(label="other") & ~Q(other_text="")) | (~Q(label="other") & Q(other_text="")),
                name="diagnosis_other_has_text",
                violation_error_message=_("Say what it is where the call is “Other”, and only there."),
            ),
            models.CheckConstraint(
                condition=Q(signed_at=None, signed_by=None, signed_name="", meaning="")
                | (
                    Q(signed_at__isnull=False, signed_by__isnull=False, meaning__in=Meaning.values)
                    & ~Q(signed_name="")
                ),
                name="diagnosis_signature_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(amends=None, amendment_reason="")
                | (Q(amends__isnull=False) & ~Q(amendment_reason="")),
                name="diagnosis_amendment_has_reason",
            ),
            models.CheckConstraint(condition=~Q(amends=models.F("id")), name="diagnosis_amends_another"),
            models.UniqueConstraint(
                fields=("case",),
                condition=Q(signed_at__isnull=False, amends=None),
                name="diagnosis_one_signed_original",
            ),
            models.UniqueConstraint(
                fields=("amends",), condition=Q(signed_at__isnull=False), name="diagnosis_amended_once"
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)

    def clean(self) -> None:
        """The call `other` needs its text, and no other call has one."""
        if self.label == DiagnosisLabel.OTHER and not self.other_text:
            raise ValidationError({"other_text": _("Say what it is.")})
        if self.label != DiagnosisLabel.OTHER and self.other_text:
            raise ValidationError({"other_text": _("Leave this empty unless the call is “Other”.")})

    @property
    def words(self) -> dict[str, str]:
        """All that a signature vouches for, as it stands in the row."""
        return {name: getattr(self, name) for name in ("label", "other_text", "comment", "amendment_reason")}

    @property
    def version(self) -> str:
        """A hash of the words: who signs says with it which words they have read."""
        return hashlib.sha256(json.dumps(self.words).encode()).hexdigest()

    @property
    def is_signed(self) -> bool:
        """Whether the statement stands under a signature."""
        return self.signed_at is not None
