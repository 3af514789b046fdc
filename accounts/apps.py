"""The Django application of accounts."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, laboratories, roles and tokens."""

    name = "accounts"
    verbose_name = "Accounts"
