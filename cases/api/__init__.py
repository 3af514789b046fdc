"""Patients, cases and their history on the API: one module a noun, each with its fields, filters and view."""
