"""Django application settings of the room."""

from __future__ import annotations

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Patients, cases and slides."""

    name = "cases"
    default_auto_field = "django.db.models.BigAutoField"
