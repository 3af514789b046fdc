"""Refusals as answers: a page, a fragment for a part of a page, or a problem document for a program."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.shortcuts import render

from accounts.api.schema import PROBLEM_TYPE
from accounts.exceptions import Invalid, Refusal
from config.problems import refusal_response, status_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse, HttpResponseBase


class BodyTooLarge(Invalid):
    """More bytes were announced than the route takes."""

    code: ClassVar[str] = "body_too_large"
    default_message: ClassVar[str] = (
        "This is too much at once. Send an image of at most 200 MB, one at a time."
    )


class RefusalMiddleware:
    """Answers what a page's service refused."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return answer(request, exception) if isinstance(exception, Refusal) else None


def answer(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal in the form that the caller reads."""
    status = status_of(refusal)
    if wants_json(request):
        return refusal_response(request, refusal)
    template = "errors/_refusal.html" if "HX-Request" in request.headers else "errors/refusal.html"
    context = {"refusal": refusal, "status": status, "request_id": getattr(request, "request_id", "")}
    return render(request, template, context, status=status)


def wants_json(request: HttpRequest) -> bool:
    """Whether a program is asking: on the API always, elsewhere when it prefers JSON to a page."""
    if request.path_info.startswith("/api/"):
        return True
    preferred = request.get_preferred_type(["text/html", "application/json", PROBLEM_TYPE])
    return preferred is not None and preferred != "text/html"
