"""What each role may do."""

from __future__ import annotations

from enum import StrEnum

from accounts.choices import Role


class Permission(StrEnum):
    """One thing that a person may do within their own laboratory."""

    VIEW = "view"
    REGISTER_PATIENT = "register_patient"
    CORRECT_PATIENT = "correct_patient"
    REGISTER_CASE = "register_case"
    EDIT_CASE = "edit_case"
    ASSIGN_CASE = "assign_case"
    UPLOAD_SLIDE = "upload_slide"
    VOID_SLIDE = "void_slide"
    RETRY_ANALYSIS = "retry_analysis"
    DIAGNOSE = "diagnose"
    SIGN_OUT = "sign_out"
    AMEND = "amend"
    VIEW_AUDIT = "view_audit"
    MANAGE_USERS = "manage_users"


_BENCH = frozenset(
    {
        Permission.VIEW,
        Permission.REGISTER_PATIENT,
        Permission.CORRECT_PATIENT,
        Permission.REGISTER_CASE,
        Permission.EDIT_CASE,
        Permission.ASSIGN_CASE,
        Permission.UPLOAD_SLIDE,
        Permission.VOID_SLIDE,
        Permission.RETRY_ANALYSIS,
    },
)

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.TECHNICIAN: _BENCH,
    Role.PATHOLOGIST: _BENCH
    | {Permission.DIAGNOSE, Permission.SIGN_OUT, Permission.AMEND, Permission.VIEW_AUDIT},
    Role.ADMINISTRATOR: _BENCH | {Permission.VIEW_AUDIT, Permission.MANAGE_USERS},
}
