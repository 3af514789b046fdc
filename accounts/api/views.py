"""The base of every API view."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.db.models import Model
from rest_framework.exceptions import NotAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.api.filters import StrictFilterBackend
from accounts.api.negotiation import OneRepresentation
from accounts.api.pagination import Pages
from accounts.api.parsers import StrictJSONParser
from accounts.models import User

if TYPE_CHECKING:
    from rest_framework.parsers import BaseParser

M = TypeVar("M", bound=Model)


class ApiViewSet(GenericViewSet[M]):
    """JSON in, JSON out, lists in pages; who may come in is decided by the route policy."""

    parser_classes: tuple[type[BaseParser], ...] = (StrictJSONParser,)
    renderer_classes = (JSONRenderer,)
    content_negotiation_class = OneRepresentation
    metadata_class = None
    pagination_class = Pages
    filter_backends = (StrictFilterBackend,)
    lookup_value_converter = "uuid"

    @property
    def user(self) -> User:
        """The signed-in person. Raises NotAuthenticated where the policy let nobody in particular through."""
        if not isinstance(self.request.user, User):
            raise NotAuthenticated
        return self.request.user

    def page(self) -> Response:
        """Return the asked page of the filtered rows."""
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    def one(self, row: M, status: int = 200) -> Response:
        """Return one row."""
        return Response(self.get_serializer(row).data, status=status)
