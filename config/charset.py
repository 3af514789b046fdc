"""The charset of a request: one of those in use for text, or UTF-8.

Django takes any codec that Python knows, `hex` and `zip` among them, and breaks down on those before our code
is reached. So they are dropped at the very door.
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
        kind, parameters = parse_header_parameters(environ.get("CONTENT_TYPE", ""))
        if not _is_taken(parameters.get("charset", "utf-8")):
            environ["CONTENT_TYPE"] = kind
        return application(environ, start_response)

    return wrapped


def _is_taken(charset: str) -> bool:
    try:
        return codecs.lookup(charset).name in _TAKEN
    except (LookupError, ValueError):
        return False
