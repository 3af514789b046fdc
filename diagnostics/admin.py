"""Analyses and diagnoses in the admin: to be searched and read; failed analyses can be started again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages

from accounts.exceptions import Refusal
from accounts.permissions import Permission
from cases.admin import RecordAdmin, may, signed_in
from diagnostics.models import Analysis, Diagnosis
from diagnostics.services.intake import retry_analysis

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


@admin.register(Analysis)
class AnalysisAdmin(RecordAdmin):
    """The queue and what came of it."""

    laboratory_path = "slide__case__laboratory"
    list_display = (
        "id",
        "case",
        "status",
        "outcome",
        "label",
        "attempts",
        "requested_at",
        "finished_at",
        "error",
    )
    list_filter = ("status", "outcome", "label", "model_version")
    search_fields = ("slide__case__accession_number", "model_sha256")
    list_select_related = ("slide__case",)
    date_hierarchy = "requested_at"
    actions = ("start_again",)

    @admin.display(ordering="slide__case__accession_number")
    def case(self, analysis: Analysis) -> str:
        """The accession number."""
        return str(analysis.slide.case)

    @admin.action(description="Start failed analyses again")
    def start_again(self, request: HttpRequest, rows: QuerySet[Analysis]) -> None:
        """Retry each by the service; what is not failed is named and left alone."""
        for analysis in rows:
            try:
                retry_analysis(user=signed_in(request), analysis=analysis)
            except Refusal as refusal:
                self.message_user(request, f"{analysis.slide.case}: {refusal.message}", messages.WARNING)

    def get_actions(self, request: HttpRequest) -> Any:  # noqa: ANN401 - Django's own signature
        """Only for those who may."""
        return super().get_actions(request) if may(request, Permission.RETRY_ANALYSIS) else {}


@admin.register(Diagnosis)
class DiagnosisAdmin(RecordAdmin):
    """Diagnoses, drafts and signed ones: read only, for a statement is its author's."""

    laboratory_path = "case__laboratory"
    list_display = ("case", "label", "author", "signed_name", "meaning", "signed_at", "amends")
    list_filter = ("label", "meaning", ("signed_at", admin.EmptyFieldListFilter))
    search_fields = ("case__accession_number", "signed_name", "author__username")
    list_select_related = ("case", "author", "amends")
