"""The user: one person, one laboratory, one role."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

from accounts.choices import Role, role_choices
from accounts.models.laboratory import Laboratory
from accounts.roles import ROLE_PERMISSIONS, Permission

if TYPE_CHECKING:
    from collections.abc import Iterable


class User(AbstractUser):
    """A person of one laboratory, or a superuser, who has none and works in the admin."""

    PERSONAL_FIELDS: ClassVar[frozenset[str]] = frozenset(
        {"username", "password", "first_name", "last_name", "email"},
    )
    IMPERSONAL_FIELDS: ClassVar[frozenset[str]] = frozenset(
        {
            "id",
            "laboratory",
            "role",
            "is_active",
            "is_staff",
            "is_superuser",
            "last_login",
            "date_joined",
        },
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    laboratory = models.ForeignKey(
        Laboratory,
        on_delete=models.PROTECT,
        related_name="users",
        null=True,
        blank=True,
    )
    role = models.CharField(max_length=20, choices=role_choices, blank=True)

    class Meta(AbstractUser.Meta):  # type: ignore[name-defined,misc]  # django-stubs leave out the inner class
        abstract = False
        ordering = ("username",)
        constraints = (
            models.CheckConstraint(
                name="user_has_laboratory_and_role_unless_superuser",
                condition=Q(is_superuser=True, laboratory__isnull=True, role="")
                | Q(is_superuser=False, laboratory__isnull=False, role__in=Role.values),
                violation_error_message=("A user has one laboratory and one role; a superuser has neither."),
            ),
            models.CheckConstraint(
                name="user_is_staff_if_superuser_or_administrator",
                condition=Q(is_staff=True, is_superuser=True)
                | Q(is_staff=True, role=Role.ADMINISTRATOR)
                | (Q(is_staff=False, is_superuser=False) & ~Q(role=Role.ADMINISTRATOR)),
            ),
        )

    @property
    def printed_name(self) -> str:
        """The name as it stands under a signature: the full name, or the username where there is none."""
        return self.get_full_name() or self.username

    def can(self, permission: Permission) -> bool:
        """Whether the role allows it. A superuser has no role here: the admin is their place."""
        if not self.is_active or not self.role:
            return False
        return permission in ROLE_PERMISSIONS[Role(self.role)]

    def save(
        self,
        *,
        force_insert: bool | tuple[models.base.ModelBase, ...] = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
    ) -> None:
        """Store the row; the door to the admin follows from the role and is never set by hand."""
        self.is_staff = self.is_superuser or self.role == Role.ADMINISTRATOR
        if update_fields is not None:
            update_fields = {*update_fields, "is_staff"}
        super().save(
            force_insert=force_insert,
            force_update=force_update,
            using=using,
            update_fields=update_fields,
        )
