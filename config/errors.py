"""The answers to what no view foresaw: each a page for people and a problem document for programs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string

from accounts.exceptions import Refusal
from config.problems import problem_response
from config.refusals import BodyTooLarge, answer, wants_json

if TYPE_CHECKING:
    from django.http import HttpRequest

_SENTENCES: Final = {
    400: ("malformed", "The request cannot be read. Send it again."),
    403: ("not_permitted", "You are not allowed to do this. Sign in with an account that is."),
    404: (
        "not_found",
        "There is nothing here that you can see. Go back to the worklist and look for it there.",
    ),
    500: ("failure", "Something went wrong on our side. Nothing was changed; try again in a minute."),
}
_NO_DATABASE: Final = "The database does not answer just now. Nothing was lost; try again in a minute."
_STALE_FORM: Final = (
    "The form was open too long or came from another site. Go back, reload the page, send again."
)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 for a body that is too large."""
    if isinstance(exception, RequestDataTooBig):
        return answer(request, BodyTooLarge())
    return _page(request, 400)


def permission_denied(
    request: HttpRequest,
    exception: Exception | None = None,  # noqa: ARG001 - Django hands it over
) -> HttpResponse:
    """403 of a framework; our own refusals bring their sentence with them."""
    return _page(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - likewise
    """403 of a form whose token does not fit."""
    return _page(request, 403, _STALE_FORM)


def page_not_found(
    request: HttpRequest,
    exception: Exception | None = None,  # noqa: ARG001 - Django hands it over
) -> HttpResponse:
    """404 of an address that does not exist."""
    return _page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 where the database does not answer. Rendered without the request: it may break again.

    A refusal comes here when the body was read before the view, to look for the token of its form.
    """
    error = sys.exception()
    if isinstance(error, Refusal):
        return answer(request, error)
    if not isinstance(error, (OperationalError, InterfaceError)):
        return _page(request, 500)
    response = _page(request, 500, _NO_DATABASE, status=503, code="unavailable")
    response.headers["Retry-After"] = "30"
    return response


def _page(
    request: HttpRequest, kind: int, sentence: str = "", *, status: int | None = None, code: str = ""
) -> HttpResponse:
    """The page of one of the four kinds, with another sentence, status and code where they are given."""
    standing_code, standing = _SENTENCES[kind]
    status = status or kind
    if wants_json(request):
        return problem_response(request, status, code or standing_code, sentence or standing)
    context = {
        "status": status,
        "sentence": sentence or standing,
        "request_id": getattr(request, "request_id", ""),
    }
    return HttpResponse(render_to_string(f"errors/{kind}.html", context), status=status)
