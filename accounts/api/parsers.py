"""Bodies are read strictly: what two readers could understand in two ways is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NoReturn

from django.conf import settings
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import DataAndFiles, JSONParser, MultiPartParser

from accounts.api.text import refuse_unstorable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import IO, Any


class BodyTooLarge(APIException):
    """More bytes than this address takes."""

    status_code = 413
    default_detail = "The body is too large. Send less at once."
    default_code = "body_too_large"


class StrictJSONParser(JSONParser):
    """JSON as RFC 8259 has it: UTF-8, no NaN or Infinity, no name twice, of bounded size and depth."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:  # noqa: ANN401 - whatever JSON holds
        """Return the parsed body. Raises ParseError or BodyTooLarge."""
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body: bytes = stream.read(limit + 1)
        if len(body) > limit:
            raise BodyTooLarge
        try:
            value = json.loads(
                body.decode("utf-8"),
                parse_constant=_refuse_constant,
                object_pairs_hook=_each_name_once,
            )
        except RecursionError as error:
            raise ParseError("The JSON is nested too deeply.") from error
        except ValueError as error:
            message = f"The body is not valid JSON: {_without_surrogates(str(error))}"
            raise ParseError(message) from error
        refuse_unstorable(value)
        return value


class StrictMultiPartParser(MultiPartParser):
    """Multipart forms of bounded size in which each field stands once."""

    max_bytes: int = 2**20

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> DataAndFiles[Any, Any]:
        """Return fields and files. Raises ParseError, or what `refuse_size` raises before a byte is read."""
        context = dict(parser_context or {})
        if int(context["request"].META.get("CONTENT_LENGTH") or 0) > self.max_bytes:
            self.refuse_size()
        try:
            parsed: DataAndFiles[Any, Any] = super().parse(stream, media_type, context)
        except ParseError as error:
            raise ParseError(
                "The form cannot be read. Send multipart/form-data with its boundary."
            ) from error
        for part in (parsed.data, parsed.files):
            for name, values in part.lists():
                if len(values) > 1:
                    message = f"The field {name[:100]!r} stands more than once."
                    raise ParseError(message)
        refuse_unstorable(dict(parsed.data.lists()))
        return parsed

    def refuse_size(self) -> NoReturn:
        """Raise the refusal of a body that is larger than `max_bytes`."""
        raise BodyTooLarge


def _refuse_constant(name: str) -> NoReturn:
    message = f"{name} is not a number."
    raise ValueError(message)


def _each_name_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        message = "a name stands more than once in one object."
        raise ValueError(message)
    return found


def _without_surrogates(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
