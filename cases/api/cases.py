"""Cases on the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action

from accounts.api.serializers import Changes, PersonSerializer, StrictFields, validated
from accounts.api.views import ApiViewSet
from accounts.selectors import colleague
from cases import choices, selectors
from cases.models import Case
from cases.services.registration import assign_case, edit_case, register_case

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from rest_framework.request import Request
    from rest_framework.response import Response

_DETAILS = ("accession_number", "specimen", "priority", "collected_at", "received_at", "clinical_notes")


class CaseSerializer(serializers.ModelSerializer[Case]):
    """A case and where it stands."""

    patient = serializers.UUIDField(source="patient_id", read_only=True)
    assignee = PersonSerializer(read_only=True, allow_null=True)
    created_by = PersonSerializer(read_only=True)

    class Meta:
        model = Case
        fields = ("id", "patient", *_DETAILS, "status", "assignee", "created_by", "created_at", "updated_at")
        read_only_fields = fields


class CaseEdit(Changes, serializers.ModelSerializer[Case]):
    """Any of the details of a case that is not signed out."""

    class Meta:
        model = Case
        fields = _DETAILS
        extra_kwargs = {name: {"required": False} for name in _DETAILS}


class CaseFields(StrictFields, serializers.ModelSerializer[Case]):
    """What registers a case."""

    patient = serializers.UUIDField()

    class Meta:
        model = Case
        fields = ("patient", *_DETAILS)
        extra_kwargs = {"priority": {"default": choices.Priority.ROUTINE}}


class Assignment(StrictFields):
    """Who is to read the case."""

    assignee = serializers.UUIDField(
        allow_null=True, help_text="A user of the laboratory, or null for nobody."
    )


class CaseFilter(filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """By what the worklist shows."""

    status = filters.ChoiceFilter(choices=choices.CaseStatus.choices)
    priority = filters.ChoiceFilter(choices=choices.Priority.choices)
    specimen = filters.ChoiceFilter(choices=choices.Specimen.choices)
    patient = filters.UUIDFilter(field_name="patient_id")
    assignee = filters.UUIDFilter(field_name="assignee_id")
    accession_number = filters.CharFilter(lookup_expr="iexact", max_length=64)
    search = filters.CharFilter(
        method="by_words",
        max_length=200,
        help_text="Words of the accession number, the MRN or the names.",
    )

    def by_words(self, rows: QuerySet[Case], _name: str, words: str) -> QuerySet[Case]:
        return rows.filter(pk__in=selectors.cases(self.request.user, words).values("pk"))


class CaseViewSet(ApiViewSet[Case]):
    """Cases of the laboratory."""

    queryset = Case.objects.none()
    serializer_class = CaseSerializer
    filterset_class = CaseFilter

    def get_queryset(self) -> QuerySet[Case]:
        return selectors.cases(self.user).select_related(None).select_related("assignee", "created_by")

    def list(self, request: Request) -> Response:
        """List cases, newest first."""
        return self.page()

    def retrieve(self, request: Request, pk: UUID) -> Response:
        """Show one case."""
        return self.one(selectors.case(self.user, pk))

    @extend_schema(request=CaseFields, responses={201: CaseSerializer})
    def create(self, request: Request) -> Response:
        """Register a case for a patient; the accession number is unique within the laboratory."""
        details = validated(CaseFields, request)
        patient = selectors.patient(self.user, details.pop("patient"))
        return self.one(register_case(user=self.user, patient=patient, **details), status=201)

    @extend_schema(request=CaseEdit, responses=CaseSerializer)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Change details of a case that is not signed out."""
        case = selectors.case(self.user, pk)
        return self.one(edit_case(user=self.user, case=case, changes=validated(CaseEdit, request)))

    @extend_schema(request=Assignment, responses=CaseSerializer)
    @action(detail=True, methods=["post"])
    def assign(self, request: Request, pk: UUID) -> Response:
        """Give the case to a person of the laboratory, or to nobody."""
        case = selectors.case(self.user, pk)
        chosen = validated(Assignment, request)["assignee"]
        assignee = colleague(self.user, chosen) if chosen else None
        return self.one(assign_case(user=self.user, case=case, assignee=assignee))
