"""The slide: one image of a smear, kept exactly as it was sent."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import choices, validators


def original_path(slide: Slide, _filename: str) -> str:
    """Where the bytes lie. The sender's file name is data, never part of a path."""
    return f"slides/{slide.pk}/original.{slide.format}"


def derived_path(slide: Slide, filename: str) -> str:
    """Where a copy made by the worker lies."""
    return f"slides/{slide.pk}/{filename}"


class Slide(models.Model):
    """The original bytes with their SHA-256, and two copies without metadata that the worker makes."""

    PERSONAL_FIELDS: ClassVar = frozenset(
        {"original", "original_name", "display", "thumbnail", "void_reason"}
    )
    IMPERSONAL_FIELDS: ClassVar = frozenset(
        {"id", "case", "sha256", "size_bytes", "width", "height", "format", "stain", "magnification"}
        | {"uploaded_by", "created_at", "voided_at", "voided_by"},
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="slides")
    original = models.FileField(upload_to=original_path, max_length=200)
    display = models.FileField(upload_to=derived_path, max_length=200, blank=True, editable=False)
    thumbnail = models.FileField(upload_to=derived_path, max_length=200, blank=True, editable=False)
    original_name = models.CharField(_("file name"), max_length=255, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64)
    size_bytes = models.PositiveBigIntegerField(_("size in bytes"))
    width = models.PositiveIntegerField(_("width in pixels"))
    height = models.PositiveIntegerField(_("height in pixels"))
    format = models.CharField(_("format"), max_length=8, choices=choices.image_format_choices)
    stain = models.CharField(_("stain"), max_length=32, choices=choices.stain_choices, blank=True)
    magnification = models.PositiveSmallIntegerField(
        _("objective magnification"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(250)],
    )
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("received at"), default=timezone.now, editable=False)
    voided_at = models.DateTimeField(_("voided at"), null=True, blank=True, editable=False)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    void_reason = models.CharField(
        _("reason for voiding"), max_length=500, blank=True, editable=False, validators=[validators.printable]
    )

    class Meta:
        verbose_name = _("slide")
        verbose_name_plural = _("slides")
        ordering = ("created_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("case", "sha256"), condition=models.Q(voided_at=None), name="slide_unique_in_case"
            ),
            models.CheckConstraint(
                condition=models.Q(voided_at=None, voided_by=None, void_reason="")
                | (models.Q(voided_at__isnull=False, voided_by__isnull=False) & ~models.Q(void_reason="")),
                name="slide_voided_with_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"), name="slide_sha256_valid"
            ),
            models.CheckConstraint(
                condition=models.Q(width__gt=0, height__gt=0, size_bytes__gt=0), name="slide_not_empty"
            ),
            models.CheckConstraint(
                condition=models.Q(format__in=choices.ImageFormat.values), name="slide_format_known"
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_voided(self) -> bool:
        """Whether the slide was taken out of its case."""
        return self.voided_at is not None
