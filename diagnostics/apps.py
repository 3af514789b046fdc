"""Django application settings of the room."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class DiagnosticsConfig(AppConfig):
    """Analyses and diagnoses."""

    name = "diagnostics"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect what a worker does when it starts and stops."""
        import_module("diagnostics.worker")
