"""What the API shows of a slide, and what may be sent of one."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.serializers import BlankAsNull, ChoiceOrNull, PersonSerializer, StrictFields
from cases.choices import stain_choices
from cases.models import Slide
from diagnostics import selectors
from diagnostics.models import Analysis


class SlideAnalysisSerializer(serializers.ModelSerializer[Analysis]):
    """The slide's latest analysis, in short."""

    class Meta:
        model = Analysis
        fields = ("id", "status")
        read_only_fields = fields


class SlideSerializer(serializers.ModelSerializer[Slide]):
    """One image of a smear; `image` and `thumbnail` are copies without metadata."""

    case = serializers.UUIDField(source="case_id", read_only=True)
    stain = ChoiceOrNull(stain_choices())
    uploaded_by = PersonSerializer(read_only=True)
    voided_by = PersonSerializer(read_only=True, allow_null=True)
    void_reason = BlankAsNull()
    image = serializers.SerializerMethodField(help_text="Path of the copy for the screen, once it is made.")
    thumbnail = serializers.SerializerMethodField(help_text="Path of the small copy, once it is made.")
    analysis = serializers.SerializerMethodField()

    class Meta:
        model = Slide
        fields = (
            *("id", "case", "original_name", "sha256", "size_bytes", "width", "height", "format", "stain"),
            *("magnification", "image", "thumbnail", "analysis", "uploaded_by", "created_at"),
            *("voided_at", "voided_by", "void_reason"),
        )
        read_only_fields = fields

    def get_image(self, slide: Slide) -> str | None:
        return reverse("api-slide-image", args=[slide.pk]) if slide.display else None

    @extend_schema_field(SlideAnalysisSerializer(allow_null=True))
    def get_analysis(self, slide: Slide) -> dict[str, Any] | None:
        analysis = selectors.current_analysis(slide)
        return SlideAnalysisSerializer(analysis).data if analysis else None

    def get_thumbnail(self, slide: Slide) -> str | None:
        return reverse("api-slide-thumbnail", args=[slide.pk]) if slide.thumbnail else None


class SlideUpload(StrictFields, serializers.ModelSerializer[Slide]):
    """An image for a case, as a multipart form."""

    case = serializers.UUIDField()
    image = serializers.FileField(
        allow_empty_file=True, help_text="JPEG, PNG, TIFF, WebP or BMP, up to 200 MB."
    )

    class Meta:
        model = Slide
        fields = ("case", "image", "stain", "magnification")


class VoidReason(StrictFields):
    """Why the slide does not belong here."""

    reason = serializers.CharField(max_length=500)
