"""Pages of lists: by position, so that rows added meanwhile neither repeat nor hide others."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Final

from django.utils.dateparse import parse_datetime
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import CursorPagination

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from django.db.models import Model, QuerySet
    from rest_framework.pagination import Cursor
    from rest_framework.request import Request
    from rest_framework.views import APIView

_MOST_ROWS: Final = 200
_PAGE_SIZES: Final = frozenset(str(rows) for rows in range(1, _MOST_ROWS + 1))


class Pages(CursorPagination):
    """Newest first by the view's `ordering`, whose first field is a time; 50 rows a page, 200 at most."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = _MOST_ROWS
    ordering = ("-created_at", "-id")
    cursor_query_description = "The position to go on from, as given in `next` or `previous`."
    page_size_query_description = "Rows a page, 1 to 200."

    def get_ordering(self, request: Request, queryset: QuerySet[Model], view: APIView) -> tuple[str, ...]:
        """Return the view's own ordering where it has one."""
        return tuple(getattr(view, "ordering", self.ordering))

    def get_page_size(self, request: Request) -> int:
        """Return the rows a page. Raises ValidationError for what is no number of rows."""
        asked = request.query_params.get(self.page_size_query_param)
        if asked is None:
            return self.page_size
        if asked not in _PAGE_SIZES:
            raise ValidationError({self.page_size_query_param: [f"Give a number from 1 to {_MOST_ROWS}."]})
        return int(asked)

    def paginate_queryset(
        self,
        queryset: QuerySet[Any],
        request: Request,
        view: APIView | None = None,
    ) -> list[Any] | None:
        """Return the rows of the asked page; links are paths, so that no Host header gets into them."""
        page = super().paginate_queryset(queryset, request, view)
        self.base_url = request.get_full_path()
        return page

    def decode_cursor(self, request: Request) -> Cursor | None:
        """Return the asked position. Raises ValidationError for one that this list never gave."""
        try:
            cursor = super().decode_cursor(request)
        except NotFound as error:
            raise _unknown_position() from error
        if cursor is not None and cursor.position is not None and not _is_time(str(cursor.position)):
            raise _unknown_position()
        return cursor

    def get_paginated_response_schema(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        """Describe a page for OpenAPI."""
        link = {"type": "string", "nullable": True, "format": "uri-reference"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": {**link, "description": "Path of the next page, or null on the last."},
                "previous": {**link, "description": "Path of the page before, or null on the first."},
                "results": schema,
            },
        }


def _is_time(position: str) -> bool:
    try:
        at = parse_datetime(position)
        return at is not None and at.tzinfo is not None and bool(at.astimezone(UTC))
    except (ValueError, OverflowError):
        return False


def _unknown_position() -> ValidationError:
    return ValidationError({"cursor": ["This position is not known. Start again from the first page."]})
