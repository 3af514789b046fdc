"""The history of a case on the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from accounts.api.serializers import BlankAsNull
from accounts.api.views import ApiViewSet
from cases import selectors
from cases.models import AuditEvent

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from rest_framework.request import Request
    from rest_framework.response import Response


class ActorSerializer(serializers.Serializer[AuditEvent]):
    """Who it was, as they were called then; the portal itself has no id."""

    id = serializers.UUIDField(source="actor_id", allow_null=True, read_only=True)
    name = serializers.CharField(source="actor_name", read_only=True)


class AuditEventSerializer(serializers.ModelSerializer[AuditEvent]):
    """Who did what, when; `changes` maps a field to its old and new value."""

    actor = ActorSerializer(source="*", read_only=True)
    case = serializers.UUIDField(source="case_id", allow_null=True, read_only=True)
    patient = serializers.UUIDField(source="patient_id", allow_null=True, read_only=True)
    changes = serializers.DictField(child=serializers.ListField(min_length=2, max_length=2), read_only=True)
    reason = BlankAsNull()

    class Meta:
        model = AuditEvent
        fields = (
            "id",
            "at",
            "actor",
            "action",
            "object_type",
            "object_id",
            "case",
            "patient",
            "changes",
            "reason",
        )
        read_only_fields = fields


class AuditTrailViewSet(ApiViewSet[AuditEvent]):
    """What happened to a case and to its patient."""

    queryset = AuditEvent.objects.none()
    serializer_class = AuditEventSerializer
    ordering = ("at", "id")

    def get_queryset(self) -> QuerySet[AuditEvent]:
        return selectors.audit_trail(self.user, selectors.case(self.user, self.kwargs["pk"]))

    @extend_schema(operation_id="cases_audit_list")
    def list(self, request: Request, pk: UUID) -> Response:
        """List the events of a case, oldest first."""
        return self.page()
