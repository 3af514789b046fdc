"""Slides on the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action

from accounts.api.parsers import StrictJSONParser
from accounts.api.serializers import validated
from accounts.api.views import ApiViewSet
from cases import selectors as records
from cases.models import Slide
from diagnostics.api.slide_fields import SlideSerializer, SlideUpload, VoidReason
from diagnostics.api.uploads import SlideParser
from diagnostics.delivery import deliver
from diagnostics.models import Analysis
from diagnostics.services.intake import receive_slide, void_slide

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http.response import HttpResponseBase
    from rest_framework.request import Request
    from rest_framework.response import Response


class SlideFilter(filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """By case, content, and whether the slide was voided."""

    case = filters.UUIDFilter(field_name="case_id")
    sha256 = filters.CharFilter(max_length=64)
    voided = filters.BooleanFilter(field_name="voided_at", lookup_expr="isnull", exclude=True)


class SlideViewSet(ApiViewSet[Slide]):
    """Slides of the laboratory's cases."""

    queryset = Slide.objects.none()
    serializer_class = SlideSerializer
    filterset_class = SlideFilter
    parser_classes = (SlideParser,)

    def get_queryset(self) -> QuerySet[Slide]:
        runs = Analysis.objects.only("slide_id", "status", "requested_at")
        return (
            records.slides(self.user)
            .select_related("uploaded_by", "voided_by")
            .prefetch_related(Prefetch("analyses", queryset=runs))
        )

    def list(self, request: Request) -> Response:
        """List slides, newest first, voided ones among them."""
        return self.page()

    def retrieve(self, request: Request, pk: UUID) -> Response:
        """Show one slide."""
        return self.one(records.one(self.get_queryset(), pk))

    @extend_schema(request={"multipart/form-data": SlideUpload}, responses={201: SlideSerializer})
    def create(self, request: Request) -> Response:
        """Add an image to a case and queue its analysis."""
        fields = validated(SlideUpload, request)
        case = records.case(self.user, fields.pop("case"))
        analysis = receive_slide(user=self.user, case=case, **fields)
        return self.one(records.one(self.get_queryset(), analysis.slide_id), status=201)

    @extend_schema(request=VoidReason, responses=SlideSerializer)
    @action(detail=True, methods=["post"], parser_classes=[StrictJSONParser])
    def void(self, request: Request, pk: UUID) -> Response:
        """Take a slide out of its case; the bytes and the reason stay."""
        slide = records.slide(self.user, pk)
        void_slide(user=self.user, slide=slide, **validated(VoidReason, request))
        return self.one(records.one(self.get_queryset(), pk))

    @extend_schema(responses={(200, "image/jpeg"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"])
    def image(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Fetch the copy for the screen: upright, without metadata, long side at most 8192 pixels."""
        return deliver(request, records.slide(self.user, pk).display)

    @extend_schema(responses={(200, "image/jpeg"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"])
    def thumbnail(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Fetch the small copy: long side at most 320 pixels."""
        return deliver(request, records.slide(self.user, pk).thumbnail)
