"""The audit trail: who did what, when; rows outlive what they describe, so they hold no foreign keys."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AuditEvent(models.Model):
    """One write. Rows are added by `cases.services.audit.record` and never changed."""

    PERSONAL_FIELDS: ClassVar = frozenset({"changes", "reason"})
    IMPERSONAL_FIELDS: ClassVar = frozenset(
        {"id", "at", "laboratory_id", "actor_id", "actor_name", "action", "object_type", "object_id"}
        | {"case_id", "patient_id"},
    )

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(_("time"), default=timezone.now, editable=False)
    laboratory_id = models.UUIDField(_("laboratory"), editable=False)
    actor_id = models.UUIDField(_("person"), null=True, editable=False)
    actor_name = models.CharField(_("name of the person"), max_length=300, editable=False)
    action = models.CharField(_("action"), max_length=64, editable=False)
    object_type = models.CharField(_("kind of record"), max_length=64, editable=False)
    object_id = models.UUIDField(_("record"), editable=False)
    case_id = models.UUIDField(_("case"), null=True, editable=False)
    patient_id = models.UUIDField(_("patient"), null=True, editable=False)
    changes = models.JSONField(_("changes"), default=dict, editable=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True, editable=False)

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        ordering = ("id",)
        indexes = (
            models.Index(fields=("case_id", "id"), name="audit_case"),
            models.Index(fields=("laboratory_id", "-id"), name="audit_laboratory"),
            models.Index(fields=("actor_id", "action", "at"), name="audit_actor"),
        )
        constraints = (models.CheckConstraint(condition=~models.Q(action=""), name="audit_action_given"),)

    def __str__(self) -> str:
        return f"{self.action} {self.object_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; a row that exists is never written again."""
        if not self._state.adding:
            message = "An audit event is never changed."
            raise TypeError(message)
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse: the trail is kept whole."""
        message = "An audit event is never deleted."
        raise TypeError(message)
