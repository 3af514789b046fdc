"""The same policies, asked by the REST framework once it knows the user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.exceptions import MethodNotAllowed
from rest_framework.permissions import BasePermission

from accounts.models import User
from config.policies import policy_of

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView


class RoutePolicy(BasePermission):
    """Lets through whom the policy of the route lets through. No policy: nobody."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the person may. Raises MethodNotAllowed for a method that the route does not have."""
        policy = policy_of(request.resolver_match)
        user = request.user
        method = request.method or ""
        if policy is None or not isinstance(user, User):
            return False
        if not policy.knows(method):
            raise MethodNotAllowed(method)
        permission = policy.permission(method)
        return permission is None or user.can(permission)
