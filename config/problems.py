"""The one place where refusals become answers: status codes, and RFC 9457 documents on the API."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import (
    NON_FIELD_ERRORS,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.http import Http404, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from rest_framework import exceptions

from accounts.api.parsers import BodyTooLarge
from accounts.api.schema import PROBLEM_TYPE
from accounts.exceptions import (
    Conflict,
    Forbidden,
    Invalid,
    Missing,
    NotFound,
    NotPermitted,
    Refusal,
    Unavailable,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest
    from rest_framework.request import Request

_FAMILIES: Final[dict[type[Refusal], int]] = {
    Forbidden: 403,
    Missing: 404,
    Conflict: 409,
    Invalid: 400,
    Unavailable: 503,
}
_PARTICULAR: Final = {"unsupported_format": 415, "image_too_large": 413, "body_too_large": 413}

# People are sent back to the worklist; a program has none.
_NOTHING_THERE: Final = "There is nothing at this address that you can see. Check it, and the ids in it."

# What is wrong with the row as a whole has one name on the API, whoever noticed it.
_OF_NO_FIELD: Final[dict[str, str]] = {NON_FIELD_ERRORS: "non_field_errors"}


def status_of(refusal: Refusal) -> int:
    """The status code of a refusal: its own where it has one, else its family's."""
    if refusal.code in _PARTICULAR:
        return _PARTICULAR[refusal.code]
    return next((status for family, status in _FAMILIES.items() if isinstance(refusal, family)), 400)


def problem(
    request: HttpRequest | Request, status: int, code: str, detail: str, **extra: object
) -> dict[str, object]:
    """The problem document. It names the request by its id alone: an address could name a patient."""
    request_id = getattr(request, "request_id", None) or uuid.uuid4()
    return {
        "type": f"urn:leukoscope:problem:{code}",
        "title": code.replace("_", " ").capitalize(),
        "status": status,
        "detail": _NOTHING_THERE if code == NotFound.code else detail,
        "code": code,
        "instance": f"urn:uuid:{request_id}",
        **extra,
    }


def problem_response(request: HttpRequest, status: int, code: str, detail: str) -> JsonResponse:
    """The answer of the API where no API view was reached, or where one broke down."""
    return JsonResponse(problem(request, status, code, detail), status=status, content_type=PROBLEM_TYPE)


def refusal_response(request: HttpRequest | Request, refusal: Refusal) -> JsonResponse:
    """A refusal of ours as a problem document, with what a caller may need to go on."""
    extra: dict[str, object] = dict(refusal.extra)
    if refusal.fields:
        extra["errors"] = {_OF_NO_FIELD.get(name, name): said for name, said in refusal.fields.items()}
    return _respond(problem(request, status_of(refusal), refusal.code, refusal.message, **extra))


def exception_handler(exc: Exception, context: Mapping[str, Any]) -> JsonResponse | None:
    """REST framework's handler. None for a surprise, which is then logged and answered as our failure.

    The answer is JSON whatever the view renders: the schema is YAML, and the page about the API is HTML.
    """
    request: Request = context["request"]
    if isinstance(exc, Refusal):
        return refusal_response(request, exc)
    known = _as_api_exception(exc)
    if known is None:
        return None
    return _respond(_from_api_exception(request, known), headers=_headers(known))


def _respond(document: dict[str, object], headers: dict[str, str] | None = None) -> JsonResponse:
    status = int(str(document["status"]))
    return JsonResponse(document, status=status, headers=headers, content_type=PROBLEM_TYPE)


def _as_api_exception(exc: Exception) -> exceptions.APIException | None:
    match exc:
        case exceptions.APIException():
            return exc
        case Http404():
            return exceptions.NotFound()
        case PermissionDenied():
            return exceptions.PermissionDenied()
        case RequestDataTooBig():
            return BodyTooLarge()
        case SuspiciousOperation() | UnreadablePostError() | MultiPartParserError():
            return exceptions.ParseError("The request cannot be read. Send it again.")
        case _:
            return None


def _from_api_exception(request: Request, exc: exceptions.APIException) -> dict[str, object]:
    match exc:
        case exceptions.NotFound():
            return problem(request, 404, NotFound.code, NotFound.default_message)
        case exceptions.PermissionDenied() if exc.detail == exc.default_detail:
            return problem(request, 403, NotPermitted.code, NotPermitted.default_message)
        case exceptions.ValidationError():
            detail = "Some fields are not right. Correct them and send again."
            return problem(request, 400, "invalid", detail, errors=_by_field(exc.detail))
        case exceptions.ParseError():
            code = "malformed"
        case _:
            code = str(exc.default_code)
    return problem(request, exc.status_code, code, str(exc.detail))


def _by_field(detail: object) -> object:
    """Errors as {field: sentences}; those of no field stand under `non_field_errors`."""
    return detail if isinstance(detail, dict) else {"non_field_errors": detail}


def _headers(exc: exceptions.APIException) -> dict[str, str]:
    headers: dict[str, str] = {}
    if auth_header := getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = str(auth_header)
    if wait := getattr(exc, "wait", None):
        headers["Retry-After"] = str(int(wait))
    return headers
