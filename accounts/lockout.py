"""What stands between a stranger and a thousand guesses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.shortcuts import render

from accounts.exceptions import TooManyTries

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse


class TriesHandler(AxesDatabaseHandler):  # type: ignore[misc]  # axes has no types
    """A few tries for an account from one address, and many more for it from all addresses together.

    The second number is high, so that nobody locks a colleague out in passing.
    """

    def get_failures(self, request: HttpRequest, credentials: dict[str, object] | None = None) -> int:
        """The failures that are held against this request; from the limit on it is refused."""
        failures: int = super().get_failures(request, credentials)
        tries = AccessAttempt.objects.filter(
            username=get_client_username(request, credentials),
            attempt_time__gte=get_cool_off_threshold(request),
        )
        total = tries.aggregate(total=Sum("failures_since_start"))["total"] or 0
        used_up = total >= settings.TRIES_OF_ACCOUNT
        return max(failures, settings.AXES_FAILURE_LIMIT) if used_up else failures


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
