"""The laboratory: the wall that no record crosses."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class Laboratory(models.Model):
    """One laboratory. Every user, patient, case and slide belongs to exactly one."""

    PERSONAL_FIELDS: ClassVar[frozenset[str]] = frozenset()
    IMPERSONAL_FIELDS: ClassVar[frozenset[str]] = frozenset({"id", "name", "created_at"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name",)
        verbose_name_plural = "laboratories"

    def __str__(self) -> str:
        return self.name
