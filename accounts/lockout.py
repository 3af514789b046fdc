"""What stands between a stranger and a thousand guesses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import render

from accounts.exceptions import TooManyTries

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse


def locked_out(
    request: HttpRequest,
    response: HttpResponse | None = None,  # noqa: ARG001 - axes hands it over
    credentials: Mapping[str, object] | None = None,  # noqa: ARG001 - likewise
) -> HttpResponse:
    """The answer to one try too many: the same for accounts that exist and accounts that do not."""
    wait = int(settings.AXES_COOLOFF_TIME.total_seconds())
    context = {"refusal": TooManyTries(), "status": 429}
    refused = render(request, "errors/refusal.html", context, status=429)
    refused.headers["Retry-After"] = str(wait)
    return refused


def client_address(request: HttpRequest) -> str:
    """Where the request comes from; behind a proxy, what the proxy saw, which no client can make up."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.BEHIND_PROXY:
        return direct
    return request.headers.get("X-Forwarded-For", direct).rpartition(",")[2].strip() or direct
