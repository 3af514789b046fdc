"""Filters of lists: those declared, and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import ValidationError

if TYPE_CHECKING:
    from typing import Any

    from django.db.models import Model, QuerySet
    from rest_framework.request import Request
    from rest_framework.views import APIView

PAGING: Final = frozenset({"cursor", "page_size"})


class StrictFilterBackend(DjangoFilterBackend):  # type: ignore[misc]  # django-filter has no types
    """Refuses a parameter that the list does not know, so that a misspelt filter never shows everything."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Model], view: APIView) -> Any:  # noqa: ANN401
        """Return the filtered rows. Raises ValidationError for unknown, repeated or wrong parameters."""
        filterset = self.get_filterset_class(view, queryset)
        known = PAGING | (frozenset(filterset.base_filters) if filterset else frozenset())
        errors: dict[str, list[str]] = {}
        for name, values in request.query_params.lists():
            if name not in known:
                errors[name[:100]] = ["This list has no such filter."]
            elif len(values) > 1:
                errors[name] = ["Give this filter once."]
        if errors:
            raise ValidationError(errors)
        return super().filter_queryset(request, queryset, view)
