"""Analyses and diagnoses in the admin: to be searched and read; failed analyses can be started again.

The audit trail stands here too: its words come from cases and from diagnostics.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import admin, messages

from accounts.exceptions import Refusal
from accounts.permissions import Permission
from cases.admin import RecordAdmin, may, signed_in
from cases.choices import CaseEvent
from cases.models import AuditEvent
from diagnostics.choices import DiagnosticEvent
from diagnostics.models import Analysis, Diagnosis
from diagnostics.services.intake import retry_analysis

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


_EVENTS: Final = {value: str(words) for kind in (CaseEvent, DiagnosticEvent) for value, words in kind.choices}
_ID_SHOWN: Final = 8


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


class ActionFilter(admin.SimpleListFilter):
    """The events by their words."""

    title = "action"
    parameter_name = "action"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - Django's signature
        """Every event that the portal writes."""
        return list(_EVENTS.items())

    def queryset(self, _request: HttpRequest, rows: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
        """The events of one kind."""
        return rows.filter(action=self.value()) if self.value() else rows


@admin.register(AuditEvent)
class AuditEventAdmin(RecordAdmin):
    """The audit trail, the latest first: nobody adds to it, changes it or takes from it here."""

    laboratory_path = "laboratory_id"
    list_display = ("at", "actor_name", "what", "record", "reason")
    list_filter = (ActionFilter, "object_type")
    search_fields = ("object_id", "case_id", "patient_id", "actor_name")
    date_hierarchy = "at"
    ordering = ("-id",)

    @admin.display(description="Action", ordering="action")
    def what(self, event: AuditEvent) -> str:
        """The event in words."""
        return str(_EVENTS.get(event.action, event.action))

    @admin.display(description="Record", ordering="object_type")
    def record(self, event: AuditEvent) -> str:
        """What it is about, by kind and the beginning of its id: neither a name nor a number of a patient."""
        return f"{event.object_type.capitalize()} {str(event.object_id)[:_ID_SHOWN]}"
