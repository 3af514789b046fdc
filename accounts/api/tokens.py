"""The user's own tokens on the API. New ones are made on the server, by `manage.py api_token`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema
from knox.models import AuthToken
from rest_framework import serializers
from rest_framework.response import Response

from accounts import selectors
from accounts.api.views import ApiViewSet
from accounts.services.tokens import revoke_tokens

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request


class TokenSerializer(serializers.Serializer[Any]):
    """When a token was made and when it ends; its text is kept nowhere."""

    created_at = serializers.DateTimeField(source="created", read_only=True)
    expires_at = serializers.DateTimeField(source="expiry", allow_null=True, read_only=True)
    current = serializers.SerializerMethodField(help_text="Whether this request came with it.")

    def get_current(self, token: Any) -> bool:  # noqa: ANN401 - knox has no types
        return bool(token == self.context["request"].auth)


class TokenViewSet(ApiViewSet[Any]):
    """The user's own tokens."""

    queryset = AuthToken.objects.none()
    serializer_class = TokenSerializer
    ordering = ("-created", "-digest")

    def get_queryset(self) -> QuerySet[Any]:
        return selectors.tokens(self.user)

    def list(self, request: Request) -> Response:
        """List one's own tokens, newest first."""
        return self.page()

    @extend_schema(request=None, responses={204: None})
    def destroy(self, request: Request) -> Response:
        """Revoke all of one's own tokens, the one of this request among them."""
        revoke_tokens(user=self.user)
        return Response(status=204)
