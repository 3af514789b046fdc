from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory

from config.charset import text_only
from config.wsgi import application


def _asked(content_type: str) -> str:
    """What a request of this type asks for with `?search=é`."""
    found: list[str] = []

    def portal(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        found.append(WSGIRequest(environ).GET["search"])
        return []

    environ = {
        "REQUEST_METHOD": "GET",
        "QUERY_STRING": "search=%C3%A9",
        "CONTENT_TYPE": content_type,
        "wsgi.input": io.BytesIO(),
    }
    text_only(portal)(environ, lambda *_: lambda _: None)
    return found[0]


@pytest.mark.parametrize(
    "charset", ["hex", "zip", "bz2", "rot13", "base64", "idna", "undefined", "none", "", "utf-8"]
)
def test_a_charset_that_is_none_of_text_is_read_as_utf_8(charset: str) -> None:
    assert _asked(f"application/json; charset={charset}") == "é"


def test_other_charsets_of_text_are_honoured() -> None:
    assert _asked("application/x-www-form-urlencoded; charset=latin-1") == "Ã©"


def test_no_content_type_is_fine() -> None:
    assert _asked("") == "é"


@pytest.mark.parametrize(
    "parameter",
    ["x*=nosuch''%41", "x*=hex''%41", "x*=idna''%ff", "x*=a%00b''%41", "*=''", "x*0*=z''%41"],
)
def test_parameters_that_cannot_be_read_are_dropped(parameter: str, db: None) -> None:
    status: list[str] = []
    environ = RequestFactory().get("/nowhere/").environ
    environ |= {"HTTP_ACCEPT": f"text/html;{parameter}", "CONTENT_TYPE": f"text/plain; {parameter}"}
    application(environ, lambda line, *_: status.append(line))  # type: ignore[arg-type]
    assert status == ["404 Not Found"]
