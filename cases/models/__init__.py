"""The tables of the room."""

from __future__ import annotations

from cases.models.audit_event import AuditEvent
from cases.models.case import Case
from cases.models.patient import Patient
from cases.models.slide import Slide

__all__ = ["AuditEvent", "Case", "Patient", "Slide"]
