"""The headers of a request that Django would break down on, mended at the very door.

Its charset is one of those in use for text, or UTF-8: Django takes any codec that Python knows, `hex` and
`zip` among them. And where `Content-Type` or `Accept` cannot be read, what cannot be read of it is dropped.
"""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Any, Final

from django.utils.http import parse_header_parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse

    Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]

_TAKEN: Final = frozenset({"utf-8", "ascii", "iso8859-1", "cp1252"})


def text_only(application: Application) -> Application:
    """Wrap a WSGI application so that it never meets another charset."""

    def wrapped(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        content_type = environ.get("CONTENT_TYPE", "")
        if not _is_taken(content_type):
            environ["CONTENT_TYPE"] = content_type.partition(";")[0].strip().lower()
        accepted = environ.get("HTTP_ACCEPT", "")
        if any(_parameters(kind) is None for kind in accepted.split(",")):
            environ["HTTP_ACCEPT"] = "*/*"
        return application(environ, start_response)

    return wrapped


def _is_taken(content_type: str) -> bool:
    """Whether the header can be read and names no charset but one of text."""
    parameters = _parameters(content_type)
    if parameters is None:
        return False
    try:
        return codecs.lookup(parameters.get("charset", "utf-8")).name in _TAKEN
    except (LookupError, ValueError):
        return False


def _parameters(value: str) -> dict[str, str] | None:
    """The parameters of a media type as Django reads them; None where it cannot."""
    try:
        return dict(parse_header_parameters(value)[1])
    except Exception:  # noqa: BLE001 - the codec that a parameter names may raise anything
        return None
