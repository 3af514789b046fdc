"""Headers that every answer carries, beside those that Django and django-csp set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from config.browser import PERMISSIONS_POLICY

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase


class HeadersMiddleware:
    """Keeps what is shown out of caches, other sites' pages and the machine's sensors."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers["Permissions-Policy"] = PERMISSIONS_POLICY
        return response
