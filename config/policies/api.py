"""The policies of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from accounts.permissions import Permission
from config.policies.kinds import IMAGE_BODY, needs, signed_in

if TYPE_CHECKING:
    from config.policies.kinds import Policy

_VIEW: Final = needs(get=Permission.VIEW)

API: Final[dict[str, Policy]] = {
    "api-schema": signed_in("GET"),
    "api-docs": signed_in("GET"),
    "api-token-list": signed_in("GET", "DELETE"),
    "api-patient-list": needs(get=Permission.VIEW, post=Permission.REGISTER_PATIENT),
    "api-patient-detail": needs(get=Permission.VIEW, patch=Permission.CORRECT_PATIENT),
    "api-case-list": needs(get=Permission.VIEW, post=Permission.REGISTER_CASE),
    "api-case-detail": needs(get=Permission.VIEW, patch=Permission.EDIT_CASE),
    "api-case-assign": needs(post=Permission.ASSIGN_CASE),
    "api-case-audit": needs(get=Permission.VIEW_AUDIT),
    "api-case-diagnoses": needs(post=Permission.DIAGNOSE),
    "api-slide-list": needs(get=Permission.VIEW, post=Permission.UPLOAD_SLIDE, max_body=IMAGE_BODY),
    "api-slide-detail": _VIEW,
    "api-slide-image": _VIEW,
    "api-slide-thumbnail": _VIEW,
    "api-slide-void": needs(post=Permission.VOID_SLIDE),
    "api-analysis-list": _VIEW,
    "api-analysis-detail": _VIEW,
    "api-analysis-heatmap": _VIEW,
    "api-analysis-retry": needs(post=Permission.RETRY_ANALYSIS),
    "api-diagnosis-list": _VIEW,
    "api-diagnosis-detail": needs(get=Permission.VIEW, patch=Permission.DIAGNOSE),
    "api-diagnosis-sign-out": needs(post=Permission.SIGN_OUT),
    "api-diagnosis-amend": needs(post=Permission.AMEND),
}
