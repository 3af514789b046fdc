"""Records in the admin: searched and read; patients and open cases are changed through the same services."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin

from accounts.admin_scope import LaboratoryScopedAdmin
from accounts.forms import names_its_fields
from accounts.models import User
from accounts.permissions import Permission
from cases.models import Case, Patient, Slide
from cases.services.patients import CORRECTABLE, correct_patient
from cases.services.registration import EDITABLE, edit_case

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest


class RecordAdmin(LaboratoryScopedAdmin):
    """Rows come and go through the portal, where each step is checked and audited; here they are read."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@names_its_fields
class CorrectionForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """A patient's details with the reason for the correction."""

    reason = forms.CharField(max_length=500, help_text="Kept in the audit trail with the old and new values.")

    class Meta:
        model = Patient
        fields = CORRECTABLE


@admin.register(Patient)
class PatientAdmin(RecordAdmin):
    """Patients; an administrator of the laboratory corrects them, with a reason."""

    form = CorrectionForm
    list_display = ("mrn", "family_name", "given_name", "date_of_birth", "sex", "laboratory")
    list_filter = ("sex", "laboratory")
    search_fields = ("mrn", "family_name", "given_name")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may(request, Permission.CORRECT_PATIENT)

    def save_model(self, request: HttpRequest, obj: Patient, form: Any, change: bool) -> None:  # noqa: ANN401, FBT001 - Django's own signature
        """Correct by the service, which audits."""
        changes = {name: form.cleaned_data[name] for name in form.changed_data if name in CORRECTABLE}
        stored = self.get_queryset(request).get(pk=obj.pk)
        correct_patient(
            user=signed_in(request), patient=stored, reason=form.cleaned_data["reason"], changes=changes
        )


@admin.register(Case)
class CaseAdmin(RecordAdmin):
    """Cases; an administrator of the laboratory edits the open ones."""

    fields = EDITABLE
    list_display = (
        "accession_number",
        "patient",
        "specimen",
        "priority",
        "status",
        "received_at",
        "laboratory",
    )
    list_filter = ("status", "priority", "specimen", "laboratory")
    search_fields = ("accession_number", "patient__mrn", "patient__family_name", "patient__given_name")
    list_select_related = ("patient", "laboratory")
    date_hierarchy = "received_at"

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        signed = isinstance(obj, Case) and not obj.state.is_open
        return may(request, Permission.EDIT_CASE) and not signed

    def save_model(self, request: HttpRequest, obj: Case, form: Any, change: bool) -> None:  # noqa: ANN401, FBT001 - Django's own signature
        """Edit by the service, which audits."""
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        edit_case(user=signed_in(request), case=obj, changes=changes)


@admin.register(Slide)
class SlideAdmin(RecordAdmin):
    """Slides with their facts; the images themselves are seen in the portal."""

    laboratory_path = "case__laboratory"
    exclude = ("original", "display", "thumbnail")
    list_display = ("id", "case", "format", "width", "height", "stain", "created_at", "voided_at")
    list_filter = ("format", "stain", ("voided_at", admin.EmptyFieldListFilter))
    search_fields = ("case__accession_number", "sha256")
    list_select_related = ("case",)


def signed_in(request: HttpRequest) -> User:
    """The person behind a request of the admin, which lets nobody else in."""
    if not isinstance(request.user, User):
        raise TypeError("The admin is for signed-in people.")
    return request.user


def may(request: HttpRequest, permission: Permission) -> bool:
    """Whether the role of the person allows it; a superuser has no role and only reads records."""
    return isinstance(request.user, User) and request.user.can(permission)
