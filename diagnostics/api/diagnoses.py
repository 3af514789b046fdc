"""Diagnoses on the API: drafts, signatures and amendments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action

from accounts.api.serializers import validated
from accounts.api.views import ApiViewSet
from cases.selectors import case as case_of
from diagnostics import choices, selectors
from diagnostics.api.diagnosis_fields import (
    STATEMENT,
    Amendment,
    DiagnosisFields,
    DiagnosisRevision,
    DiagnosisSerializer,
    Signature,
)
from diagnostics.models import Diagnosis
from diagnostics.services.diagnoses import amend_diagnosis, record_diagnosis, revise_diagnosis
from diagnostics.services.sign_out import sign_out

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from rest_framework.request import Request
    from rest_framework.response import Response


class DiagnosisFilter(filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """By case, author, call, and whether it is signed."""

    case = filters.UUIDFilter(field_name="case_id")
    author = filters.UUIDFilter(field_name="author_id")
    label = filters.ChoiceFilter(choices=choices.DiagnosisLabel.choices)
    signed = filters.BooleanFilter(field_name="signed_at", lookup_expr="isnull", exclude=True)


class DiagnosisViewSet(ApiViewSet[Diagnosis]):
    """Diagnoses of the laboratory's cases."""

    queryset = Diagnosis.objects.none()
    serializer_class = DiagnosisSerializer
    filterset_class = DiagnosisFilter

    def get_queryset(self) -> QuerySet[Diagnosis]:
        return selectors.diagnoses(self.user)

    def list(self, request: Request) -> Response:
        """List diagnoses, newest first."""
        return self.page()

    def retrieve(self, request: Request, pk: UUID) -> Response:
        """Show one diagnosis."""
        return self.one(selectors.diagnosis(self.user, pk))

    @extend_schema(request=DiagnosisRevision, responses=DiagnosisSerializer)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Change one's own draft."""
        draft = selectors.diagnosis(self.user, pk)
        statement = {name: getattr(draft, name) for name in STATEMENT} | validated(DiagnosisRevision, request)
        return self.one(revise_diagnosis(user=self.user, diagnosis=draft, **statement))

    @extend_schema(request=Signature, responses=DiagnosisSerializer)
    @action(detail=True, methods=["post"], url_path="sign-out", url_name="sign-out")
    def sign_out(self, request: Request, pk: UUID) -> Response:
        """Sign the case out with this diagnosis. A second time is refused; so is a changed draft."""
        diagnosis = selectors.diagnosis(self.user, pk)
        return self.one(sign_out(user=self.user, diagnosis=diagnosis, **validated(Signature, request)))

    @extend_schema(request=Amendment, responses={201: DiagnosisSerializer})
    @action(detail=True, methods=["post"])
    def amend(self, request: Request, pk: UUID) -> Response:
        """Draft an amendment of the signed diagnosis; it counts once it is signed itself."""
        diagnosis = selectors.diagnosis(self.user, pk)
        return self.one(
            amend_diagnosis(user=self.user, diagnosis=diagnosis, **validated(Amendment, request)),
            status=201,
        )


class CaseDiagnosisViewSet(ApiViewSet[Diagnosis]):
    """Diagnoses under their case."""

    queryset = Diagnosis.objects.none()
    serializer_class = DiagnosisSerializer

    @extend_schema(
        operation_id="cases_diagnoses_create", request=DiagnosisFields, responses={201: DiagnosisSerializer}
    )
    def create(self, request: Request, pk: UUID) -> Response:
        """Draft a diagnosis of the case; it counts once it is signed."""
        case = case_of(self.user, pk)
        return self.one(
            record_diagnosis(user=self.user, case=case, **validated(DiagnosisFields, request)), status=201
        )
