"""The password asked for again, before something that cannot be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core.cache import caches

from accounts.exceptions import TooManyTries, WrongPassword

if TYPE_CHECKING:
    from accounts.models import User

MAX_TRIES: Final = 5
WINDOW: Final = 15 * 60  # seconds


def confirm_password(*, user: User, password: str) -> None:
    """Let through who knows their own password. Raises WrongPassword, and TooManyTries after five wrong ones.

    The count lives for 15 minutes in the memory of the process: whoever finds an open session cannot guess
    on, and signing does not hang on another server.
    """
    cache = caches["local"]
    key = f"confirm-password:{user.pk}"
    if cache.get(key, 0) >= MAX_TRIES:
        raise TooManyTries
    if user.check_password(password):
        cache.delete(key)
        return
    cache.add(key, 0, WINDOW)
    cache.incr(key)
    raise WrongPassword
