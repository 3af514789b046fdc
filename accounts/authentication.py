"""Tokens as the API takes them: `Authorization: Bearer ...`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

if TYPE_CHECKING:
    from accounts.models import User


class BearerAuthentication(TokenAuthentication):  # type: ignore[misc]  # knox has no types
    """knox's tokens, with an answer for a header that cannot be one (bytes that no database takes)."""

    def authenticate_credentials(self, token: bytes) -> tuple[User, object]:
        """The user and the token row. Raises AuthenticationFailed."""
        if not token.isalnum():
            raise AuthenticationFailed("Invalid token.")
        user, row = super().authenticate_credentials(token)
        return user, row
