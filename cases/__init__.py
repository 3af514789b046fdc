"""Patients, cases, slides, the case lifecycle and the audit trail."""
