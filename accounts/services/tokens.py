"""Tokens of the API: shown once, stored as a hash, ended by time or by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knox.models import AuthToken

from accounts.exceptions import NotPermitted

if TYPE_CHECKING:
    from datetime import timedelta

    from accounts.models import User


def issue_token(*, user: User, life: timedelta | None = None) -> str:
    """Make a token and return its text, which is kept nowhere; `life` defaults to the setting.

    Raises NotPermitted for an account that is switched off or has no laboratory: a token could do nothing.
    """
    if not user.is_active or not user.role:
        raise NotPermitted(
            "Tokens are for active accounts of a laboratory. Choose one that has a laboratory and a role.",
        )
    given = {} if life is None else {"expiry": life}
    _row, text = AuthToken.objects.create(user=user, **given)
    return str(text)


def revoke_tokens(*, user: User) -> int:
    """End every token of the account; return how many there were."""
    count, _by_model = AuthToken.objects.filter(user=user).delete()
    return int(count)
