"""Analyses on the API: what the model said of a slide, and how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action

from accounts.api.serializers import BlankAsNull, ChoiceOrNull, NoFields, validated
from accounts.api.views import ApiViewSet
from diagnostics import choices, selectors
from diagnostics.delivery import deliver
from diagnostics.inference import DECISION_SUPPORT
from diagnostics.models import Analysis
from diagnostics.services.intake import retry_analysis

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http.response import HttpResponseBase
    from rest_framework.request import Request
    from rest_framework.response import Response


class ReasonSerializer(serializers.Serializer[dict[str, str]]):
    """Why the model did not commit itself."""

    code = serializers.CharField(read_only=True)
    text = serializers.CharField(read_only=True)


class CellSerializer(serializers.Serializer[dict[str, object]]):
    """One white cell: its box in pixels of the upright image, and what it looks like on its own."""

    x = serializers.IntegerField(read_only=True)
    y = serializers.IntegerField(read_only=True)
    width = serializers.IntegerField(read_only=True)
    height = serializers.IntegerField(read_only=True)
    cut = serializers.BooleanField(read_only=True, help_text="Whether the border of the image cuts it.")
    probabilities = serializers.DictField(
        child=serializers.FloatField(),
        allow_null=True,
        read_only=True,
        help_text="By class, `normal` for a normal white cell among them; null where it was not judged.",
    )


class ModelIdentitySerializer(serializers.Serializer[Analysis]):
    """The model that answered; the hash is that of its bundle."""

    name = serializers.CharField(source="model_name", read_only=True)
    version = serializers.CharField(source="model_version", read_only=True)
    sha256 = serializers.CharField(source="model_sha256", read_only=True)


class AnalysisSerializer(serializers.ModelSerializer[Analysis]):
    """One run of one model on one slide. What is not there (yet) is null."""

    slide = serializers.UUIDField(source="slide_id", read_only=True)
    outcome = ChoiceOrNull(choices.outcome_choices())
    label = BlankAsNull()  # type: ignore[assignment]  # a field's own attribute is called so, too
    probabilities = serializers.DictField(child=serializers.FloatField(), allow_null=True, read_only=True)
    prediction_set = serializers.ListField(child=serializers.CharField(), allow_null=True, read_only=True)
    reasons = ReasonSerializer(many=True, read_only=True)
    cells = CellSerializer(many=True, read_only=True, help_text="The white cells found, at most 500.")
    heatmap = serializers.SerializerMethodField(help_text="Path of the heatmap of the leading class (PNG).")
    model = serializers.SerializerMethodField()
    error = BlankAsNull()
    timings = serializers.SerializerMethodField(help_text="Milliseconds by step.")
    decision_support = serializers.SerializerMethodField(help_text="How the answer may be used.")

    class Meta:
        model = Analysis
        fields = (
            *("id", "slide", "status", "outcome", "label", "confidence", "probabilities", "prediction_set"),
            *("leukaemia_probability", "reasons", "cells", "heatmap", "model", "error", "attempts"),
            *("requested_at", "started_at", "finished_at", "timings", "decision_support"),
        )
        read_only_fields = fields

    def get_heatmap(self, analysis: Analysis) -> str | None:
        return reverse("api-analysis-heatmap", args=[analysis.pk]) if analysis.heatmap else None

    @extend_schema_field(ModelIdentitySerializer(allow_null=True))
    def get_model(self, analysis: Analysis) -> dict[str, str] | None:
        return ModelIdentitySerializer(analysis).data if analysis.model_sha256 else None

    def get_timings(self, analysis: Analysis) -> dict[str, float] | None:
        return analysis.timings or None

    def get_decision_support(self, _analysis: Analysis) -> str:
        return DECISION_SUPPORT


class AnalysisFilter(filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """By slide, case, and what came out."""

    slide = filters.UUIDFilter(field_name="slide_id")
    case = filters.UUIDFilter(field_name="slide__case_id")
    status = filters.ChoiceFilter(choices=choices.AnalysisStatus.choices)
    outcome = filters.ChoiceFilter(choices=choices.Outcome.choices)


class AnalysisViewSet(ApiViewSet[Analysis]):
    """Analyses of the laboratory's slides."""

    queryset = Analysis.objects.none()
    serializer_class = AnalysisSerializer
    filterset_class = AnalysisFilter
    ordering = ("-requested_at", "-id")

    def get_queryset(self) -> QuerySet[Analysis]:
        return selectors.analyses(self.user).defer("quality", "votes", "tiles")

    def list(self, request: Request) -> Response:
        """List analyses, newest first."""
        return self.page()

    def retrieve(self, request: Request, pk: UUID) -> Response:
        """Show one analysis: ask again while `status` is queued or running."""
        return self.one(selectors.analysis(self.user, pk))

    @extend_schema(request=NoFields, responses=AnalysisSerializer)
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: UUID) -> Response:
        """Queue a failed analysis once more."""
        analysis = selectors.analysis(self.user, pk)
        validated(NoFields, request)
        return self.one(retry_analysis(user=self.user, analysis=analysis))

    @extend_schema(responses={(200, "image/png"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"])
    def heatmap(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Fetch the heatmap, of the size of the image."""
        return deliver(request, selectors.analysis(self.user, pk).heatmap)
