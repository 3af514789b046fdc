"""Whether the process answers at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

if TYPE_CHECKING:
    from django.http import HttpRequest


@login_not_required
@require_safe
def livez(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view takes it
    """Say ok, without a look at the database: a watcher restarts what does not answer."""
    return HttpResponse("ok\n", content_type="text/plain")
