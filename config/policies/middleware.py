"""The gate before every view: no declared policy, no entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponseNotAllowed

from accounts.exceptions import NotPermitted
from accounts.models import User
from config.policies import policy_of
from config.refusals import BodyTooLarge, answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

    from config.policies.kinds import Policy


class PolicyMiddleware:
    """Refuses what the policy of the route does not allow, before a view runs or a body is read.

    The views of the API know their user only after the token was read: for them the REST framework's
    permission class asks the same policies.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[object, ...],
        view_kwargs: dict[str, object],
    ) -> HttpResponseBase | None:
        policy = policy_of(request.resolver_match)
        if policy is None:
            return answer(request, NotPermitted())
        if _body_length(request) > policy.max_body:
            return answer(request, BodyTooLarge())
        if policy.public or hasattr(view_func, "cls"):
            return None
        return _refuse_person(request, policy)


def _body_length(request: HttpRequest) -> int:
    """The announced length in bytes; more than that is never read from the connection."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0


def _refuse_person(request: HttpRequest, policy: Policy) -> HttpResponseBase | None:
    user = request.user
    method = request.method or ""
    if not isinstance(user, User):
        return answer(request, NotPermitted())
    if policy.staff_only:
        return None if user.is_staff else answer(request, NotPermitted())
    if not policy.knows(method):
        return HttpResponseNotAllowed(policy.permissions)
    permission = policy.permission(method)
    if permission is not None and not user.can(permission):
        return answer(request, NotPermitted())
    return None
