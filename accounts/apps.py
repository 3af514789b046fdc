"""The Django application of accounts."""

from __future__ import annotations

from django.apps import AppConfig, apps


class AccountsConfig(AppConfig):
    """Users, laboratories, roles and tokens."""

    name = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        """Call the library's tokens what people call them."""
        knox = apps.get_app_config("knox")
        knox.verbose_name = "API access"
        names = knox.get_model("AuthToken")._meta
        names.verbose_name, names.verbose_name_plural = "API token", "API tokens"
