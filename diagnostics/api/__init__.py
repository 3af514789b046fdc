"""Slides, analyses and diagnoses on the API: one module a noun, each with its fields, filters and view."""
