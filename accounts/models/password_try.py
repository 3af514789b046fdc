"""Passwords that were given again inside a session and were not right."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from accounts.models.user import User


class PasswordTry(models.Model):
    """One try, written before the password is compared and taken away again where it was right."""

    PERSONAL_FIELDS: ClassVar[frozenset[str]] = frozenset()
    IMPERSONAL_FIELDS: ClassVar[frozenset[str]] = frozenset({"id", "user", "at"})

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="password_tries")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "password tries"

    def __str__(self) -> str:
        return f"{self.user_id} {self.at.isoformat()}"
