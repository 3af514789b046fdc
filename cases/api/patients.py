"""Patients on the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from accounts.api.serializers import Changes, StrictFields, validated
from accounts.api.views import ApiViewSet
from cases import selectors
from cases.models import Patient
from cases.services.patients import correct_patient, register_patient

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from rest_framework.request import Request
    from rest_framework.response import Response

_DETAILS = ("mrn", "family_name", "given_name", "date_of_birth", "sex")


class PatientSerializer(serializers.ModelSerializer[Patient]):
    """A patient as the laboratory knows them."""

    class Meta:
        model = Patient
        fields = ("id", *_DETAILS, "created_at", "updated_at")
        read_only_fields = fields


class PatientFields(StrictFields, serializers.ModelSerializer[Patient]):
    """What registers a patient."""

    class Meta:
        model = Patient
        fields: tuple[str, ...] = _DETAILS


class PatientCorrection(Changes, PatientFields):
    """Any of the details, and why."""

    reason = serializers.CharField(max_length=500)

    class Meta(PatientFields.Meta):
        fields = (*_DETAILS, "reason")
        extra_kwargs = {name: {"required": False} for name in _DETAILS}


class PatientFilter(filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """By MRN, or by words."""

    mrn = filters.CharFilter(lookup_expr="iexact", max_length=64)
    search = filters.CharFilter(
        method="by_words",
        max_length=200,
        help_text="Words of the MRN, the names or an accession number.",
    )

    def by_words(self, rows: QuerySet[Patient], _name: str, words: str) -> QuerySet[Patient]:
        return rows.filter(pk__in=selectors.patients(self.request.user, words).values("pk"))


class PatientViewSet(ApiViewSet[Patient]):
    """Patients of the laboratory."""

    queryset = Patient.objects.none()
    serializer_class = PatientSerializer
    filterset_class = PatientFilter

    def get_queryset(self) -> QuerySet[Patient]:
        return selectors.patients(self.user)

    def list(self, request: Request) -> Response:
        """List patients, newest first."""
        return self.page()

    def retrieve(self, request: Request, pk: UUID) -> Response:
        """Show one patient."""
        return self.one(selectors.patient(self.user, pk))

    @extend_schema(request=PatientFields, responses={201: PatientSerializer})
    def create(self, request: Request) -> Response:
        """Register a patient; the MRN is unique within the laboratory."""
        return self.one(register_patient(user=self.user, **validated(PatientFields, request)), status=201)

    @extend_schema(request=PatientCorrection, responses=PatientSerializer)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Correct a patient's details; old and new values stay in the audit trail with the reason."""
        patient = selectors.patient(self.user, pk)
        changes = validated(PatientCorrection, request)
        reason = changes.pop("reason")
        return self.one(correct_patient(user=self.user, patient=patient, reason=reason, changes=changes))
