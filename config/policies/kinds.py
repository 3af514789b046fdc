"""What a policy is: who may use a route, method by method."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accounts.permissions import Permission

SMALL_BODY: Final = 5 * 2**20
IMAGE_BODY: Final = 201 * 2**20  # an image of 200 MB and the form around it

_FOLLOW_GET: Final = frozenset({"HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may use a route.

    `permissions` maps each method that the route has to the permission it takes, or to None where being
    signed in is enough; HEAD and OPTIONS follow GET. `max_body` is in bytes.
    """

    public: bool = False
    staff_only: bool = False
    permissions: Mapping[str, Permission | None] = field(default_factory=dict)
    max_body: int = SMALL_BODY

    def knows(self, method: str) -> bool:
        """Whether the route has this method at all; public and admin routes leave that to their view."""
        return self.public or self.staff_only or self._as_declared(method) in self.permissions

    def permission(self, method: str) -> Permission | None:
        """The permission that a known method takes, or None where being signed in is enough."""
        return self.permissions[self._as_declared(method)]

    def _as_declared(self, method: str) -> str:
        return "GET" if method in _FOLLOW_GET else method


PUBLIC: Final = Policy(public=True)
STAFF: Final = Policy(staff_only=True)


def signed_in(*methods: str) -> Policy:
    """Whoever is signed in, whatever the role."""
    return Policy(permissions=dict.fromkeys(methods))


def needs(*, max_body: int = SMALL_BODY, **permissions: Permission) -> Policy:
    """A permission for each method, the methods in small letters: `needs(get=Permission.VIEW)`."""
    return Policy(
        permissions={method.upper(): permission for method, permission in permissions.items()},
        max_body=max_body,
    )
