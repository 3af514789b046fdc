"""Tokens in `Authorization: Bearer`, kept as hashes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

if TYPE_CHECKING:
    from accounts.models import User

_TOKEN: Final = re.compile(rb"[0-9A-Za-z_-]{16,128}")


class BearerAuthentication(TokenAuthentication):  # type: ignore[misc]  # knox has no types
    """Knox's tokens; what cannot be a token is refused before it is decoded or looked up."""

    def authenticate_credentials(self, token: bytes) -> tuple[User, Any]:
        """Return the user and the token's row. Raises AuthenticationFailed."""
        if not _TOKEN.fullmatch(token):
            raise AuthenticationFailed("This token is not valid. Ask your administrator for a new one.")
        found: tuple[User, Any] = super().authenticate_credentials(token)
        return found
