"""Sign-in by password, and what the role opens in the admin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.contrib.auth.backends import ModelBackend

from accounts.choices import Role
from accounts.models import User

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import Model

_MANAGED = frozenset(
    {
        "accounts.add_user",
        "accounts.change_user",
        "accounts.change_laboratory",
        "knox.view_authtoken",
        "knox.delete_authtoken",
    },
)
_SEEN_APPS = ("accounts", "cases", "diagnostics")


class RoleBackend(ModelBackend):
    """An administrator manages the accounts and limits of the laboratory and looks at all its records.

    Records are changed in the portal, where each change is audited. Other roles have nothing to do here.
    """

    def get_all_permissions(
        self, user_obj: AbstractBaseUser | AnonymousUser, obj: Model | None = None
    ) -> set[str]:
        """The model permissions of the role; Django itself gives a superuser every one."""
        if not isinstance(user_obj, User) or not user_obj.is_active or user_obj.role != Role.ADMINISTRATOR:
            return set()
        return {*_MANAGED, *_views()}


def _views() -> set[str]:
    models = (model for label in _SEEN_APPS for model in apps.get_app_config(label).get_models())
    return {f"{model._meta.app_label}.view_{model._meta.model_name}" for model in models}
