"""The laboratory: the wall that no record crosses."""

from __future__ import annotations

import uuid
from typing import ClassVar, Final

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

_YEAR: Final = 365 * 24 * 60
_WITHIN_A_YEAR: Final = (MinValueValidator(1), MaxValueValidator(_YEAR))


class Laboratory(models.Model):
    """One laboratory. Every user, patient, case and slide belongs to exactly one."""

    PERSONAL_FIELDS: ClassVar[frozenset[str]] = frozenset()
    IMPERSONAL_FIELDS: ClassVar[frozenset[str]] = frozenset(
        {"id", "name", "created_at", "stat_minutes", "routine_minutes"}
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    stat_minutes = models.PositiveIntegerField(
        _("minutes from receipt to signature, STAT"), default=60, validators=_WITHIN_A_YEAR
    )
    routine_minutes = models.PositiveIntegerField(
        _("minutes from receipt to signature, routine"), default=24 * 60, validators=_WITHIN_A_YEAR
    )

    class Meta:
        ordering = ("name",)
        verbose_name_plural = "laboratories"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(stat_minutes__range=(1, _YEAR), routine_minutes__range=(1, _YEAR)),
                name="laboratory_has_time",
            ),
        )

    def __str__(self) -> str:
        return self.name
