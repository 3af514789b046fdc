"""Guards: the first line of every service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.exceptions import NotFound, NotPermitted
from accounts.roles import ROLE_PERMISSIONS, Permission

if TYPE_CHECKING:
    import uuid

    from accounts.models import User

__all__ = ["ROLE_PERMISSIONS", "Permission", "require", "viewed_laboratory"]


def require(user: User, permission: Permission, *, laboratory_id: uuid.UUID | None = None) -> None:
    """Let through who may do it.

    `laboratory_id` is the laboratory of the row at hand, where there is one. Raises NotFound for a row of
    another laboratory (before the role is looked at, so that nothing is learnt about it), NotPermitted for a
    wrong role.
    """
    if laboratory_id is not None and laboratory_id != user.laboratory_id:
        raise NotFound
    if not user.can(permission):
        raise NotPermitted


def viewed_laboratory(user: User) -> uuid.UUID:
    """The id of the laboratory whose rows the user may see. Raises NotPermitted for one who has none."""
    require(user, Permission.VIEW)
    if user.laboratory_id is None:
        raise NotPermitted
    return user.laboratory_id
