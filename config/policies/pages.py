"""The policies of the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from accounts.permissions import Permission
from config.policies.kinds import IMAGE_BODY, PUBLIC, needs, signed_in

if TYPE_CHECKING:
    from config.policies.kinds import Policy

_VIEW: Final = needs(get=Permission.VIEW)


def _form(permission: Permission) -> Policy:
    return needs(get=permission, post=permission)


PAGES: Final[dict[str, Policy]] = {
    "livez": PUBLIC,
    "sign-in": PUBLIC,
    "sign-out": signed_in("POST"),
    "password-change": signed_in("GET", "POST"),
    "admin-password": signed_in("GET"),
    "worklist": _VIEW,
    "patient-list": _VIEW,
    "patient-create": _form(Permission.REGISTER_PATIENT),
    "patient-detail": _VIEW,
    "patient-correct": _form(Permission.CORRECT_PATIENT),
    "case-create": _form(Permission.REGISTER_CASE),
    "case-detail": _VIEW,
    "case-edit": _form(Permission.EDIT_CASE),
    "case-assign": needs(post=Permission.ASSIGN_CASE),
    "case-progress": _VIEW,
    "case-report": _VIEW,
    "slide-upload": needs(post=Permission.UPLOAD_SLIDE, max_body=IMAGE_BODY),
    "slide-review": _VIEW,
    "slide-progress": _VIEW,
    "slide-image": _VIEW,
    "slide-thumbnail": _VIEW,
    "slide-void": needs(post=Permission.VOID_SLIDE),
    "analysis-heatmap": _VIEW,
    "analysis-retry": needs(post=Permission.RETRY_ANALYSIS),
    "diagnosis-record": needs(post=Permission.DIAGNOSE),
    "diagnosis-sign-out": needs(post=Permission.SIGN_OUT),
    "diagnosis-amend": _form(Permission.AMEND),
}
