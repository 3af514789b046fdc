"""Reads of people and of their tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from knox.models import AuthToken

from accounts.exceptions import NotFound
from accounts.models import User

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

MAX_WORDS: Final = 8
MAX_SEARCH: Final = 200


def search_words(search: str) -> list[str]:
    """What is searched for, word by word: of a long text the first few, for each costs a condition."""
    return search[:MAX_SEARCH].split()[:MAX_WORDS]


def colleagues(user: User) -> QuerySet[User]:
    """The people who work in the user's laboratory now, the user among them."""
    if user.laboratory_id is None:
        return User.objects.none()
    return User.objects.filter(laboratory_id=user.laboratory_id, is_active=True)


def colleague(user: User, pk: UUID) -> User:
    """One of them. Raises NotFound, for a person of another laboratory too."""
    found = colleagues(user).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def tokens(user: User) -> QuerySet[Any]:
    """The user's own API tokens; an expired one is there until it is next tried."""
    rows: QuerySet[Any] = AuthToken.objects.filter(user=user)
    return rows
