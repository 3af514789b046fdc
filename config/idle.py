"""Sessions that nobody uses: after a while without a request the person is signed out."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

# Pages ask for these by themselves, whether or not anybody sits in front of them.
_POLLED: Final = frozenset({"case-progress", "slide-progress"})
_POLLING_LIST: Final = "worklist-results"
_SINCE: Final = "signed_in_at"
_SEEN: Final = "seen_at"
_WRITTEN_EVERY: Final = 10  # seconds


class IdleMiddleware:
    """Ends a session after `IDLE_MINUTES` without a request, and after a shift however busy it was.

    The times stand in the session. That Django ends sessions of its own accord is not enough: each write of
    the session begins its life anew.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if SESSION_KEY in request.session:  # the sign-in itself begins both times
            _begin(request)
        return response

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[object, ...],
        view_kwargs: dict[str, object],
    ) -> HttpResponseBase | None:
        if not request.user.is_authenticated:
            return None
        _begin(request)
        session, now = request.session, int(time.time())
        if now - session[_SINCE] >= settings.SESSION_COOKIE_AGE:
            return _end(request, "shift")
        unseen = now - session[_SEEN]
        if unseen >= timedelta(minutes=settings.IDLE_MINUTES).total_seconds():
            return _end(request, "idle")
        if unseen >= _WRITTEN_EVERY and not _is_polled(request):
            session[_SEEN] = now
        return None


def _begin(request: HttpRequest) -> None:
    for name in (_SINCE, _SEEN):
        request.session.setdefault(name, int(time.time()))


def _is_polled(request: HttpRequest) -> bool:
    match = request.resolver_match
    if match is not None and match.url_name in _POLLED:
        return True
    return request.headers.get("HX-Trigger") == _POLLING_LIST


def _end(request: HttpRequest, why: str) -> HttpResponseBase | None:
    """Sign the person out, and say on the sign-in page why."""
    if "HX-Request" in request.headers:
        # The page loads itself again, and is then sent to the sign-in page as a whole.
        return HttpResponse(headers={"HX-Refresh": "true"})
    logout(request)
    sign_in = resolve_url(settings.LOGIN_URL)
    if request.path == sign_in or request.path.startswith("/api/"):
        return None
    back = request.get_full_path() if request.method == "GET" else request.headers.get("Referer", "")
    return redirect(f"{sign_in}?{urlencode({'next': back, 'ended': why})}")
