"""Accounts in the admin: an administrator manages the people and tokens of the laboratory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from knox.models import AuthToken

from accounts.admin_scope import LaboratoryScopedAdmin, sees_all
from accounts.forms import NewUserForm, ResetPasswordForm
from accounts.models import Laboratory, User

if TYPE_CHECKING:
    from django.contrib.admin.options import _FieldsetSpec
    from django.forms import ModelForm
    from django.http import HttpRequest

admin.site.site_header = admin.site.site_title = "Leukoscope administration"
admin.site.index_title = "Records and accounts"

# Roles take the place of groups.
admin.site.unregister(Group)
admin.site.unregister(AuthToken)


class _Kept:
    """Rows that others refer to are never deleted."""

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False


@admin.register(Laboratory)
class LaboratoryAdmin(_Kept, LaboratoryScopedAdmin):
    """Laboratories; an administrator sets the limits of their own."""

    laboratory_path = "pk"
    list_display = ("name", "stat_minutes", "routine_minutes", "created_at")
    search_fields = ("name",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any | None = None) -> tuple[str, ...]:  # noqa: ANN401 - Django's own signature
        """The name stands on reports: superusers alone change it."""
        return ("created_at",) if sees_all(request) else ("name", "created_at")


@admin.register(User)
class PersonAdmin(_Kept, LaboratoryScopedAdmin, UserAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    """People. An account that is no longer wanted is switched off: its name stands under signatures."""

    add_form = NewUserForm
    change_password_form = ResetPasswordForm
    list_display = ("username", "last_name", "first_name", "role", "laboratory", "is_active", "last_login")
    list_filter = ("role", "is_active", "laboratory")
    search_fields = ("username", "last_name", "first_name")
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")

    def get_fieldsets(self, request: HttpRequest, obj: Any | None = None) -> _FieldsetSpec:  # noqa: ANN401 - Django's own signature
        """Laboratory and superuser are for superusers to set."""
        place = ("laboratory", "is_superuser") if sees_all(request) else ()
        if obj is None:
            return (
                (None, {"fields": ("username", "password1", "password2", "first_name", "last_name")}),
                ("Work", {"fields": ("role", *place)}),
            )
        return (
            (None, {"fields": ("username", "password", "first_name", "last_name")}),
            ("Work", {"fields": ("role", "is_active", *place)}),
            ("History", {"fields": ("last_login", "date_joined")}),
        )

    def get_form(
        self,
        request: HttpRequest,
        obj: Any | None = None,  # noqa: ANN401 - Django's own signature
        change: bool = False,  # noqa: FBT001, FBT002 - likewise
        **kwargs: Any,
    ) -> type[ModelForm[User]]:
        """An administrator adds people of the laboratory, and none of them is without a role."""
        form = super().get_form(request, obj, change=change, **kwargs)
        if not sees_all(request) and "role" in form.base_fields:
            form.base_fields["role"].required = True
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: Any | None = None) -> tuple[str, ...]:  # noqa: ANN401 - Django's own signature
        """Nobody locks themselves out, or raises themselves, by accident."""
        own = (
            ("role", "is_active", "laboratory", "is_superuser")
            if obj is not None and obj == request.user
            else ()
        )
        return (*self.readonly_fields, *own)


@admin.register(AuthToken)
class TokenAdmin(LaboratoryScopedAdmin):
    """Tokens: to see whose there are, and to revoke them by deleting."""

    laboratory_path = "user__laboratory"
    list_display = ("user", "created", "expiry")
    fields = ("user", "created", "expiry")
    search_fields = ("user__username",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A token is made on the command line, where its text is shown once."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False
